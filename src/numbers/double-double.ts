import type { RealField } from './field.ts';
import { Rational } from './rational.ts';

/**
 * An unevaluated sum hi + lo of two doubles with |lo| ≤ ulp(hi)/2: about 32 digits. Immutable.
 *
 * Error-free transformations by Knuth (TwoSum) and Dekker (TwoProd, 1971); the operations are those of
 * Hida, Li and Bailey, "Algorithms for quad-double precision floating point arithmetic" (ARITH 2001).
 * With u = 2^−53: + 3u², × 7u², ÷ 15u² (Joldes, Muller, Popescu 2017). Full accuracy needs products above
 * 2^−916, below which their rounding errors underflow. A value that is not finite carries lo = 0.
 */
export interface DoubleDouble {
  readonly hi: number;
  readonly lo: number;
}

const ZERO: DoubleDouble = { hi: 0, lo: 0 };
const ONE: DoubleDouble = { hi: 1, lo: 0 };
const SPLITTER = 2 ** 27 + 1;
const SPLIT_OVERFLOW = 2 ** 996;

function fromNumber(value: number): DoubleDouble {
  return { hi: value, lo: 0 };
}

/** a + b exactly when |a| ≥ |b| (or a = 0). */
function quickTwoSum(a: number, b: number): DoubleDouble {
  const hi = a + b;
  return { hi, lo: Number.isFinite(hi) ? b - (hi - a) : 0 };
}

/** a · 2^exponent, exact unless it leaves the range. */
function scaleByPowerOfTwo(a: DoubleDouble, exponent: number): DoubleDouble {
  const half = Math.trunc(exponent / 2);
  const first = 2 ** half;
  const second = 2 ** (exponent - half);
  return quickTwoSum(a.hi * first * second, a.lo * first * second);
}

/** The leading 26 bits of a (Veltkamp). */
function leadingHalf(a: number): number {
  const scaled = SPLITTER * a;
  return scaled - (scaled - a);
}

/** a · b exactly, unless the error underflows. */
function twoProduct(a: number, b: number): DoubleDouble {
  const hi = a * b;
  if (!Number.isFinite(hi)) return { hi, lo: 0 };
  if (Math.abs(a) > SPLIT_OVERFLOW) return scaleByPowerOfTwo(twoProduct(a * 2 ** -64, b), 64);
  if (Math.abs(b) > SPLIT_OVERFLOW) return twoProduct(b, a);
  const a1 = leadingHalf(a);
  const a2 = a - a1;
  const b1 = leadingHalf(b);
  const b2 = b - b1;
  return { hi, lo: a1 * b1 - hi + a1 * b2 + a2 * b1 + a2 * b2 };
}

/** TwoSum (Knuth) of both parts, written out: add and mul carry nearly all the work of training in this arithmetic. */
function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const high = a.hi + b.hi;
  if (!(Math.abs(high) < Infinity)) return { hi: high, lo: 0 };
  const highPart = high - a.hi;
  const low = a.lo + b.lo;
  const lowPart = low - a.lo;
  const partial = a.hi - (high - highPart) + (b.hi - highPart) + low;
  const sum = high + partial;
  return quickTwoSum(sum, partial - (sum - high) + (a.lo - (low - lowPart) + (b.lo - lowPart)));
}

function neg(a: DoubleDouble): DoubleDouble {
  return { hi: -a.hi, lo: -a.lo };
}

/** twoProduct(a.hi, b.hi) and the two products of mixed size. */
function mul(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const product = a.hi * b.hi;
  if (!(Math.abs(product) < Infinity)) return { hi: product, lo: 0 };
  const mixed = a.hi * b.lo + a.lo * b.hi;
  if (Math.abs(a.hi) > SPLIT_OVERFLOW || Math.abs(b.hi) > SPLIT_OVERFLOW) {
    return quickTwoSum(product, twoProduct(a.hi, b.hi).lo + mixed);
  }
  const a1 = leadingHalf(a.hi);
  const a2 = a.hi - a1;
  const b1 = leadingHalf(b.hi);
  const b2 = b.hi - b1;
  return quickTwoSum(product, a1 * b1 - product + a1 * b2 + a2 * b1 + a2 * b2 + mixed);
}

/** Long division with two quotient digits of 53 bits; the difference of the leading parts is exact. */
function div(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const quotient = a.hi / b.hi;
  if (!Number.isFinite(quotient) || !Number.isFinite(b.hi)) return fromNumber(quotient);
  const product = mul(b, fromNumber(quotient));
  const remainder = a.hi - product.hi + (a.lo - product.lo);
  return quickTwoSum(quotient, remainder / b.hi);
}

