/** A pivot this small against the first one ends the elimination. */
const RANK = 1e-11;

/**
 * Solves a square system by Gaussian elimination with complete pivoting; the solution replaces `right`. The
 * matrix (row-major, overwritten) may be singular: then what is left over is 0, and the equations are solved if
 * they are consistent. The polish needs this where two patterns describe one neuron.
 */
export function solveLinear(matrix: Float64Array, right: Float64Array, size: number): void {
  const order = Int32Array.from({ length: size }, (_, k) => k);
  let rank = 0;
  let first = 0;
  for (; rank < size; rank++) {
    const [row, column, pivot] = largest(matrix, size, rank);
    if (rank === 0) first = Math.abs(pivot);
    if (Math.abs(pivot) <= RANK * first) break;
    swapRows(matrix, right, size, rank, row);
    swapColumns(matrix, order, size, rank, column);
    for (let r = rank + 1; r < size; r++) {
      const factor = matrix[r * size + rank]! / pivot;
      if (factor === 0) continue;
      for (let j = rank + 1; j < size; j++) matrix[r * size + j]! -= factor * matrix[rank * size + j]!;
      right[r]! -= factor * right[rank]!;
    }
  }
  const solution = new Float64Array(size);
  for (let k = rank - 1; k >= 0; k--) {
    let value = right[k]!;
    for (let j = k + 1; j < rank; j++) value -= matrix[k * size + j]! * solution[order[j]!]!;
    solution[order[k]!] = value / matrix[k * size + k]!;
  }
  right.set(solution);
}

function largest(matrix: Float64Array, size: number, from: number): [number, number, number] {
  let [row, column, pivot] = [from, from, 0];
  for (let r = from; r < size; r++)
    for (let j = from; j < size; j++) {
      const value = matrix[r * size + j]!;
      if (Math.abs(value) > Math.abs(pivot)) [row, column, pivot] = [r, j, value];
    }
  return [row, column, pivot];
}

function swapRows(matrix: Float64Array, right: Float64Array, size: number, a: number, b: number): void {
  if (a === b) return;
  for (let j = 0; j < size; j++) {
    const value = matrix[a * size + j]!;
    matrix[a * size + j] = matrix[b * size + j]!;
    matrix[b * size + j] = value;
  }
  const value = right[a]!;
  right[a] = right[b]!;
  right[b] = value;
}

function swapColumns(matrix: Float64Array, order: Int32Array, size: number, a: number, b: number): void {
  if (a === b) return;
  for (let r = 0; r < size; r++) {
    const value = matrix[r * size + a]!;
    matrix[r * size + a] = matrix[r * size + b]!;
    matrix[r * size + b] = value;
  }
  const index = order[a]!;
  order[a] = order[b]!;
  order[b] = index;
}
