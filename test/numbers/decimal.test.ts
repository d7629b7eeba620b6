import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { arithmetic, withArithmetic } from '../../src/numbers/arithmetic.ts';
import { decimalField, MAX_DIGITS } from '../../src/numbers/decimal.ts';
import { Rational } from '../../src/numbers/rational.ts';

describe('decimalField', () => {
  it('rounds what it reads, which the bare constructor does not', () => {
    const field = decimalField(5);
    expect(field.fromRational(Rational.parse('123456789')).toFixed()).toBe('123460000');
    expect(field.fromNumber(123456789).toFixed()).toBe('123460000');
    expect(new Decimal(123456789).toString()).toBe('123456789');
  });

  it('reads a double as its exact value, not as its shortest decimal', () => {
    const field = decimalField(60);
    expect(field.toRational(field.fromNumber(0.1)).equals(Rational.fromDouble(0.1))).toBe(true);
    expect(field.fromNumber(2 ** 80).toFixed()).toBe('1208925819614629174706176');
  });

  it('keeps contexts apart and leaves the global constructor alone', () => {
    const before = Decimal.precision;
    const [few, many] = [decimalField(10), decimalField(200)];
    const third = (field: typeof few) => field.div(field.one, field.fromNumber(3)).toFixed().length - 2;
    many.exp(many.one);
    expect([third(few), third(many), third(few)]).toEqual([10, 200, 10]);
    expect(Decimal.precision).toBe(before);
  });

  it('computes exp and log at the largest precision without a throw', () => {
    const field = decimalField(MAX_DIGITS);
    const back = field.log(field.exp(field.fromNumber(1.5)));
    expect(field.sub(back, field.fromNumber(1.5)).abs().lessThan('1e-998')).toBe(true);
    expect(field.log(field.fromNumber(1e300)).toFixed(3)).toBe('690.776');
  });

  it.each([0, -1, 2.5, Number.NaN, MAX_DIGITS + 1])('refuses %s digits', (digits) => {
    expect(() => decimalField(digits)).toThrow(`from 1 to ${MAX_DIGITS}, found ${digits}`);
  });
});

describe('arithmetic', () => {
  it.each([
    ['double', 'double'],
    ['dd', 'double-double'],
    [50, '50 digits'],
  ] as const)('picks the field of %s', (precision, name) => {
    expect(arithmetic(precision).name).toBe(name);
    expect(withArithmetic(precision, (field) => field.name)).toBe(name);
  });
});
