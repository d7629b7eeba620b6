import { describe, expect, it } from 'vitest';
import { strayNumbers } from './stray-numbers.ts';

describe('numbers in a table that the data does not hold', () => {
  const data = {
    gap: 0.123456,
    rows: [{ loss: -2148.00224352 }, { ratio: '1/3' }, 7e-12],
    exponent: '17.50697025883898150236',
    words: 'a slope of 2.207 at 0.25',
    rounded: '1.979',
    nearOne: 1.0421,
  };
  it.each([
    ['| 0.1235 | −2148.002 | 0.333 | 7e-12 | 12.3 % |', []],
    ['| 0.1236 | 8e-12 | 12.4 % |', ['0.1236', '8e-12', '12.4 %']],
    ['outside a table 0.5 is prose', []],
    ['| 17.506970 | 1.042 |', []],
    ['| 2.207 | 0.25 | 1.979 | 0.0421 |', ['2.207', '0.25', '1.979', '0.0421']],
    ['| `V2` | 12 | L2 | [x](a-1.5b.svg) |', []],
  ])('%s', (markdown, strays) => {
    expect(strayNumbers(markdown, data)).toEqual(strays);
  });
});
