/**
 * Replaces the lower triangle of a symmetric size × size matrix, row-major with rows `stride` apart, by its
 * Cholesky factor. False if it is not positive definite.
 */
export function factorCholesky(matrix: Float64Array, size: number, stride: number): boolean {
  for (let i = 0; i < size; i++) {
    const row = i * stride;
    for (let j = 0; j <= i; j++) {
      const other = j * stride;
      let sum = matrix[row + j];
      for (let l = 0; l < j; l++) sum -= matrix[row + l] * matrix[other + l];
      if (j < i) matrix[row + j] = sum / matrix[other + j];
      else if (sum > 0) matrix[row + i] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** v ← (LLᵀ)⁻¹v for the factor L left by `factorCholesky`. */
export function solveCholesky(matrix: Float64Array, size: number, stride: number, v: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = v[i];
    for (let l = 0; l < i; l++) sum -= matrix[i * stride + l] * v[l];
    v[i] = sum / matrix[i * stride + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    const value = v[i] / matrix[i * stride + i];
    v[i] = value;
    for (let l = 0; l < i; l++) v[l] -= matrix[i * stride + l] * value;
  }
}
