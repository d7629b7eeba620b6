import { addScaledVector, fill, inner, type Kernel, type Vector } from '../linalg/kernel.ts';
import { LuFactorization } from '../linalg/lu.ts';
import type { Network, ShiftedCurvature } from '../models/model.ts';
import type { LossWeights } from './losses.ts';

/** βI − τS(B − R Gᵀ(diag r − ppᵀ)G): what an implicit step of the flow solves with. S is ±1 a parameter. */
export interface ShiftedSystem<T> {
  /** Prepares the matrix at the network's θ, for the curvature B = Σ p_i ∂²q_i. False if that fails. */
  factor(beta: T, tau: T, scale: T): boolean;
  /** v ← matrix⁻¹v. */
  solve(v: Vector<T>): void;
}

/** out = (diag r − ppᵀ)v. */
export function applySpread<T>(
  kernel: Kernel<T>,
  { p, r }: LossWeights<T>,
  v: Vector<T>,
  out: Vector<T>,
): void {
  const { field } = kernel;
  const mean = inner(kernel, p, v);
  for (let i = 0; i < v.length; i++) out[i] = field.sub(field.mul(r[i]!, v[i]!), field.mul(p[i]!, mean));
}

/**
 * Through C = βI − τB, which the model inverts, and one n × n matrix (Woodbury):
 * (C + τR GᵀDG)⁻¹ = C⁻¹ − τR C⁻¹Gᵀ(I + τR D G C⁻¹Gᵀ)⁻¹D G C⁻¹ with D = diag r − ppᵀ.
 */
export class LowRankSystem<T> implements ShiftedSystem<T> {
  readonly #network: Network<T>;
  readonly #weights: LossWeights<T>;
  readonly #lu: LuFactorization<T>;
  readonly #gram: Vector<T>;
  readonly #mean: Vector<T>;
  readonly #along: Vector<T>;
  readonly #spread: Vector<T>;
  readonly #correction: Vector<T>;
  #shifted: ShiftedCurvature<T> | undefined;
  #factor: T;

  constructor(network: Network<T>, weights: LossWeights<T>) {
    const { kernel, samples, model } = network;
    const n = samples.points;
    this.#network = network;
    this.#weights = weights;
    this.#lu = new LuFactorization(kernel, n);
    this.#gram = kernel.vector(n * n);
    this.#mean = kernel.vector(n);
    this.#along = kernel.vector(n);
    this.#spread = kernel.vector(n);
    this.#correction = kernel.vector(model.parameterCount);
    this.#factor = kernel.field.zero;
  }

  factor(beta: T, tau: T, scale: T): boolean {
    const { kernel, samples } = this.#network;
    const { field } = kernel;
    const { p, r } = this.#weights;
    const n = samples.points;
    this.#shifted = this.#network.curvature(p).shifted!;
    if (!this.#shifted.prepare(beta, tau)) return false;
    this.#shifted.gram(this.#gram);
    this.#factor = field.mul(tau, scale);
    const { matrix } = this.#lu;
    fill(matrix, field.zero);
    fill(this.#mean, field.zero);
    for (let i = 0; i < n; i++) kernel.addScaled(n, p[i]!, this.#gram, i * n, this.#mean, 0);
    for (let i = 0; i < n; i++) {
      matrix[i * n + i] = field.one;
      kernel.addScaled(n, field.mul(this.#factor, r[i]!), this.#gram, i * n, matrix, i * n);
      kernel.addScaled(n, field.neg(field.mul(this.#factor, p[i]!)), this.#mean, 0, matrix, i * n);
    }
    return this.#lu.factor();
  }

  solve(v: Vector<T>): void {
    const { kernel } = this.#network;
    this.#shifted!.solve(v);
    this.#network.directional(v, this.#along);
    applySpread(kernel, this.#weights, this.#along, this.#spread);
    this.#lu.solve(this.#spread);
    this.#network.gradientSum(this.#spread, this.#correction);
    this.#shifted!.solve(this.#correction);
    addScaledVector(kernel, kernel.field.neg(this.#factor), this.#correction, v);
  }
}

/** Through a dense P × P factorisation: for every model, and for the controls with signs. */
export class DenseSystem<T> implements ShiftedSystem<T> {
  readonly #network: Network<T>;
  readonly #weights: LossWeights<T>;
  readonly #signs: ArrayLike<number>;
  readonly #lu: LuFactorization<T>;
  readonly #rows: Vector<T>;
  readonly #mean: Vector<T>;
  readonly #unit: Vector<T>;
  readonly #column: Vector<T>;

  constructor(network: Network<T>, weights: LossWeights<T>, signs: ArrayLike<number>) {
    const { kernel, samples, model } = network;
    const size = model.parameterCount;
    this.#network = network;
    this.#weights = weights;
    this.#signs = signs;
    this.#lu = new LuFactorization(kernel, size);
    this.#rows = kernel.vector(samples.points * size);
    this.#mean = kernel.vector(size);
    this.#unit = kernel.vector(size);
    this.#column = kernel.vector(size);
  }

  factor(beta: T, tau: T, scale: T): boolean {
    const { kernel, samples } = this.#network;
    const { field } = kernel;
    const { p, r } = this.#weights;
    const { size, matrix } = this.#lu;
    const rows = this.#rows;
    fill(matrix, field.zero);
    // R Gᵀ(diag r − ppᵀ)G − B, which is symmetric, row by row.
    for (let i = 0; i < samples.points; i++) {
      this.#network.gradient(i, rows, i * size);
      const factor = field.mul(scale, r[i]!);
      for (let j = 0; j < size; j++)
        kernel.addScaled(size, field.mul(factor, rows[i * size + j]!), rows, i * size, matrix, j * size);
    }
    this.#network.gradientSum(p, this.#mean);
    const curvature = this.#network.curvature(p);
    for (let j = 0; j < size; j++) {
      kernel.addScaled(size, field.neg(field.mul(scale, this.#mean[j]!)), this.#mean, 0, matrix, j * size);
      fill(this.#unit, field.zero);
      this.#unit[j] = field.one;
      curvature.times(this.#unit, this.#column);
      kernel.addScaled(size, field.neg(field.one), this.#column, 0, matrix, j * size);
      const signedTau = this.#signs[j]! < 0 ? field.neg(tau) : tau;
      for (let k = 0; k < size; k++) matrix[j * size + k] = field.mul(matrix[j * size + k]!, signedTau);
      matrix[j * size + j] = field.add(matrix[j * size + j]!, beta);
    }
    return this.#lu.factor();
  }

  solve(v: Vector<T>): void {
    this.#lu.solve(v);
  }
}
