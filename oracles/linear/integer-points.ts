import type { Dataset } from '../../src/data/dataset.ts';
import type { Rational } from '../../src/numbers/rational.ts';

/** The points of a data set as integers over one denominator: x[i][j] / denominator. */
export interface IntegerPoints {
  readonly x: readonly (readonly bigint[])[];
  readonly denominator: bigint;
}

export function integerPoints({ x }: Dataset): IntegerPoints {
  let denominator = 1n;
  for (const row of x)
    for (const { den } of row) if (denominator % den !== 0n) denominator *= den / gcd(denominator, den);
  // Few different denominators occur, so one division serves many coordinates.
  let [last, factor] = [denominator, 1n];
  const over = ({ num, den }: Rational): bigint => {
    if (den !== last) [last, factor] = [den, denominator / den];
    return factor === 1n ? num : num * factor;
  };
  return { x: x.map((row) => row.map(over)), denominator };
}

/** Greatest common divisor, at least 0. */
export function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}
