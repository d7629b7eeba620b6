import { CholeskyFactorization } from '../linalg/cholesky.ts';
import { fill, type Vector } from '../linalg/kernel.ts';
import type { Curvature, Network, ShiftedCurvature } from '../models/model.ts';

/** βI − τB through a dense P × P factorisation, for models that know no better way. */
export class DenseShift<T> implements ShiftedCurvature<T> {
  #network: Network<T> | undefined;
  #curvature: Curvature<T> | undefined;
  #factorization: CholeskyFactorization<T> | undefined;
  /** 1/β, where τ = 0. */
  #inverse: T | undefined;

  /** This, for the curvature of a network. */
  of(network: Network<T>, curvature: Curvature<T>): this {
    this.#network = network;
    this.#curvature = curvature;
    this.#factorization ??= new CholeskyFactorization(network.kernel, network.model.parameterCount);
    return this;
  }

  prepare(beta: T, tau: T): boolean {
    const { kernel } = this.#network!;
    const { add, mul, neg, div, compare, zero, one } = kernel.field;
    this.#inverse = compare(tau, zero) === 0 ? div(one, beta) : undefined;
    if (this.#inverse !== undefined) return true;
    const { size, matrix } = this.#factorization!;
    const unit = kernel.vector(size);
    const column = kernel.vector(size);
    for (let j = 0; j < size; j++) {
      unit[j] = one;
      this.#curvature!.times(unit, column);
      unit[j] = zero;
      for (let k = 0; k < size; k++) matrix[j * size + k] = neg(mul(tau, column[k]!));
      matrix[j * size + j] = add(matrix[j * size + j]!, beta);
    }
    return this.#factorization!.factor();
  }

  solve(v: Vector<T>): void {
    if (this.#inverse === undefined) this.#factorization!.solve(v);
    else this.#network!.kernel.scale(v.length, this.#inverse, v, 0, v, 0);
  }

  gram(out: Vector<T>): void {
    const { kernel, samples, model } = this.#network!;
    const n = samples.points;
    const size = model.parameterCount;
    const row = kernel.vector(size);
    const along = kernel.vector(n);
    fill(out, kernel.field.zero);
    for (let i = 0; i < n; i++) {
      this.#network!.gradient(i, row, 0);
      this.solve(row);
      this.#network!.directional(row, along);
      for (let j = 0; j < n; j++) out[i * n + j] = along[j]!;
    }
  }
}
