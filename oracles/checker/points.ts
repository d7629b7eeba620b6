/** The data of a certificate, and vectors, as integers over one denominator: no gcd in the sums. */
import { bitLength } from '../../src/numbers/rational.ts';
import type { Entry, Fraction } from './reading.ts';

/** Bits that all numbers of one vector may have together once they share a denominator. */
const MAX_TOTAL_BITS = 2 ** 31;

/** A vector: numerators[j] / denominator, denominator > 0. */
export interface Scaled {
  readonly numerators: readonly bigint[];
  readonly denominator: bigint;
}

/** n labelled points in d dimensions: x[i][j] / denominator with label y[i]. */
export interface Points {
  readonly x: readonly (readonly bigint[])[];
  readonly y: readonly (1n | -1n)[];
  readonly denominator: bigint;
}

/** The same vector over one denominator. `place` is where it was read. */
export function toScaled(vector: readonly Fraction[], place: Entry): Scaled {
  let denominator = 1n;
  for (const { den } of vector) {
    if (denominator % den === 0n) continue;
    denominator = leastCommonMultiple(denominator, den);
    if (bitLength(denominator) * vector.length > MAX_TOTAL_BITS)
      place.reject('too-large', 'expected numbers with a common denominator of moderate size');
  }
  const numerators = vector.map(({ num, den }) => (den === denominator ? num : num * (denominator / den)));
  return { numerators, denominator };
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  let [divisor, rest] = [a, b];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  return (a / divisor) * b;
}

/** Reads `{x: n rows of d integers, denominator: integer > 0, y: n labels 1 or −1}` with n, d ≥ 1. */
export function readPoints(data: Entry): Points {
  const { x, denominator, y } = data.fields('x', 'denominator', 'y');
  const rows = x.list(1);
  const dimension = rows[0]!.list(1).length;
  const shared = denominator.bigint();
  if (shared <= 0n) denominator.reject('out-of-range', 'expected a positive denominator');
  const labels = y.list(rows.length, rows.length).map((label) => {
    const value = label.integer(-1, 1);
    if (value === 0) label.reject('out-of-range', 'expected a label 1 or -1, found 0');
    return value === 1 ? 1n : -1n;
  });
  const numerators = rows.map((row) => row.bigints(dimension));
  return { x: numerators, y: labels, denominator: shared };
}

export function dot(a: readonly bigint[], b: readonly bigint[]): bigint {
  let sum = 0n;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
