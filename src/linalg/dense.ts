import type { Field } from '../numbers/field.ts';

/**
 * Small dense linear algebra, written once for every arithmetic. A vector is an array of field elements, a
 * matrix an array of rows. Nothing is modified in place; sizes must fit, as the docstrings say.
 */
export type Vector<T> = readonly T[];
export type Matrix<T> = readonly Vector<T>[];

/** Σ a_j b_j; a and b have the same length. */
export function dot<T>(field: Field<T>, a: Vector<T>, b: Vector<T>): T {
  return a.reduce((sum, value, j) => field.add(sum, field.mul(value, b[j]!)), field.zero);
}

/** a + factor·b; a and b have the same length. */
export function addScaled<T>(field: Field<T>, a: Vector<T>, factor: T, b: Vector<T>): T[] {
  return a.map((value, j) => field.add(value, field.mul(factor, b[j]!)));
}

/** factor·a. */
export function scaleVector<T>(field: Field<T>, factor: T, a: Vector<T>): T[] {
  return a.map((value) => field.mul(factor, value));
}

/** A·v for an m×n matrix and a vector of length n. */
export function matrixTimesVector<T>(field: Field<T>, matrix: Matrix<T>, v: Vector<T>): T[] {
  return matrix.map((row) => dot(field, row, v));
}

/** Aᵀ·v for an m×n matrix with m ≥ 1 and a vector of length m. */
export function transposeTimesVector<T>(field: Field<T>, matrix: Matrix<T>, v: Vector<T>): T[] {
  return transpose(matrix).map((column) => dot(field, column, v));
}

/** A·B for an m×k and a k×n matrix, k ≥ 1. */
export function matrixTimesMatrix<T>(field: Field<T>, a: Matrix<T>, b: Matrix<T>): T[][] {
  const columns = transpose(b);
  return a.map((row) => columns.map((column) => dot(field, row, column)));
}

/** The n×m transpose of an m×n matrix with m ≥ 1. */
export function transpose<T>(matrix: Matrix<T>): T[][] {
  return matrix[0]!.map((_, j) => matrix.map((row) => row[j]!));
}

/** The Gram matrix of m vectors: m×m, entries ⟨v_i, v_k⟩. */
export function gram<T>(field: Field<T>, vectors: Matrix<T>): T[][] {
  const products: T[][] = [];
  vectors.forEach((v, i) => {
    products.push(vectors.slice(0, i + 1).map((u) => dot(field, v, u)));
    for (let k = 0; k < i; k++) products[k]!.push(products[i]![k]!);
  });
  return products;
}

/** P·A = L·U of a square matrix: L (unit diagonal) and U share `rows`, whose row i is row `order[i]` of A. */
export interface Factorization<T> {
  readonly rows: Matrix<T>;
  readonly order: readonly number[];
}

/**
 * Gaussian elimination with partial pivoting (Golub, Van Loan, algorithm 3.4.1) of an n×n matrix.
 * @returns undefined when a column has no non-zero pivot: the matrix is singular, exactly so over the rationals.
 */
export function factorize<T>(field: Field<T>, matrix: Matrix<T>): Factorization<T> | undefined {
  const size = matrix.length;
  const rows = matrix.map((row) => row.slice());
  const order = rows.map((_, i) => i);
  for (let k = 0; k < size; k++) {
    const pivot = largestPivot(field, rows, k);
    if (pivot === undefined) return undefined;
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    [order[k], order[pivot]] = [order[pivot]!, order[k]!];
    const pivotRow = rows[k]!;
    for (let i = k + 1; i < size; i++) {
      const row = rows[i]!;
      const factor = field.div(row[k]!, pivotRow[k]!);
      row[k] = factor;
      for (let j = k + 1; j < size; j++) row[j] = field.sub(row[j]!, field.mul(factor, pivotRow[j]!));
    }
  }
  return { rows, order };
}

/** The x of length n with A·x = right, A as factorized. */
export function solveFactorized<T>(field: Field<T>, factors: Factorization<T>, right: Vector<T>): T[] {
  const { rows, order } = factors;
  const x: T[] = [];
  for (let i = 0; i < rows.length; i++)
    x.push(field.sub(right[order[i]!]!, dot(field, rows[i]!.slice(0, i), x)));
  for (let i = rows.length - 1; i >= 0; i--) {
    const known = dot(field, rows[i]!.slice(i + 1), x.slice(i + 1));
    x[i] = field.div(field.sub(x[i]!, known), rows[i]![i]!);
  }
  return x;
}

/** The solution of the n×n system A·x = right, or undefined when A is singular. */
export function solve<T>(field: Field<T>, matrix: Matrix<T>, right: Vector<T>): T[] | undefined {
  const factors = factorize(field, matrix);
  return factors && solveFactorized(field, factors, right);
}

/** The row from k on whose entry in column k is largest in size, or undefined when all are zero. */
function largestPivot<T>(field: Field<T>, rows: Matrix<T>, k: number): number | undefined {
  let best: number | undefined;
  let size = field.zero;
  for (let i = k; i < rows.length; i++) {
    const entry = rows[i]![k]!;
    const magnitude = field.compare(entry, field.zero) < 0 ? field.neg(entry) : entry;
    if (field.compare(magnitude, size) > 0) [best, size] = [i, magnitude];
  }
  return best;
}
