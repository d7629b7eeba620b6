import type { Dataset } from '../../src/data/dataset.ts';
import { bitLength, type Rational } from '../../src/numbers/rational.ts';

/**
 * The data as the search sees it, in float64: row r is the point `points[r]` divided by 2^exponents[r] so that its length
 * is in [1/2, 1], in at most n coordinates. φ is positively homogeneous, so λ of the point is λ of the
 * row divided by 2^exponents[r], and the margin of the row has to reach goal[r].
 */
export interface PricingProblem {
  /** Number of rows. */
  readonly n: number;
  /** Coordinates after reduction: min(d, n). */
  readonly d: number;
  /** n rows of d. */
  readonly x: Float64Array;
  /** n×n inner products of the rows. */
  readonly gram: Float64Array;
  readonly y: Float64Array;
  readonly alpha: number;
  readonly points: readonly number[];
  readonly exponents: readonly number[];
  /** 2^(least exponent): V* of the data is V* of the rows divided by this. */
  readonly leastExponent: number;
  /** 2^(leastExponent − exponents[r]). */
  readonly goal: Float64Array;
  /** A vector of reduced coordinates in the coordinates of the data, up to rounding. */
  lift(w: Float64Array): Float64Array;
}

/** φ(z) = max(z, αz). */
export function leakyRelu(z: number, alpha: number): number {
  return z < 0 ? alpha * z : z;
}

/** The problem of the given points, none of which is 0. */
export function pricingProblem(data: Dataset, points: readonly number[], alpha: number): PricingProblem {
  const n = points.length;
  const dimension = data.x[0]!.length;
  const rows = new Float64Array(n * dimension);
  const exponents = points.map((point, r) => {
    const { values, exponent } = unitRow(data.x[point]!);
    rows.set(values, r * dimension);
    return exponent;
  });
  const leastExponent = exponents.reduce((a, b) => Math.min(a, b));
  const reduced = dimension > n ? reduce(rows, n, dimension) : { x: rows, lift: (w: Float64Array) => w };
  const d = Math.min(n, dimension);
  return {
    n,
    d,
    x: reduced.x,
    gram: gramMatrix(reduced.x, n, d),
    y: Float64Array.from(points, (point) => data.y[point]!),
    alpha,
    points,
    exponents,
    leastExponent,
    goal: Float64Array.from(exponents, (exponent) => 2 ** (leastExponent - exponent)),
    lift: reduced.lift,
  };
}

/** The row as values · 2^exponent with length in [1/2, 1]: any size of rational is read without overflow. */
function unitRow(row: readonly Rational[]): { values: Float64Array; exponent: number } {
  const sizes = row.map(({ num, den }) => (num === 0n ? -Infinity : bitLength(num) - bitLength(den)));
  const size = sizes.reduce((a, b) => Math.max(a, b));
  const values = Float64Array.from(row, (value) => value.scaledByPowerOfTwo(-size).toNumber());
  const rest = Math.ceil(Math.log2(Math.hypot(...values)));
  return { values: values.map((value) => value * 2 ** -rest), exponent: size + rest };
}

function gramMatrix(x: Float64Array, n: number, d: number): Float64Array {
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k <= i; k++) {
      let product = 0;
      for (let j = 0; j < d; j++) product += x[i * d + j]! * x[k * d + j]!;
      gram[i * n + k] = product;
      gram[k * n + i] = product;
    }
  return gram;
}

/**
 * Coordinates of the rows in an orthonormal basis of their span, n×n lower triangular: only inner products
 * matter. Gram–Schmidt, each row orthogonalised twice.
 */
function reduce(
  rows: Float64Array,
  n: number,
  dimension: number,
): { x: Float64Array; lift: PricingProblem['lift'] } {
  const x = new Float64Array(n * n);
  const basis: Float64Array[] = [];
  for (let i = 0; i < n; i++) {
    const rest = rows.slice(i * dimension, (i + 1) * dimension);
    for (let pass = 0; pass < 2; pass++)
      basis.forEach((direction, k) => {
        let product = 0;
        for (let j = 0; j < dimension; j++) product += rest[j]! * direction[j]!;
        x[i * n + k]! += product;
        for (let j = 0; j < dimension; j++) rest[j]! -= product * direction[j]!;
      });
    const length = Math.hypot(...rest);
    const isNew = length > 1e-13;
    x[i * n + i] = isNew ? length : 0;
    basis.push(isNew ? rest.map((value) => value / length) : new Float64Array(dimension));
  }
  const lift = (w: Float64Array): Float64Array => {
    const result = new Float64Array(dimension);
    basis.forEach((direction, k) => {
      for (let j = 0; j < dimension; j++) result[j]! += w[k]! * direction[j]!;
    });
    return result;
  };
  return { x, lift };
}
