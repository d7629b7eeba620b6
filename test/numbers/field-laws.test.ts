import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalField } from '../../src/numbers/decimal.ts';
import { doubleDouble } from '../../src/numbers/double-double.ts';
import type { Field, RealField } from '../../src/numbers/field.ts';
import { float64 } from '../../src/numbers/float64.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { rationalField } from '../../src/numbers/rational-field.ts';

/** A field with the relative error its four operations may commit; 0 means exact. */
interface Case {
  readonly field: Field<unknown>;
  readonly epsilon: number;
}

const reals: readonly RealField<unknown>[] = [float64, doubleDouble, decimalField(20), decimalField(50)];
const cases: readonly Case[] = [
  { field: rationalField, epsilon: 0 },
  ...reals.map((field) => ({ field, epsilon: field.epsilon })),
];

/** Signed fractions of very different sizes, zero included. */
const fraction = fc
  .tuple(fc.bigInt(-(2n ** 90n), 2n ** 90n), fc.bigInt(1n, 2n ** 90n), fc.integer({ min: -200, max: 200 }))
  .map(([num, den, exponent]) => Rational.of(num, den).scaledByPowerOfTwo(exponent));

/** Asserts |value − exact| ≤ epsilon·|scale|, in exact arithmetic. */
function expectWithin(value: Rational, exact: Rational, epsilon: number, scale = exact): void {
  const error = value.sub(exact).abs();
  const bound = scale.abs().mul(Rational.fromDouble(epsilon));
  expect(error.compare(bound), `${value.toNumber()} for ${exact.toNumber()}`).toBeLessThanOrEqual(0);
}

describe.each(cases.map((item) => [item.field.name, item] as const))('%s', (_name, { field, epsilon }) => {
  const read = (value: Rational) => field.fromRational(value);
  const exact = (value: unknown) => field.toRational(value);

  it('reads a rational to within its epsilon, and back exactly', () => {
    fc.assert(
      fc.property(fraction, (value) => {
        const element = read(value);
        expectWithin(exact(element), value, epsilon);
        expect(field.compare(read(exact(element)), element) + 0).toBe(0);
      }),
    );
  });

  it('performs + − × ÷ to within its epsilon of the exact result', () => {
    fc.assert(
      fc.property(fraction, fraction, (p, q) => {
        const [a, b] = [read(p), read(q)];
        const [x, y] = [exact(a), exact(b)];
        expectWithin(exact(field.add(a, b)), x.add(y), epsilon);
        expectWithin(exact(field.sub(a, b)), x.sub(y), epsilon);
        expectWithin(exact(field.mul(a, b)), x.mul(y), epsilon);
        if (y.sign() !== 0) expectWithin(exact(field.div(a, b)), x.div(y), epsilon);
      }),
    );
  });

  it('is commutative, and has its identities and inverses', () => {
    fc.assert(
      fc.property(fraction, fraction, (p, q) => {
        const [a, b] = [read(p), read(q)];
        // A difference of zeros may be −0.
        const same = (x: unknown, y: unknown) => expect(field.compare(x, y) === 0).toBe(true);
        same(field.add(a, b), field.add(b, a));
        same(field.mul(a, b), field.mul(b, a));
        same(field.add(a, field.zero), a);
        same(field.mul(a, field.one), a);
        same(field.mul(a, field.zero), field.zero);
        same(field.add(a, field.neg(a)), field.zero);
        same(field.sub(a, b), field.neg(field.sub(b, a)));
        if (field.compare(b, field.zero) !== 0) same(field.div(b, b), field.one);
      }),
    );
  });

  it('is associative and distributive up to rounding', () => {
    fc.assert(
      fc.property(fraction, fraction, fraction, (p, q, r) => {
        const [a, b, c] = [read(p), read(q), read(r)];
        const size = [a, b, c].map((value) => exact(value).abs());
        const left = exact(field.add(field.add(a, b), c));
        expectWithin(
          left,
          exact(field.add(a, field.add(b, c))),
          8 * epsilon,
          size[0]!.add(size[1]!).add(size[2]!),
        );
        const product = exact(field.mul(field.mul(a, b), c));
        expectWithin(product, exact(field.mul(a, field.mul(b, c))), 8 * epsilon);
        const distributed = exact(field.add(field.mul(a, b), field.mul(a, c)));
        const scale = size[0]!.mul(size[1]!.add(size[2]!));
        expectWithin(distributed, exact(field.mul(a, field.add(b, c))), 8 * epsilon, scale);
      }),
    );
  });

  it('is ordered as its exact values are', () => {
    fc.assert(
      fc.property(fraction, fraction, (p, q) => {
        const [a, b] = [read(p), read(q)];
        expect(Math.sign(field.compare(a, b)) + 0).toBe(exact(a).compare(exact(b)));
        expect(field.compare(a, a)).toBe(0);
      }),
    );
  });

  it('keeps every double it has digits for, the smallest and largest included', () => {
    const doubles = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, -0, 5e-324, 2 ** -1022, Number.MAX_VALUE, 0.1, 1e22, 2 ** 80),
    );
    fc.assert(
      fc.property(doubles, (value) => {
        const element = field.fromNumber(value);
        if (epsilon <= 2 ** -52)
          expect(field.toNumber(element)).toBe(value === 0 ? field.toNumber(element) : value);
        expectWithin(exact(element), Rational.fromDouble(value), epsilon);
      }),
    );
  });
});

describe.each(reals.map((field) => [field.name, field] as const))('%s as the reals', (_name, field) => {
  const value = fc
    .tuple(fc.bigInt(1n, 2n ** 60n), fc.integer({ min: -120, max: 0 }))
    .map(([num, exponent]) => Rational.of(num).scaledByPowerOfTwo(exponent));
  const close = (a: unknown, b: Rational, factor: number, scale = b) =>
    expectWithin(field.toRational(a), b, factor * field.epsilon, scale);

  it('squares its roots back', () => {
    fc.assert(
      fc.property(value, (p) => {
        const root = field.sqrt(field.fromRational(p));
        close(field.mul(root, root), field.toRational(field.fromRational(p)), 4);
      }),
    );
  });

  it('turns sums into products and back', () => {
    const exponent = fc.integer({ min: -300, max: 300 }).map((k) => k / 16);
    fc.assert(
      fc.property(exponent, exponent, (p, q) => {
        const [a, b] = [field.fromNumber(p), field.fromNumber(q)];
        const product = field.mul(field.exp(a), field.exp(b));
        close(field.exp(field.add(a, b)), field.toRational(product), 8);
        close(
          field.log(field.exp(a)),
          Rational.fromDouble(p),
          8,
          Rational.fromDouble(Math.max(1, Math.abs(p))),
        );
      }),
    );
  });

  it('leaves its domain without a throw: roots and logarithms of negatives are NaN, log 0 is −∞', () => {
    const minus = field.fromNumber(-1);
    expect(field.toNumber(field.sqrt(minus))).toBeNaN();
    expect(field.toNumber(field.log(minus))).toBeNaN();
    expect(field.toNumber(field.log(field.zero))).toBe(-Infinity);
    expect(field.toNumber(field.div(field.one, field.zero))).toBe(Infinity);
    expect(field.toNumber(field.sqrt(field.zero))).toBe(0);
    expect(field.compare(field.exp(field.zero), field.one)).toBe(0);
    expect(field.compare(field.log(field.one), field.zero)).toBe(0);
    expect(() => field.toRational(field.fromNumber(Number.NaN))).toThrow(/expected .*, found .*NaN/);
  });
});
