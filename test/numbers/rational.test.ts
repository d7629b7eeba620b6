import fc from 'fast-check';
import { all, create, type Fraction } from 'mathjs';
import { describe, expect, it } from 'vitest';
import { bitLength, MAX_NUMBER_LENGTH, NotAnExactNumber, Rational } from '../../src/numbers/rational.ts';

const mathjs = create(all);

/** fraction.js, through mathjs and exact text: the second implementation. */
const second = (value: Rational): Fraction => mathjs.fraction(value.toString());
const same = (value: Rational, other: Fraction) =>
  expect(value.toString()).toBe(other.d === 1n ? `${other.s * other.n}` : `${other.s * other.n}/${other.d}`);

const big = fc.bigInt(-(2n ** 200n), 2n ** 200n);
const rational = fc.oneof(
  fc.tuple(big, fc.bigInt(1n, 2n ** 200n)).map(([num, den]) => Rational.of(num, den)),
  fc
    .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .map(([num, den]) => Rational.of(BigInt(num), BigInt(den))),
);
const finiteDouble = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -100, max: 100 }).map((k) => k / 8),
);

describe('Rational against fraction.js', () => {
  it('agrees on + − × ÷, sign and order', () => {
    fc.assert(
      fc.property(rational, rational, (a, b) => {
        const [p, q] = [second(a), second(b)];
        same(a.add(b), p.add(q));
        same(a.sub(b), p.sub(q));
        same(a.mul(b), p.mul(q));
        same(a.neg(), p.neg());
        same(a.abs(), p.abs());
        if (b.sign() !== 0) same(a.div(b), p.div(q));
        expect(a.compare(b)).toBe(Math.sign(p.compare(q)));
        expect(a.equals(b)).toBe(p.equals(q));
      }),
    );
  });

  it('agrees on decimal text', () => {
    const decimal = fc
      .tuple(
        fc.constantFrom('', '-', '+'),
        fc.bigInt(0n, 10n ** 30n),
        fc.bigInt(0n, 10n ** 20n),
        fc.integer({ min: -40, max: 40 }),
      )
      .map(([sign, whole, part, exponent]) => `${sign}${whole}.${part}e${exponent}`);
    fc.assert(
      fc.property(decimal, (text) => {
        const [digits, exponent] = text.split('e') as [string, string];
        const power = 10n ** BigInt(Math.abs(Number(exponent)));
        const mantissa = mathjs.fraction(digits);
        same(Rational.parse(text), Number(exponent) < 0 ? mantissa.div(power) : mantissa.mul(power));
      }),
    );
  });
});

