/**
 * Exact linear systems over the integers by fraction-free elimination (Bareiss, Math. Comp. 22, 1968).
 * Every intermediate entry is a minor of the input, so its length is bounded by Hadamard's inequality, every
 * division is exact, and no gcd is ever taken.
 */

/** Solutions of A·x = b, one a right-hand side: x[k][i] / determinant. */
export interface IntegerSolution {
  readonly determinant: bigint;
  readonly numerators: readonly (readonly bigint[])[];
}

/** The rows of a singular Gram matrix that depend linearly on rows before them. */
export interface DependentRows {
  readonly dependent: readonly number[];
}

/**
 * Solves G·x = b for a Gram matrix G (symmetric, positive semidefinite, k×k; only j ≥ i is read).
 * No pivoting: a zero pivot of a Gram matrix means that its row depends on the rows before it. The determinant is
 * positive.
 */
export function solveGram(
  gram: readonly (readonly bigint[])[],
  rightHandSides: readonly (readonly bigint[])[],
): IntegerSolution | DependentRows {
  const size = gram.length;
  const upper = gram.map((row, i) => [...row, ...rightHandSides.map((side) => side[i]!)]);
  const width = size + rightHandSides.length;
  const dependent: number[] = [];
  let previous = 1n;
  for (let k = 0; k < size; k++) {
    const pivotRow = upper[k]!;
    const pivot = pivotRow[k]!;
    if (pivot === 0n) {
      dependent.push(k);
      continue;
    }
    for (let i = k + 1; i < size; i++) {
      const row = upper[i]!;
      const factor = pivotRow[i]!;
      for (let j = i; j < width; j++) row[j] = (row[j]! * pivot - factor * pivotRow[j]!) / previous;
    }
    previous = pivot;
  }
  return dependent.length > 0 ? { dependent } : backSubstitute(upper, rightHandSides.length, previous);
}

/** Solves A·x = b for a square A, with row exchanges; undefined when A is singular. */
export function solveSquare(
  matrix: readonly (readonly bigint[])[],
  rightHandSides: readonly (readonly bigint[])[],
): IntegerSolution | undefined {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...rightHandSides.map((side) => side[i]!)]);
  const width = size + rightHandSides.length;
  let previous = 1n;
  for (let k = 0; k < size; k++) {
    const found = rows.findIndex((row, i) => i >= k && row[k] !== 0n);
    if (found < 0) return undefined;
    [rows[k], rows[found]] = [rows[found]!, rows[k]!];
    const pivotRow = rows[k]!;
    const pivot = pivotRow[k]!;
    for (let i = k + 1; i < size; i++) {
      const row = rows[i]!;
      const factor = row[k]!;
      for (let j = k + 1; j < width; j++) row[j] = (row[j]! * pivot - factor * pivotRow[j]!) / previous;
    }
    previous = pivot;
  }
  return backSubstitute(rows, rightHandSides.length, previous);
}

/** x with U·x = b·determinant for a fraction-free upper triangle U: integral by Cramer's rule. */
function backSubstitute(upper: readonly bigint[][], sides: number, determinant: bigint): IntegerSolution {
  const size = upper.length;
  const numerators = Array.from({ length: sides }, (_, side) => {
    const x = new Array<bigint>(size).fill(0n);
    for (let i = size - 1; i >= 0; i--) {
      const row = upper[i]!;
      let sum = determinant * row[size + side]!;
      for (let j = i + 1; j < size; j++) sum -= row[j]! * x[j]!;
      x[i] = sum / row[i]!;
    }
    return x;
  });
  return { determinant, numerators };
}
