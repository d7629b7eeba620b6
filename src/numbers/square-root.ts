import { bitLength, Rational } from './rational.ts';

/** ⌊√value⌋ for value ≥ 0, by Newton's iteration from above. */
export function integerSquareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((bitLength(value) + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/**
 * Rational bounds lower ≤ √value ≤ upper with (upper − lower) ≤ 2^−bits · √value, equal when value is the
 * square of a rational.
 * @param value ≥ 0.
 */
export function squareRootBounds(value: Rational, bits = 96): { lower: Rational; upper: Rational } {
  if (value.sign() < 0) throw new RangeError(`expected a value ≥ 0, found ${value}`);
  if (value.sign() === 0) return { lower: Rational.ZERO, upper: Rational.ZERO };
  // √(num/den) = √(num·den·4^s) / (den·2^s), with s such that the integer root has enough bits.
  const product = value.num * value.den;
  const shift = BigInt(Math.max(0, bits + 1 - (bitLength(product) >> 1)));
  const scaled = product << (2n * shift);
  const root = integerSquareRoot(scaled);
  const denominator = value.den << shift;
  const exact = root * root === scaled;
  return { lower: Rational.of(root, denominator), upper: Rational.of(exact ? root : root + 1n, denominator) };
}
