import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalField } from '../../src/numbers/decimal.ts';
import { type DoubleDouble, doubleDouble } from '../../src/numbers/double-double.ts';
import { Rational } from '../../src/numbers/rational.ts';

/** 1 + 2^−105 needs 33 digits before those of its logarithm begin; 100 leave ample room. */
const reference = decimalField(100);

/** Relative error of a double-double against 100 digits, in units of the field's epsilon. */
function errorInEpsilons(value: DoubleDouble, exact: ReturnType<typeof reference.exp>): number {
  const approximate = reference.fromRational(doubleDouble.toRational(value));
  return approximate.sub(exact).div(exact).abs().div(doubleDouble.epsilon).toNumber();
}

/** A double-double with all its bits in use, between 2^−40 and 2^bits. */
const positive = (bits: number) =>
  fc
    .tuple(fc.bigInt(2n ** 105n, 2n ** 106n - 1n), fc.integer({ min: -40, max: bits }))
    .map(([digits, exponent]) =>
      doubleDouble.fromRational(Rational.of(digits).scaledByPowerOfTwo(exponent - 106)),
    );

describe('double-double', () => {
  it('keeps hi + lo normalised: adding lo to hi changes nothing', () => {
    const operations = [doubleDouble.add, doubleDouble.sub, doubleDouble.mul, doubleDouble.div];
    fc.assert(
      fc.property(positive(40), positive(40), fc.constantFrom(...operations), (a, b, operation) => {
        const { hi, lo } = operation(a, b);
        expect(hi + lo).toBe(hi);
      }),
    );
  });

  it('agrees with 100 digits on exp, from the smallest normal result to the largest', () => {
    fc.assert(
      fc.property(positive(10), fc.boolean(), (size, negative) => {
        const a = negative ? doubleDouble.neg(size) : size;
        fc.pre(Math.abs(a.hi) < 600);
        const exact = reference.exp(reference.fromRational(doubleDouble.toRational(a)));
        expect(errorInEpsilons(doubleDouble.exp(a), exact)).toBeLessThan(1);
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with 100 digits on log, close to 1 included', () => {
    const nearOne = positive(-2).map((a) => doubleDouble.add(doubleDouble.one, a));
    fc.assert(
      fc.property(fc.oneof(positive(40), nearOne), (a) => {
        const exact = reference.log(reference.fromRational(doubleDouble.toRational(a)));
        fc.pre(!exact.isZero());
        expect(errorInEpsilons(doubleDouble.log(a), exact)).toBeLessThan(1);
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with 100 digits on roots', () => {
    fc.assert(
      fc.property(positive(40), (a) => {
        const exact = reference.sqrt(reference.fromRational(doubleDouble.toRational(a)));
        expect(errorInEpsilons(doubleDouble.sqrt(a), exact)).toBeLessThan(1);
      }),
    );
  });

  it('overflows to infinity and underflows to zero like float64, never to NaN', () => {
    const at = doubleDouble.fromNumber;
    const large = at(Number.MAX_VALUE);
    expect(doubleDouble.add(large, large)).toEqual({ hi: Infinity, lo: 0 });
    expect(doubleDouble.mul(large, at(2))).toEqual({ hi: Infinity, lo: 0 });
    expect(doubleDouble.mul(at(Infinity), at(-3))).toEqual({ hi: -Infinity, lo: 0 });
    expect(doubleDouble.div(large, at(0.5))).toEqual({ hi: Infinity, lo: 0 });
    expect(doubleDouble.div(at(3), at(Infinity)).hi).toBe(0);
    expect(doubleDouble.exp(at(1000)).hi).toBe(Infinity);
    expect(doubleDouble.exp(at(709.9))).toEqual({ hi: Infinity, lo: 0 });
    expect(doubleDouble.exp(at(-1000)).hi).toBe(0);
    expect(doubleDouble.exp(at(-Infinity)).hi).toBe(0);
    expect(doubleDouble.mul(large, at(1 / 3)).hi).toBe(Number.MAX_VALUE * (1 / 3));
    expect(doubleDouble.div(large, large)).toEqual({ hi: 1, lo: 0 });
    expect(doubleDouble.log(at(5e-324)).hi).toBeCloseTo(Math.log(5e-324), 12);
  });
});
