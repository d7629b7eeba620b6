/**
 * The data as the search uses it: float64, one representative a ray, lengths in [1/2, 1), at most n coordinates.
 * φ is positively homogeneous, so scaling x_i by t only scales the multiplier λ_i by 1/t, and a point on
 * the ray of a shorter one with its label is implied by it.
 */
export interface PricingProblem {
  /** Number of representatives. */
  readonly n: number;
  /** Coordinates after reduction: min(d, n). */
  readonly d: number;
  /** n rows of d. */
  readonly x: Float64Array;
  /** n×n inner products of the rows. */
  readonly gram: Float64Array;
  readonly y: Float64Array;
  /** What the margin of each row has to reach: original point = row · (1/goal). */
  readonly goal: Float64Array;
  readonly alpha: number;
}

/** φ(z) = max(z, αz). */
export function leakyRelu(z: number, alpha: number): number {
  return z < 0 ? alpha * z : z;
}

/** Builds the problem from n rows of `dimension` coordinates (none zero), their labels and goals. */
export function pricingProblem(
  rows: Float64Array,
  dimension: number,
  y: Float64Array,
  goal: Float64Array,
  alpha: number,
): PricingProblem {
  const n = y.length;
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k <= i; k++) {
      let product = 0;
      for (let j = 0; j < dimension; j++) product += rows[i * dimension + j]! * rows[k * dimension + j]!;
      gram[i * n + k] = product;
      gram[k * n + i] = product;
    }
  const reduced = dimension > n ? coordinates(rows, n, dimension) : rows;
  return { n, d: Math.min(n, dimension), x: reduced, gram, y, goal, alpha };
}

/**
 * Coordinates of the rows in an orthonormal basis of their span, n×n lower triangular: only inner products
 * matter. Gram–Schmidt, each row orthogonalised twice.
 */
function coordinates(rows: Float64Array, n: number, dimension: number): Float64Array {
  const result = new Float64Array(n * n);
  const basis: Float64Array[] = [];
  for (let i = 0; i < n; i++) {
    const rest = rows.slice(i * dimension, (i + 1) * dimension);
    for (let pass = 0; pass < 2; pass++)
      basis.forEach((direction, k) => {
        let product = 0;
        for (let j = 0; j < dimension; j++) product += rest[j]! * direction[j]!;
        result[i * n + k]! += product;
        for (let j = 0; j < dimension; j++) rest[j]! -= product * direction[j]!;
      });
    const length = Math.hypot(...rest);
    result[i * n + i] = length;
    basis.push(length > 1e-14 ? rest.map((value) => value / length) : new Float64Array(dimension));
  }
  return result;
}
