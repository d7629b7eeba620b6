/** Rational bounds of e^s, from Taylor's series with every rounding outwards. */
import { Rational } from '../../src/numbers/rational.ts';
import type { Fraction } from './reading.ts';

export interface Bounds {
  readonly lower: Rational;
  readonly upper: Rational;
}

/** Largest |s| whose exponential is bounded. */
export const MAX_EXPONENT = 1024n;
/** Correct bits, about, of both bounds. */
const PRECISION = 256n;

/** sinh s and cosh s for |s| ≤ MAX_EXPONENT. */
export function hyperbolicBounds(s: Fraction): { sinh: Bounds; cosh: Bounds } {
  const size = s.num < 0n ? { num: -s.num, den: s.den } : s;
  const { low, high, bits } = exponential(size);
  const unit = 1n << bits;
  // e^−s = 1/e^s.
  const [inverseLow, inverseHigh] = [(unit * unit) / high, (unit * unit) / low + 1n];
  const half = (numerator: bigint) => Rational.of(numerator, 2n * unit);
  const sinh = { lower: half(low - inverseHigh), upper: half(high - inverseLow) };
  return {
    sinh: s.num < 0n ? { lower: sinh.upper.neg(), upper: sinh.lower.neg() } : sinh,
    cosh: { lower: half(low + inverseLow), upper: half(high + inverseHigh) },
  };
}

/** low ≤ e^s·2^bits ≤ high for s ≥ 0: the series at s/2^k < 1/256, then k squarings. */
function exponential(s: Fraction): { low: bigint; high: bigint; bits: bigint } {
  const whole = s.num / s.den;
  const halvings = BigInt(whole.toString(2).length) + 8n;
  const bits = PRECISION + 4n * halvings + 2n * whole;
  const reduced = (s.num << bits) / (s.den << halvings);
  let [low, high] = [series(reduced, bits, 0n), series(reduced + 1n, bits, 1n) + 2n];
  for (let k = 0n; k < halvings; k++) [low, high] = [(low * low) >> bits, ((high * high) >> bits) + 1n];
  return { low, high, bits };
}

/** Σ r^i/i! in units of 2^−bits, each term rounded down and raised by `excess`; the terms left out are below 1 unit. */
function series(r: bigint, bits: bigint, excess: bigint): bigint {
  let sum = 0n;
  let term = 1n << bits;
  for (let i = 1n; term > excess; i++) {
    sum += term;
    term = ((term * r) >> bits) / i + excess;
  }
  return sum;
}
