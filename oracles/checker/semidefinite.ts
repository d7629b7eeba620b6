/** Exact test of an operator norm. */
import { dot } from './points.ts';

/** Whether the matrix with rows/denominator has operator norm at most 1: denominator²·I − R·Rᵀ is positive semidefinite. */
export function isContraction(rows: readonly (readonly bigint[])[], denominator: bigint): boolean {
  const one = denominator * denominator;
  return isPositiveSemidefinite(rows.map((a, i) => rows.map((b, j) => (i === j ? one : 0n) - dot(a, b))));
}

/**
 * Fraction-free elimination of a symmetric matrix: pivots are ratios of principal minors, so all must be positive, and where one is 0 its
 * whole row must be. (Then the row is dropped and the next pivot divides by the one before.)
 */
function isPositiveSemidefinite(matrix: bigint[][]): boolean {
  let previous = 1n;
  for (let k = 0; k < matrix.length; k++) {
    const row = matrix[k]!;
    const pivot = row[k]!;
    if (pivot < 0n) return false;
    if (pivot === 0n) {
      if (row.some((value, j) => j > k && value !== 0n)) return false;
      continue;
    }
    for (let i = k + 1; i < matrix.length; i++) {
      const factor = matrix[i]![k]!;
      for (let j = k + 1; j < matrix.length; j++)
        matrix[i]![j] = (matrix[i]![j]! * pivot - factor * row[j]!) / previous;
    }
    previous = pivot;
  }
  return true;
}
