import { Decimal } from 'decimal.js';
import type { RealField } from './field.ts';
import { Rational } from './rational.ts';

/** decimal.js knows ln 10 to 1025 digits and throws beyond; its exp and log carry a few guard digits. */
export const MAX_DIGITS = 1000;

/**
 * Decimal floating point with the given number of significant digits, rounding to nearest even.
 *
 * Each call clones its own constructor: precision is a mutable property of the constructor, decimal.js
 * raises it inside exp and log, and a throw there would leave it raised. The bound on `digits` rules that
 * throw out.
 *
 * @throws RangeError when digits is not an integer from 1 to MAX_DIGITS.
 */
export function decimalField(digits: number): RealField<Decimal> {
  if (!Number.isInteger(digits) || digits < 1 || digits > MAX_DIGITS)
    throw new RangeError(`expected a number of digits from 1 to ${MAX_DIGITS}, found ${digits}`);
  const Real = Decimal.clone({ defaults: true, precision: digits, rounding: Decimal.ROUND_HALF_EVEN });

  // The constructor never rounds, and it reads a double as its shortest decimal. Division of exact
  // integers reads every rational, doubles included, with a single rounding.
  const fromRational = (value: Rational): Decimal => new Real(`${value.num}`).div(`${value.den}`);
  const fromNumber = (value: number): Decimal =>
    Number.isSafeInteger(value) || !Number.isFinite(value)
      ? new Real(value).toSignificantDigits(digits)
      : fromRational(Rational.fromDouble(value));

  return {
    name: `${digits} digits`,
    zero: new Real(0),
    one: new Real(1),
    epsilon: 10 ** (1 - digits),
    fromNumber,
    fromRational,
    toNumber: (value) => value.toNumber(),
    toRational: (value) => Rational.fromDecimal(value.toString()),
    add: (a, b) => Real.add(a, b),
    sub: (a, b) => Real.sub(a, b),
    mul: (a, b) => Real.mul(a, b),
    div: (a, b) => Real.div(a, b),
    neg: (a) => a.neg(),
    compare: (a, b) => a.comparedTo(b),
    sqrt: (a) => Real.sqrt(a),
    exp: (a) => Real.exp(a),
    log: (a) => Real.ln(a),
  };
}
