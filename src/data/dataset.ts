import type { Rational } from '../numbers/rational.ts';

/** A class label. */
export type Label = 1 | -1;

/**
 * A labelled data set with exact coordinates.
 * Shapes: x is n rows of d rationals, y is n labels; n ≥ 1, d ≥ 1. Labels of one class only are allowed.
 */
export interface Dataset {
  readonly name: string;
  readonly x: readonly (readonly Rational[])[];
  readonly y: readonly Label[];
}

/** The same data in float64 for search and training: x is row-major n×d. */
export interface FloatDataset {
  readonly points: number;
  readonly dimension: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Nearest doubles of a data set, row-major. */
export function toFloats(data: Dataset): FloatDataset {
  const points = data.x.length;
  const dimension = data.x[0]!.length;
  const x = new Float64Array(points * dimension);
  for (let i = 0; i < points; i++)
    for (let j = 0; j < dimension; j++) x[i * dimension + j] = data.x[i]![j]!.toNumber();
  return { points, dimension, x, y: Float64Array.from(data.y) };
}
