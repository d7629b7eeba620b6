/**
 * Exact rational numbers on BigInt.
 *
 * The trusted checker depends on this file and on nothing else, so it is small, has no dependency and
 * never approximates: a double is read as mantissa · 2^exponent, a decimal as digits · 10^exponent.
 * Inner loops of the oracles clear denominators and work on plain BigInt (no gcd there); this class is
 * for the edges, where values are read, compared and printed.
 */

/** Largest decimal exponent (in size) that a number in text may have: 10^4096 has 13,606 bits. */
export const MAX_DECIMAL_EXPONENT = 4096;
/** Longest text of one number, in characters: the gcd of a longer one would take more than half a second. */
export const MAX_NUMBER_LENGTH = 20_000;

/** A text or value that is no exact number: what was expected, and what was found. */
export class NotAnExactNumber extends Error {
  override name = 'NotAnExactNumber';
  readonly expected: string;
  readonly found: string;

  constructor(expected: string, found: string) {
    super(`expected ${expected}, found ${found}`);
    this.expected = expected;
    this.found = found;
  }
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const FRACTION = /^([+-]?\d+)\/(\d+)$/;

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}

function quote(text: string): string {
  return text.length <= 40
    ? JSON.stringify(text)
    : `${JSON.stringify(`${text.slice(0, 30)}…`)} (${text.length} characters)`;
}

/** The text itself, unless it is longer than any number may be. */
function limited(text: string): string {
  if (text.length <= MAX_NUMBER_LENGTH) return text;
  throw new NotAnExactNumber(`a number of at most ${MAX_NUMBER_LENGTH} characters`, quote(text));
}

/** Number of bits of |value|. */
export function bitLength(value: bigint): number {
  const hex = (value < 0n ? -value : value).toString(16);
  return value === 0n ? 0 : hex.length * 4 - Math.clz32(Number.parseInt(hex[0]!, 16)) + 28;
}

/** An exact rational num/den in lowest terms, den > 0. Immutable. */
export class Rational {
  readonly num: bigint;
  readonly den: bigint;

  private constructor(num: bigint, den: bigint) {
    this.num = num;
    this.den = den;
  }

  static readonly ZERO = new Rational(0n, 1n);
  static readonly ONE = new Rational(1n, 1n);

  /** num/den in lowest terms. @throws NotAnExactNumber when den is 0. */
  static of(num: bigint, den = 1n): Rational {
    if (den === 0n) throw new NotAnExactNumber('a non-zero denominator', '0');
    if (den === 1n) return new Rational(num, 1n);
    const divisor = den < 0n ? -gcd(num, den) : gcd(num, den);
    return divisor === 1n ? new Rational(num, den) : new Rational(num / divisor, den / divisor);
  }

  /** The exact value of a double: 0.1 is 3602879701896397/2^55. @throws NotAnExactNumber on NaN and ±Infinity. */
  static fromDouble(value: number): Rational {
    if (!Number.isFinite(value)) throw new NotAnExactNumber('a finite number', `${value}`);
    if (Number.isInteger(value)) return new Rational(BigInt(value), 1n);
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    const bits = view.getBigUint64(0);
    const biased = Number((bits >> 52n) & 0x7ffn);
    const fraction = bits & 0xfffffffffffffn;
    const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
    const exponent = Math.max(biased, 1) - 1075;
    return Rational.of(value < 0 ? -mantissa : mantissa, 1n).scaledByPowerOfTwo(exponent);
  }

  /** Exact value of decimal text such as "-12.5e-3". @throws NotAnExactNumber with what was found. */
  static fromDecimal(text: string): Rational {
    const match = DECIMAL.exec(limited(text));
    if (!match) throw new NotAnExactNumber('a decimal number', quote(text));
    const [, sign, whole, fraction = '', exponentText = '0'] = match;
    const exponent = Number(exponentText);
    if (Math.abs(exponent) > MAX_DECIMAL_EXPONENT)
      throw new NotAnExactNumber(`a decimal exponent of size at most ${MAX_DECIMAL_EXPONENT}`, quote(text));
    const digits = BigInt(whole! + fraction) * (sign === '-' ? -1n : 1n);
    const shift = exponent - fraction.length;
    return shift >= 0
      ? new Rational(digits * 10n ** BigInt(shift), 1n)
      : Rational.of(digits, 10n ** BigInt(-shift));
  }

  /** Exact value of "p/q" or of a decimal. @throws NotAnExactNumber on anything else ("1/0" too). */
  static parse(text: string): Rational {
    const match = FRACTION.exec(limited(text));
    if (match) {
      const den = BigInt(match[2]!);
      if (den === 0n) throw new NotAnExactNumber('a non-zero denominator', quote(text));
      return Rational.of(BigInt(match[1]!), den);
    }
    if (!DECIMAL.test(text))
      throw new NotAnExactNumber('an exact number such as "1/3", "0.125" or "-2e-3"', quote(text));
    return Rational.fromDecimal(text);
  }

  add(other: Rational): Rational {
    if (this.den === other.den) return Rational.of(this.num + other.num, this.den);
    return Rational.of(this.num * other.den + other.num * this.den, this.den * other.den);
  }

  sub(other: Rational): Rational {
    return this.add(other.neg());
  }

  mul(other: Rational): Rational {
    return Rational.of(this.num * other.num, this.den * other.den);
  }

  /** @throws NotAnExactNumber when other is 0. */
  div(other: Rational): Rational {
    return Rational.of(this.num * other.den, this.den * other.num);
  }

  neg(): Rational {
    return new Rational(-this.num, this.den);
  }

  abs(): Rational {
    return this.num < 0n ? this.neg() : this;
  }

  /** −1, 0 or 1. */
  sign(): -1 | 0 | 1 {
    return this.num > 0n ? 1 : this.num < 0n ? -1 : 0;
  }

  /** −1, 0 or 1 as this is less than, equal to or greater than other. */
  compare(other: Rational): -1 | 0 | 1 {
    const difference = this.num * other.den - other.num * this.den;
    return difference > 0n ? 1 : difference < 0n ? -1 : 0;
  }

  equals(other: Rational): boolean {
    return this.num === other.num && this.den === other.den;
  }

  /** this · 2^exponent. */
  scaledByPowerOfTwo(exponent: number): Rational {
    return exponent >= 0
      ? Rational.of(this.num << BigInt(exponent), this.den)
      : Rational.of(this.num, this.den << BigInt(-exponent));
  }

  /** The nearest double (ties to even; results below 2^−1022 may be one unit off). */
  toNumber(): number {
    const shift = 66 - bitLength(this.num) + bitLength(this.den);
    const num = shift > 0 ? this.num << BigInt(shift) : this.num;
    const den = shift < 0 ? this.den << BigInt(-shift) : this.den;
    const quotient = num / den;
    const sticky = quotient * den === num ? 0n : this.num < 0n ? -1n : 1n;
    const half = Math.trunc(-shift / 2);
    return Number(quotient * 2n + sticky) * 2 ** (half - 1) * 2 ** (-shift - half);
  }

  /** "p/q", or "p" for an integer: what `parse` reads back. */
  toString(): string {
    return this.den === 1n ? `${this.num}` : `${this.num}/${this.den}`;
  }

  toJSON(): string {
    return this.toString();
  }
}
