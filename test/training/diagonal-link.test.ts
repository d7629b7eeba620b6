import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagonalLink } from '../../src/training/diagonal-link.ts';

const depth = fc.integer({ min: 2, max: 6 });
const alpha = fc.integer({ min: 4, max: 64 }).map((k) => k / 16);
/** Part of the way to the pole, or of 1 where there is none. */
const share = fc.integer({ min: -60, max: 60 }).map((k) => k / 64);

const place = (pole: number, part: number) => part * Math.min(1, pole);

describe('w as a function of s', () => {
  it('is odd and increasing, with the slope it says', () => {
    fc.assert(
      fc.property(depth, alpha, share, (power, scale, part) => {
        const { value, slope, pole } = diagonalLink(power, scale);
        const s = place(pole, part);
        expect(value(-s)).toBeCloseTo(-value(s), 9);
        const h = 1e-6 * Math.min(1, pole);
        const measured = (value(s + h) - value(s - h)) / (2 * h);
        expect(measured / slope(s)).toBeCloseTo(1, 5);
      }),
    );
  });

  it('is u₊^D − u₋^D for the parameters that solve u± ′ = ±D·u±^{D−1}·s′', () => {
    fc.assert(
      fc.property(depth, alpha, share, (power, scale, part) => {
        const { value, pole, size } = diagonalLink(power, scale);
        const s = place(pole, part);
        const parameter = (sign: number) =>
          power === 2
            ? scale * Math.exp(2 * sign * s)
            : (scale ** (2 - power) - sign * power * (power - 2) * s) ** (1 / (2 - power));
        const [plus, minus] = [parameter(1), parameter(-1)];
        if (power > 2)
          expect((plus ** (2 - power) + minus ** (2 - power)) / (2 * scale ** (2 - power))).toBeCloseTo(1, 9);
        const expected = plus ** power - minus ** power;
        expect(Math.abs(value(s) - expected)).toBeLessThan(1e-9 * (size + Math.abs(expected)));
      }),
    );
  });
});