/** One Newton step from the double root (Karp's form); NaN below zero. */
function sqrt(a: DoubleDouble): DoubleDouble {
  const root = Math.sqrt(a.hi);
  if (root === 0 || !Number.isFinite(root)) return fromNumber(root);
  const residual = add(a, neg(twoProduct(root, root)));
  return quickTwoSum(root, residual.hi / (2 * root));
}

/**
 * ln 2 in pieces of 41, 41 and 53 bits. k times either of the first two is exact for |k| < 2^12, so that
 * a − k·ln 2 keeps full accuracy for the largest arguments of exp.
 */
const LN2_PIECES = [0x162e42fefa3 / 2 ** 41, 0x13de6af278e / 2 ** 82, 1.667085920830552e-25] as const;

/** a + k·ln 2, from the largest piece on; of the last the rounding error is below 2^−124. */
function addMultipleOfLn2(a: DoubleDouble, k: number): DoubleDouble {
  if (k === 0) return a;
  const [first, second, third] = LN2_PIECES;
  return add(add(add(fromNumber(k * first), a), fromNumber(k * second)), fromNumber(k * third));
}

/** exp is taken of arguments below 2^−6·ln(2)/2; 12 terms then leave a remainder below 2^−110. */
const EXP_HALVINGS = 6;
const EXP_SCALE = 2 ** -EXP_HALVINGS;
const INVERSE_FACTORIALS: readonly DoubleDouble[] = Array.from({ length: 13 }, (_, k) =>
  div(ONE, fromNumber(factorial(k))),
);

function factorial(k: number): number {
  return k === 0 ? 1 : k * factorial(k - 1);
}

/** exp(a) = 2^k·exp(r), and expm1(2s) = 2·expm1(s) + expm1(s)² so that no digit of s is lost to the 1. */
function exp(a: DoubleDouble): DoubleDouble {
  if (!(Math.abs(a.hi) < 746)) return fromNumber(Math.exp(a.hi));
  const k = Math.round(a.hi / Math.LN2);
  const remainder = addMultipleOfLn2(a, -k);
  const s = { hi: remainder.hi * EXP_SCALE, lo: remainder.lo * EXP_SCALE };
  let tail = ZERO;
  for (let i = INVERSE_FACTORIALS.length - 1; i > 0; i--) tail = mul(s, add(tail, INVERSE_FACTORIALS[i]!));
  for (let i = 0; i < EXP_HALVINGS; i++) tail = add(add(tail, tail), mul(tail, tail));
  return scaleByPowerOfTwo(add(tail, ONE), k);
}

/** With |z| ≤ 0.172 the terms after the 21st of atanh z = z + z³/3 + … are below 2^−110 of the first. */
const INVERSE_ODDS: readonly DoubleDouble[] = Array.from({ length: 21 }, (_, i) =>
  div(ONE, fromNumber(2 * i + 1)),
);

/** log(2^k·m) = k·ln 2 + 2·atanh((m − 1)/(m + 1)), m within √2 of 1; accurate near 1, where log vanishes. */
function log(a: DoubleDouble): DoubleDouble {
  if (!(a.hi > 0 && Number.isFinite(a.hi))) return fromNumber(Math.log(a.hi));
  const k = Math.round(Math.log2(a.hi));
  const mantissa = scaleByPowerOfTwo(a, -k);
  const z = div(add(mantissa, fromNumber(-1)), add(mantissa, ONE));
  const square = mul(z, z);
  let series = ZERO;
  for (let i = INVERSE_ODDS.length - 1; i >= 0; i--) series = add(INVERSE_ODDS[i]!, mul(square, series));
  return addMultipleOfLn2(scaleByPowerOfTwo(mul(z, series), 1), k);
}

function fromRational(value: Rational): DoubleDouble {
  const hi = value.toNumber();
  return Number.isFinite(hi) ? { hi, lo: value.sub(Rational.fromDouble(hi)).toNumber() } : { hi, lo: 0 };
}

/** Double-double arithmetic; division by zero, roots and logarithms outside their domain as in float64. */
export const doubleDouble: RealField<DoubleDouble> = {
  name: 'double-double',
  zero: ZERO,
  one: ONE,
  epsilon: 2 ** -102,
  fromNumber,
  fromRational,
  toNumber: (value) => value.hi,
  toRational: (value) => Rational.fromDouble(value.hi).add(Rational.fromDouble(value.lo)),
  add,
  sub: (a, b) => add(a, neg(b)),
  mul,
  div,
  neg,
  compare: (a, b) => (a.hi === b.hi ? a.lo - b.lo : a.hi - b.hi),
  sqrt,
  exp,
  log,
};
