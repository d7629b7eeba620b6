import { describe, expect, it } from 'vitest';
import type { ExhibitContent } from '../../../src/reporting/exhibit.ts';
import { strayNumbers } from './stray-numbers.ts';

describe('numbers in a text that the data does not hold', () => {
  const data = {
    gap: 0.123456,
    rows: [{ loss: -2148.00224352 }, { ratio: '1/3' }, 7e-12],
    exponent: '17.50697025883898150236',
    words: 'a slope of 2.207 at 0.25, 77 draws',
    rounded: '1.979',
    nearOne: 1.0421,
    counts: [12, 40, 20_000],
    scale: 1e-3,
    log10Loss: -1e9,
    margin: 2.3025851e6,
  };
  it.each([
    ['| 0.1235 | −2148.002 | 0.333 | 7e-12 | 12.3 % |', []],
    ['| 0.1236 | 8e-12 | 12.4 % |', ['0.1236', '8e-12', '12.4 %']],
    ['in prose 0.1235 and 0.5', ['0.5']],
    ['| 17.506970 | 1.042 |', []],
    ['| 2.207 | 0.25 | 1.979 | 0.0421 |', ['2.207', '0.25', '1.979', '0.0421']],
    ['| `V2` | 12 | L2 | [x](a-1.5b.svg) | two-layer:3:0.125 |', []],
    ['12 of 40 after 20,000 steps, not 13 of 77 after 2,500', ['13', '77', '2,500']],
    ['σ = 10⁻³ to log10 loss −10⁹, σ = 10⁻⁴ to 10⁸', ['10⁻⁴', '10⁸']],
    ['a loss of 10^(−10⁹), not 10^(−10⁸); −10^12.0, not −10^12.5', ['−10⁸', '12.5']],
    ['margins of 2.3·10⁶, not 2.4·10⁶', ['2.4·10⁶']],
    ['1/3 of 12/40, not 1/128 or 12/41', ['1/128', '12/41']],
    ['.5 and −.123', ['.5']],
    // A percentage is a finding however small.
    ['3 points, order 2, e₁, r⁴, σ^(4/3), ℓ_{2/3}, 5/4·κ, but 1 %', ['1 %']],
  ])('%s', (markdown, strays) => {
    expect(strayNumbers(markdown, data)).toEqual(strays);
  });

  it('an exhibit that invents a number', () => {
    const exhibit = (factor: number): ExhibitContent => ({
      markdown: `On 40 draws the margin is at least ${(0.9375 * factor).toPrecision(3)} of the optimum.`,
      data: { draws: 40, ratio: 0.9375 },
    });
    const [honest, inventing] = [exhibit(1), exhibit(1.01)];
    expect(strayNumbers(honest.markdown, honest.data)).toEqual([]);
    expect(strayNumbers(inventing.markdown, inventing.data)).toEqual(['0.947']);
  });
});
