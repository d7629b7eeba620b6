import type { Dataset } from '../src/data/dataset.ts';

/** The points of a data set as integers over one denominator: x[i][j] / denominator. */
export interface IntegerPoints {
  readonly x: readonly (readonly bigint[])[];
  readonly denominator: bigint;
}

export function integerPoints({ x }: Dataset): IntegerPoints {
  let denominator = 1n;
  for (const row of x)
    for (const { den } of row) if (denominator % den !== 0n) denominator *= den / gcd(denominator, den);
  const over = (row: Dataset['x'][number]): bigint[] =>
    row.map(({ num, den }) => (den === denominator ? num : num * (denominator / den)));
  return { x: x.map(over), denominator };
}

/** Greatest common divisor, at least 0. */
export function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}
