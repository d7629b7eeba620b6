/**
 * The lines through the origin that the points lie on. All points x_i = c_i u of one line share one kink, the hyperplane
 * ⟨w, u⟩ = 0: mirror images ±x above all, and multiples of a point.
 */
export interface KinkLines {
  readonly count: number;
  /** u: the first point on each line, row-major count × d. */
  readonly directions: Float64Array;
  /** ‖u‖. */
  readonly norms: Float64Array;
  /** The points on each line. */
  readonly points: readonly (readonly number[])[];
  /** The line of each point, −1 for a zero row, which has no kink; length n. */
  readonly of: Int32Array;
  /** c_i, length n. */
  readonly multiples: Float64Array;
}

/** Below this sine of their angle two points lie on one line, as rounded multiples of a point do. */
const PARALLEL = 1e-12;

/** The lines of n points in d dimensions, row-major n × d. */
export function kinkLines(x: Float64Array, n: number, dimension: number): KinkLines {
  const row = (i: number) => x.subarray(i * dimension, (i + 1) * dimension);
  const points: number[][] = [];
  const of = new Int32Array(n).fill(-1);
  const multiples = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (row(i).every((value) => value === 0)) continue;
    const found = points.findIndex(([first]) => isParallel(row(first), row(i)));
    of[i] = found < 0 ? points.length : found;
    if (found < 0) points.push([i]);
    else points[found].push(i);
    const first = row(points[of[i]][0]);
    multiples[i] = product(first, row(i)) / product(first, first);
  }
  const rows = points.map(([first]) => row(first));
  return {
    count: points.length,
    directions: Float64Array.from(rows.flatMap((values) => [...values])),
    norms: Float64Array.from(rows, (values) => Math.sqrt(product(values, values))),
    points,
    of,
    multiples,
  };
}

function product(u: Float64Array, v: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < u.length; j++) sum += u[j] * v[j];
  return sum;
}

function isParallel(u: Float64Array, v: Float64Array): boolean {
  const factor = product(u, v) / product(u, u);
  let square = 0;
  for (let j = 0; j < u.length; j++) square += (v[j] - factor * u[j]) ** 2;
  return square <= PARALLEL ** 2 * product(v, v);
}
