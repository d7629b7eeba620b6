import fc from 'fast-check';
import { Rational } from '../numbers/rational.ts';

/** Slopes α = k/16 of a leaky ReLU, 0 < α ≤ most/16. */
export function leakySlope(most: 8 | 15 | 16): fc.Arbitrary<Rational> {
  return fc.integer({ min: 1, max: most }).map((k) => Rational.of(BigInt(k), 16n));
}

/** Slopes k/16 from the ReLU's 0 to ½. */
export function slopeUpToHalf(): fc.Arbitrary<Rational> {
  return fc.integer({ min: 0, max: 8 }).map((k) => Rational.of(BigInt(k), 16n));
}
