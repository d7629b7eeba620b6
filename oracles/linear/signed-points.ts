import type { Label } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
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
    const signed = y[i] === 1 ? row : row.map((value) => -value);
    return content === 1n ? signed : signed.map((value) => value / content);
  });
  const floats = z.map((row) => {
    const doubles = new Float64Array(row.length);
    for (let j = 0; j < row.length; j++) doubles[j] = Number(row[j]);
    return doubles;
  });
  return { z, scale: Rational.of(content, denominator), floats };
}
