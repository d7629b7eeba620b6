import type { Kernel, Vector } from './kernel.ts';

/**
 * LU factorisation with partial pivoting of one size, over a kernel; the storage is reused from one
 * factorisation to the next. Fill `matrix` (row-major, size × size), call `factor`, then `solve`.
 */
export class LuFactorization<T> {
  readonly size: number;
  readonly matrix: Vector<T>;
  readonly #kernel: Kernel<T>;
  readonly #order: Int32Array;
  readonly #work: Vector<T>;

  constructor(kernel: Kernel<T>, size: number) {
    this.size = size;
    this.#kernel = kernel;
    this.matrix = kernel.vector(size * size);
    this.#order = new Int32Array(size);
    this.#work = kernel.vector(size);
  }

  /** Overwrites `matrix` with its factors. False if it is singular or not finite. */
  factor(): boolean {
    const { size, matrix } = this;
    const { field } = this.#kernel;
    for (let i = 0; i < size; i++) this.#order[i] = i;
    for (let k = 0; k < size; k++) {
      let pivot = k;
      let largest = 0;
      for (let i = k; i < size; i++) {
        const entry = Math.abs(field.toNumber(matrix[i * size + k]!));
        if (!Number.isFinite(entry)) return false;
        if (entry > largest) {
          largest = entry;
          pivot = i;
        }
      }
      if (largest === 0) return false;
      if (pivot !== k) this.#swapRows(k, pivot);
      const inverse = field.div(field.one, matrix[k * size + k]!);
      for (let i = k + 1; i < size; i++) {
        const factor = field.mul(matrix[i * size + k]!, inverse);
        matrix[i * size + k] = factor;
        this.#kernel.addScaled(
          size - k - 1,
          field.neg(factor),
          matrix,
          k * size + k + 1,
          matrix,
          i * size + k + 1,
        );
      }
    }
    return true;
  }

  #swapRows(i: number, k: number): void {
    const { size, matrix } = this;
    for (let j = 0; j < size; j++) {
      const held = matrix[i * size + j]!;
      matrix[i * size + j] = matrix[k * size + j]!;
      matrix[k * size + j] = held;
    }
    const held = this.#order[i]!;
    this.#order[i] = this.#order[k]!;
    this.#order[k] = held;
  }

  /** v ← A⁻¹v. */
  solve(v: Vector<T>): void {
    const { size, matrix } = this;
    const { field, dot } = this.#kernel;
    const work = this.#work;
    for (let i = 0; i < size; i++)
      work[i] = field.sub(v[this.#order[i]!]!, dot(i, matrix, i * size, work, 0));
    for (let i = size - 1; i >= 0; i--) {
      const rest = dot(size - i - 1, matrix, i * size + i + 1, work, i + 1);
      work[i] = field.div(field.sub(work[i]!, rest), matrix[i * size + i]!);
    }
    for (let i = 0; i < size; i++) v[i] = work[i]!;
  }
}
