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

/** Solutions of A·x = b and Aᵀ·y = c over the positive determinant of A, up to sign. */
export interface SquareSolution {
  readonly determinant: bigint;
  readonly primal: readonly bigint[];
  readonly dual: readonly bigint[];
}

/**
 * Solves A·x = b and Aᵀ·y = c for a square A (k×k) in one elimination, with exchanges of rows and columns: sparse rows
 * and small pivots first. Undefined when A is singular.
 */
export function solveSquare(
  matrix: readonly (readonly bigint[])[],
  b: readonly bigint[],
  c: readonly bigint[],
): SquareSolution | undefined {
  const size = matrix.length;
  const rowOrder = bySparsity(matrix);
  const columnOrder = matrix.map((_, j) => j);
  // Below the k rows of [A | b] goes the row c, which is eliminated but never a pivot row.
  const rows = rowOrder.map((i) => [...matrix[i]!, b[i]!]);
  rows.push([...c, 0n]);
  let previous = 1n;
  for (let k = 0; k < size; k++) {
    const pivotRow = rows[k]!;
    const column = smallestEntry(pivotRow, k, size);
    if (column < 0) return undefined;
    if (column !== k) {
      for (const row of rows) [row[k], row[column]] = [row[column]!, row[k]!];
      [columnOrder[k], columnOrder[column]] = [columnOrder[column]!, columnOrder[k]!];
    }
    const pivot = pivotRow[k]!;
    for (let i = k + 1; i <= size; i++) {
      const row = rows[i]!;
      const factor = row[k]!;
      for (let j = k + 1; j <= size; j++) row[j] = (row[j]! * pivot - factor * pivotRow[j]!) / previous;
    }
    previous = pivot;
  }
  // Rows now hold the upper triangle U and, below the diagonal, the factors L of the elimination: U·x = b' and,
  // since c is the combination y of the rows at every stage, Lᵀ·y = c'.
  const sign = previous < 0n ? -1n : 1n;
  const primal = new Array<bigint>(size);
  const dual = new Array<bigint>(size);
  const x = new Array<bigint>(size);
  const y = new Array<bigint>(size);
  for (let k = size - 1; k >= 0; k--) {
    let right = previous * rows[k]![size]!;
    let below = previous * rows[size]![k]!;
    for (let i = k + 1; i < size; i++) {
      right -= rows[k]![i]! * x[i]!;
      below -= rows[i]![k]! * y[i]!;
    }
    x[k] = right / rows[k]![k]!;
    y[k] = below / rows[k]![k]!;
    primal[columnOrder[k]!] = sign * x[k]!;
    dual[rowOrder[k]!] = sign * y[k]!;
  }
  return { determinant: sign * previous, primal, dual };
}

function bySparsity(matrix: readonly (readonly bigint[])[]): number[] {
  const entries = matrix.map((row) => row.reduce((count, value) => (value === 0n ? count : count + 1), 0));
  return matrix.map((_, i) => i).sort((i, k) => entries[i]! - entries[k]!);
}

/** The column, from `start` on, of the non-zero entry of least size; −1 when all are zero. */
function smallestEntry(row: readonly bigint[], start: number, end: number): number {
  let found = -1;
  let least = 0n;
  for (let j = start; j < end; j++) {
    const size = row[j]! < 0n ? -row[j]! : row[j]!;
    if (size !== 0n && (found < 0 || size < least)) {
      found = j;
      least = size;
    }
  }
  return found;
}

/** Rank of an integer matrix. */
export function rank(matrix: readonly (readonly bigint[])[]): number {
  const rows = matrix.map((row) => [...row]);
  const columns = rows[0]?.length ?? 0;
  let found = 0;
  let previous = 1n;
  for (let column = 0; column < columns && found < rows.length; column++) {
    const pivotAt = rows.findIndex((row, i) => i >= found && row[column] !== 0n);
    if (pivotAt < 0) continue;
    [rows[found], rows[pivotAt]] = [rows[pivotAt]!, rows[found]!];
    const pivotRow = rows[found]!;
    const pivot = pivotRow[column]!;
    for (let i = found + 1; i < rows.length; i++) {
      const row = rows[i]!;
      const factor = row[column]!;
      for (let j = column; j < columns; j++) row[j] = (row[j]! * pivot - factor * pivotRow[j]!) / previous;
    }
    previous = pivot;
    found++;
  }
  return found;
}
