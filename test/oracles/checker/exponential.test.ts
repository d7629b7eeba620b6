import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hyperbolicBounds } from '../../../oracles/checker/exponential.ts';
import { decimalField } from '../../../src/numbers/decimal.ts';
import { Rational } from '../../../src/numbers/rational.ts';

/** Enough digits that their own rounding is far below the width of the bounds. */
const field = decimalField(400);

/** Fractions of size at most 300. */
const argument = fc
  .tuple(fc.integer({ min: -300_000, max: 300_000 }), fc.integer({ min: 1000, max: 1_000_000 }))
  .map(([num, den]) => Rational.of(BigInt(num), BigInt(den)));

describe('hyperbolicBounds', () => {
  it('encloses sinh and cosh as decimals at 400 digits have them, to 60 digits and more', () => {
    fc.assert(
      fc.property(argument, (s) => {
        const growth = field.exp(field.fromRational(s));
        const decay = field.exp(field.neg(field.fromRational(s)));
        const half = Rational.of(1n, 2n);
        const cosh = field.toRational(field.add(growth, decay)).mul(half);
        const sinh = field.toRational(field.sub(growth, decay)).mul(half);
        const bounds = hyperbolicBounds(s);
        for (const [value, { lower, upper }] of [
          [cosh, bounds.cosh],
          [sinh, bounds.sinh],
        ] as const) {
          expect(lower.compare(value)).toBeLessThanOrEqual(0);
          expect(upper.compare(value)).toBeGreaterThanOrEqual(0);
          expect(upper.sub(lower).compare(cosh.mul(Rational.fromDecimal('1e-60')))).toBeLessThan(0);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('knows that cosh 0 = 1 and that sinh is odd', () => {
    const { sinh, cosh } = hyperbolicBounds(Rational.ZERO);
    expect(cosh.lower.compare(Rational.ONE)).toBeLessThanOrEqual(0);
    expect(cosh.upper.compare(Rational.ONE)).toBeGreaterThanOrEqual(0);
    expect(sinh.lower.sign()).toBeLessThanOrEqual(0);
    expect(sinh.upper.sign()).toBeGreaterThanOrEqual(0);
    const one = hyperbolicBounds(Rational.ONE).sinh;
    const minusOne = hyperbolicBounds(Rational.ONE.neg()).sinh;
    expect(minusOne).toEqual({ lower: one.upper.neg(), upper: one.lower.neg() });
  });
});
