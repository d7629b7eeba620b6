import type { Label } from '../src/data/dataset.ts';
import { Rational } from '../src/numbers/rational.ts';
import { gcd, type IntegerPoints } from './integer-points.ts';

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

export function signedPoints({ x, denominator }: IntegerPoints, y: readonly Label[]): SignedPoints {
  let content = 0n;
  for (const row of x)
    for (const value of row) if (content !== 1n && value !== 0n) content = gcd(content, value);
  if (content === 0n) content = 1n;
  const z = x.map((row, i) => {
    const divisor = BigInt(y[i]!) * content;
    return divisor === 1n ? row : row.map((value) => value / divisor);
  });
  const floats = z.map((row) => Float64Array.from(row, Number));
  return { z, scale: Rational.of(content, denominator), floats };
}
