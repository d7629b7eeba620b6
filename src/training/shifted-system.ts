import { addScaledVector, fill, inner, type Kernel, type Vector } from '../linalg/kernel.ts';
import { LuFactorization } from '../linalg/lu.ts';
import type { Network } from '../models/model.ts';
import { CurvatureInverse } from './curvature-inverse.ts';
import type { LossWeights } from './losses.ts';

/** βI − τS(B − R Gᵀ(diag r − ppᵀ)G): what a linearly implicit step of the flow solves with. S is ±1 a parameter. */
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
 * With S = I, through C = βI − τB, which the model inverts, and one n × n matrix (Woodbury):
 * (C + τR GᵀDG)⁻¹ = C⁻¹ − τR C⁻¹Gᵀ(I + τR D G C⁻¹Gᵀ)⁻¹D G C⁻¹ with D = diag r − ppᵀ.
 */
export function lowRankSystem<T>(network: Network<T>, weights: LossWeights<T>): ShiftedSystem<T> {
  const { kernel, samples, model } = network;
  const { field } = kernel;
  const { p, r } = weights;
  const n = samples.points;
  const inverse = new CurvatureInverse(kernel, n);
  const lu = new LuFactorization(kernel, n);
  const [mean, along, spread] = [kernel.vector(n), kernel.vector(n), kernel.vector(n)];
  const correction = kernel.vector(model.parameterCount);
  let stiffness = field.zero;

  const factor = (beta: T, tau: T, scale: T): boolean => {
    if (!inverse.prepare(network, p, beta, tau)) return false;
    const { gram } = inverse;
    const { matrix } = lu;
    stiffness = field.mul(tau, scale);
    fill(matrix, field.zero);
    fill(mean, field.zero);
    for (let i = 0; i < n; i++) kernel.addScaled(n, p[i]!, gram, i * n, mean, 0);
    for (let i = 0; i < n; i++) {
      matrix[i * n + i] = field.one;
      kernel.addScaled(n, field.mul(stiffness, r[i]!), gram, i * n, matrix, i * n);
      kernel.addScaled(n, field.neg(field.mul(stiffness, p[i]!)), mean, 0, matrix, i * n);
    }
    return lu.factor();
  };
  const solve = (v: Vector<T>): void => {
    inverse.solve(v);
    network.directional(v, along);
    applySpread(kernel, weights, along, spread);
    lu.solve(spread);
    network.gradientSum(spread, correction);
    inverse.solve(correction);
    addScaledVector(kernel, field.neg(stiffness), correction, v);
  };
  return { factor, solve };
}

/** Through a dense P × P factorisation: for every model, and for the controls with signs. */
export function denseSystem<T>(
  network: Network<T>,
  { p, r }: LossWeights<T>,
  signs: ArrayLike<number>,
): ShiftedSystem<T> {
  const { kernel, samples, model } = network;
  const { field } = kernel;
  const size = model.parameterCount;
  const lu = new LuFactorization(kernel, size);
  const rows = kernel.vector(samples.points * size);
  const [mean, unit, column] = [kernel.vector(size), kernel.vector(size), kernel.vector(size)];

  const factor = (beta: T, tau: T, scale: T): boolean => {
    const { matrix } = lu;
    fill(matrix, field.zero);
    // R Gᵀ(diag r − ppᵀ)G − B, which is symmetric, row by row.
    for (let i = 0; i < samples.points; i++) {
      network.gradient(i, rows, i * size);
      const steepness = field.mul(scale, r[i]!);
      for (let j = 0; j < size; j++)
        kernel.addScaled(size, field.mul(steepness, rows[i * size + j]!), rows, i * size, matrix, j * size);
    }
    network.gradientSum(p, mean);
    const curvature = network.curvature(p);
    for (let j = 0; j < size; j++) {
      kernel.addScaled(size, field.neg(field.mul(scale, mean[j]!)), mean, 0, matrix, j * size);
      fill(unit, field.zero);
      unit[j] = field.one;
      curvature.times(unit, column);
      kernel.addScaled(size, field.neg(field.one), column, 0, matrix, j * size);
      const signedTau = signs[j]! < 0 ? field.neg(tau) : tau;
      for (let k = 0; k < size; k++) matrix[j * size + k] = field.mul(matrix[j * size + k]!, signedTau);
      matrix[j * size + j] = field.add(matrix[j * size + j]!, beta);
    }
    return lu.factor();
  };
  return { factor, solve: (v) => lu.solve(v) };
}
