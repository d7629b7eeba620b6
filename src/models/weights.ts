import type { Model } from './model.ts';

/** A matrix of parameters; θ is the concatenation of a model's matrices, each row-major. */
export interface WeightShape {
  /** "W", "a", "W₊": as in the model's own formula. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
}

export interface WeightMatrix extends WeightShape {
  readonly entries: Float64Array;
}

/** Number of parameters in matrices of these shapes. */
export function countParameters(shapes: readonly WeightShape[]): number {
  return shapes.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
}

/** θ as the matrices of its model. */
export function weightsOf(model: Model, theta: Float64Array): WeightMatrix[] {
  let at = 0;
  return model.weights.map((shape) => {
    const from = at;
    at += shape.rows * shape.columns;
    return { ...shape, entries: theta.subarray(from, at) };
  });
}

/** Row k of a matrix, scaled to norm 1, for each k; a zero row stays zero. Rows are neurons. */
export function rowDirections({ rows, columns, entries }: WeightMatrix): Float64Array[] {
  return Array.from({ length: rows }, (_, k) => {
    const row = entries.slice(k * columns, (k + 1) * columns);
    const norm = Math.hypot(...row);
    return norm === 0 ? row : row.map((value) => value / norm);
  });
}

/**
 * ‖W‖_F²/‖W‖₂², from 1 (rank one) to the rank; NaN for a zero matrix.
 *
 * The Gram matrix A on the shorter side is squared again and again, each time scaled to trace 1, until it is the
 * projector P on its top eigenspace divided by that space's dimension: then ‖W‖₂² = tr(AP)/tr(P), however close the
 * next eigenvalue is.
 */
export function stableRank({ rows, columns, entries }: WeightMatrix): number {
  const size = Math.min(rows, columns);
  const entry = (i: number, k: number) =>
    rows <= columns ? entries[i * columns + k]! : entries[k * columns + i]!;
  const gram = new Float64Array(size * size);
  let trace = 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < Math.max(rows, columns); k++) sum += entry(i, k) * entry(j, k);
      gram[i * size + j] = sum;
      if (i === j) trace += sum;
    }
  let power: Float64Array = gram.map((value) => value / trace);
  for (let k = 0; k < SQUARINGS; k++) power = squaredToTraceOne(power, size);
  const top = power.reduce((sum, value, at) => sum + value * gram[at]!, 0);
  return trace / top;
}

/** Enough to separate eigenvalues that differ by 2^−40 of their size. */
const SQUARINGS = 45;

function squaredToTraceOne(matrix: Float64Array, size: number): Float64Array {
  const square = new Float64Array(size * size);
  let trace = 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += matrix[i * size + k]! * matrix[k * size + j]!;
      square[i * size + j] = sum;
      if (i === j) trace += sum;
    }
  return square.map((value) => value / trace);
}
