import { CholeskyFactorization } from '../linalg/cholesky.ts';
import { fill, type Kernel, type Vector } from '../linalg/kernel.ts';
import type { Curvature, ShiftedCurvature } from './model.ts';

/**
 * A block diagonal B: parameters l·count + j with one j form a block, l < size. Models that act on each coordinate
 * of x separately have one block a coordinate.
 */
export class BlockCurvature<T> implements Curvature<T>, ShiftedCurvature<T> {
  readonly shifted = this;
  /** Block j is blocks[j·size² …], row-major, to be filled by the model. */
  readonly blocks: Vector<T>;
  readonly #kernel: Kernel<T>;
  /** ∂q_i/∂θ, row-major. */
  readonly #rows: Vector<T>;
  readonly #size: number;
  readonly #count: number;
  readonly #factors: readonly CholeskyFactorization<T>[];
  readonly #gathered: Vector<T>;
  readonly #row: Vector<T>;
  readonly #solved: Vector<T>;

  constructor(kernel: Kernel<T>, rows: Vector<T>, size: number, count: number) {
    this.#kernel = kernel;
    this.#rows = rows;
    this.#size = size;
    this.#count = count;
    this.blocks = kernel.vector(count * size * size);
    this.#factors = Array.from({ length: count }, () => new CholeskyFactorization(kernel, size));
    this.#gathered = kernel.vector(size);
    this.#row = kernel.vector(size * count);
    this.#solved = kernel.vector(rows.length);
  }

  times(v: Vector<T>, out: Vector<T>): void {
    const { add, mul, zero } = this.#kernel.field;
    const size = this.#size;
    fill(out, zero);
    for (let j = 0; j < this.#count; j++)
      for (let l = 0; l < size; l++) {
        let sum: T = zero;
        for (let k = 0; k < size; k++)
          sum = add(sum, mul(this.blocks[(j * size + l) * size + k]!, v[k * this.#count + j]!));
        out[l * this.#count + j] = sum;
      }
  }

  prepare(beta: T, tau: T): boolean {
    const { add, mul, neg } = this.#kernel.field;
    const size = this.#size;
    return this.#factors.every((factor, j) => {
      for (let l = 0; l < size; l++) {
        for (let k = 0; k <= l; k++)
          factor.matrix[l * size + k] = neg(mul(tau, this.blocks[(j * size + l) * size + k]!));
        factor.matrix[l * size + l] = add(beta, factor.matrix[l * size + l]!);
      }
      return factor.factor();
    });
  }

  solve(v: Vector<T>): void {
    const gathered = this.#gathered;
    for (const [j, factor] of this.#factors.entries()) {
      for (let l = 0; l < this.#size; l++) gathered[l] = v[l * this.#count + j]!;
      factor.solve(gathered);
      for (let l = 0; l < this.#size; l++) v[l * this.#count + j] = gathered[l]!;
    }
  }

  gram(out: Vector<T>): void {
    const parameters = this.#row.length;
    const points = this.#rows.length / parameters;
    for (let i = 0; i < points; i++) {
      for (let j = 0; j < parameters; j++) this.#row[j] = this.#rows[i * parameters + j]!;
      this.solve(this.#row);
      for (let j = 0; j < parameters; j++) this.#solved[i * parameters + j] = this.#row[j]!;
    }
    this.#kernel.multiplyTransposed(points, parameters, points, this.#rows, this.#solved, out);
  }
}
