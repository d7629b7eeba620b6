import type { Kernel, Vector } from './kernel.ts';

/** Cholesky factorisation of small symmetric matrices of one size; the storage is reused. */
export class CholeskyFactorization<T> {
  readonly size: number;
  /** Fill the lower triangle (row-major, size × size) before `factor`. */
  readonly matrix: Vector<T>;
  readonly #kernel: Kernel<T>;

  constructor(kernel: Kernel<T>, size: number) {
    this.size = size;
    this.#kernel = kernel;
    this.matrix = kernel.vector(size * size);
  }

  /** Overwrites `matrix` with its factor. False if it is not positive definite. */
  factor(): boolean {
    const { size, matrix } = this;
    const { field, dot } = this.#kernel;
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) {
        const rest = field.sub(matrix[i * size + j]!, dot(j, matrix, i * size, matrix, j * size));
        if (j < i) matrix[i * size + j] = field.div(rest, matrix[j * size + j]!);
        else if (field.compare(rest, field.zero) > 0) matrix[i * size + i] = field.sqrt(rest);
        else return false;
      }
    return true;
  }

  /** v ← A⁻¹v. */
  solve(v: Vector<T>): void {
    const { size, matrix } = this;
    const { field, dot } = this.#kernel;
    for (let i = 0; i < size; i++)
      v[i] = field.div(field.sub(v[i]!, dot(i, matrix, i * size, v, 0)), matrix[i * size + i]!);
    for (let i = size - 1; i >= 0; i--) {
      let rest: T = v[i]!;
      for (let j = i + 1; j < size; j++) rest = field.sub(rest, field.mul(matrix[j * size + i]!, v[j]!));
      v[i] = field.div(rest, matrix[i * size + i]!);
    }
  }
}
