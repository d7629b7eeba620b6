import type { Dataset } from '../src/data/dataset.ts';
import { Rational } from '../src/numbers/rational.ts';

/**
 * The signed points y_i·x_i as integers without common factor: y_i·x_i = scale · z_i. Everything a linear
 * margin depends on. Shapes: z and floats are n rows of d.
 */
export interface SignedPoints {
  readonly z: readonly (readonly bigint[])[];
  readonly scale: Rational;
  /** z as doubles, for guesses only: huge integers become infinite, and then the exact methods start cold. */
  readonly floats: readonly Float64Array[];
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}

export function signedPoints({ x, y }: Dataset): SignedPoints {
  let denominator = 1n;
  for (const row of x)
    for (const { den } of row) if (denominator % den !== 0n) denominator *= den / gcd(denominator, den);
  const integers = x.map((row, i) => {
    const sign = BigInt(y[i]!);
    return row.map(({ num, den }) => sign * (den === denominator ? num : num * (denominator / den)));
  });
  let content = 0n;
  for (const row of integers)
    for (const value of row) if (content !== 1n && value !== 0n) content = gcd(content, value);
  const z = content > 1n ? integers.map((row) => row.map((value) => value / content)) : integers;
  const floats = z.map((row) => Float64Array.from(row, Number));
  return { z, scale: Rational.of(content === 0n ? 1n : content, denominator), floats };
}
