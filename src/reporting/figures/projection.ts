import type { FloatDataset } from '../../data/dataset.ts';
import type { Planar } from './direction-chart.ts';

/** Enough for the picture's accuracy unless two directions tie, and then either will do. */
const POWER_ITERATIONS = 200;

/** A map of R^d to the plane. */
export interface Projection {
  readonly apply: (vector: ArrayLike<number>) => Planar;
  /** What the axes are, for a caption; undefined when nothing is lost. */
  readonly axes: string | undefined;
}

/**
 * The plane in which to draw directions: the plane itself for d ≤ 2, otherwise that of the label mean
 * μ = (1/n) Σ y_i x_i and the main direction (first principal axis) of the points orthogonal to μ.
 */
export function drawingPlane(data: FloatDataset): Projection {
  if (data.dimension <= 2) return { apply: (vector) => [vector[0]!, vector[1] ?? 0], axes: undefined };
  const rows = Array.from({ length: data.points }, (_, i) =>
    Array.from(data.x.subarray(i * data.dimension, (i + 1) * data.dimension)),
  );
  const mean = rows[0]!.map(
    (_, j) => rows.reduce((sum, row, i) => sum + data.y[i]! * row[j]!, 0) / rows.length,
  );
  const first = unit(mean) ?? mean.map((_, j) => (j === 0 ? 1 : 0));
  const rest = rows.map((row) => orthogonalTo(row, first));
  const second = principalAxis(rest) ?? first.map(() => 0);
  return {
    apply: (vector) => [inner(first, vector), inner(second, vector)],
    axes: 'label mean μ (→) and main direction of the data orthogonal to it (↑)',
  };
}

function inner(a: readonly number[], b: ArrayLike<number>): number {
  return a.reduce((sum, value, j) => sum + value * b[j]!, 0);
}

function unit(vector: readonly number[]): number[] | undefined {
  const length = Math.sqrt(inner(vector, vector));
  return length > 0 ? vector.map((value) => value / length) : undefined;
}

function orthogonalTo(vector: readonly number[], direction: readonly number[]): number[] {
  const along = inner(direction, vector);
  return vector.map((value, j) => value - along * direction[j]!);
}

/** By power iteration on Σ x xᵀ from the longest row; undefined when all rows are zero. */
function principalAxis(rows: readonly (readonly number[])[]): number[] | undefined {
  const longest = rows.reduce((a, b) => (inner(b, b) > inner(a, a) ? b : a));
  let axis = unit(longest);
  for (let k = 0; k < POWER_ITERATIONS && axis; k++) {
    const coefficients = rows.map((row) => inner(row, axis!));
    axis = unit(axis.map((_, j) => rows.reduce((sum, row, i) => sum + coefficients[i]! * row[j]!, 0)));
  }
  return axis;
}