describe('Rational', () => {
  it('is always in lowest terms with a positive denominator', () => {
    fc.assert(
      fc.property(big, big, (num, den) => {
        fc.pre(den !== 0n);
        const value = Rational.of(num, den);
        expect(value.num * den).toBe(num * value.den);
        expect(value.den > 0n).toBe(true);
        let [a, b] = [value.num, value.den];
        while (b !== 0n) [a, b] = [b, a % b];
        expect(a * a).toBe(1n);
      }),
    );
  });

  it('prints what it reads', () => {
    fc.assert(
      fc.property(rational, (value) => {
        expect(Rational.parse(value.toString()).equals(value)).toBe(true);
        expect(JSON.stringify([value])).toBe(`["${value}"]`);
      }),
    );
  });

  it('holds every double exactly and gives it back', () => {
    fc.assert(
      fc.property(finiteDouble, (value) => {
        const exact = Rational.fromDouble(value);
        expect(exact.toNumber()).toBe(value + 0);
        expect(exact.den & (exact.den - 1n)).toBe(0n);
        const places = BigInt(bitLength(exact.den) - 1);
        expect(Rational.fromDecimal(`${exact.num * 5n ** places}e-${places}`).equals(exact)).toBe(true);
      }),
    );
  });

  it.each([5e-324, 2 ** -1074 * 3, 2 ** -1022, Number.MAX_VALUE, -Number.MAX_VALUE, 0.1, 1e-10, 2 ** 70, -0])(
    'reads the double %s exactly',
    (value) => {
      expect(Rational.fromDouble(value).toNumber()).toBe(value + 0);
    },
  );

  it('rounds to the nearest double, ties to even', () => {
    fc.assert(
      fc.property(rational, (value) => {
        const nearest = value.toNumber();
        const error = value.sub(Rational.fromDouble(nearest)).abs();
        const ulp = Math.max(2 ** (Math.floor(Math.log2(Math.abs(nearest) || 1)) - 52), 2 ** -1074);
        for (const neighbour of [nearest - ulp, nearest + ulp])
          expect(error.compare(value.sub(Rational.fromDouble(neighbour)).abs())).toBeLessThanOrEqual(0);
      }),
    );
    expect(Rational.of(2n ** 53n + 1n).toNumber()).toBe(2 ** 53);
    expect(Rational.of(2n ** 53n + 3n).toNumber()).toBe(2 ** 53 + 4);
    expect(Rational.of(-(2n ** 53n) - 1n).toNumber()).toBe(-(2 ** 53));
    expect(Rational.of(2n ** 200n + 2n ** 147n + 1n).toNumber()).toBe(2 ** 200 + 2 ** 148);
  });

  it('overflows to infinity and underflows to zero when asked for a double', () => {
    const huge = Rational.parse('1e4000');
    expect(huge.toNumber()).toBe(Infinity);
    expect(huge.neg().toNumber()).toBe(-Infinity);
    expect(Rational.ONE.div(huge).toNumber()).toBe(0);
  });

  it('counts bits', () => {
    fc.assert(
      fc.property(big, (value) => {
        const size = value < 0n ? -value : value;
        expect(bitLength(value)).toBe(size === 0n ? 0 : size.toString(2).length);
      }),
    );
  });

  it('scales by powers of two', () => {
    fc.assert(
      fc.property(rational, fc.integer({ min: -300, max: 300 }), (value, exponent) => {
        const power = Rational.of(2n ** BigInt(Math.abs(exponent)));
        const expected = exponent < 0 ? value.div(power) : value.mul(power);
        expect(value.scaledByPowerOfTwo(exponent).equals(expected)).toBe(true);
      }),
    );
  });

  it.each([
    ['1/0', 'non-zero denominator, found "1/0"'],
    ['', 'exact number'],
    [' 1', 'exact number'],
    ['1\n', 'exact number'],
    ['1/-2', 'exact number'],
    ['1/2/3', 'exact number'],
    ['1.5/2', 'exact number'],
    ['.', 'exact number'],
    ['1.', 'exact number'],
    ['.5', 'exact number'],
    ['0x10', 'exact number'],
    ['1_000', 'exact number'],
    ['1e', 'exact number'],
    ['1e1.5', 'exact number'],
    ['--1', 'exact number'],
    ['NaN', 'exact number'],
    ['Infinity', 'exact number'],
    ['١', 'exact number'],
    ['1e4097', 'exponent'],
    ['1e-99999999999', 'exponent'],
    ['9'.repeat(MAX_NUMBER_LENGTH + 1), 'characters'],
    [`1/${'9'.repeat(MAX_NUMBER_LENGTH)}`, 'characters'],
  ])('refuses %.20j as no exact number', (text, reason) => {
    expect(() => Rational.parse(text)).toThrow(NotAnExactNumber);
    expect(() => Rational.parse(text)).toThrow(reason);
  });

  it('refuses what is not finite, and division by zero', () => {
    for (const value of [Number.NaN, Infinity, -Infinity])
      expect(() => Rational.fromDouble(value)).toThrow(`finite number, found ${value}`);
    expect(() => Rational.ONE.div(Rational.ZERO)).toThrow('non-zero denominator');
    expect(() => Rational.of(1n, 0n)).toThrow('non-zero denominator');
  });
});
