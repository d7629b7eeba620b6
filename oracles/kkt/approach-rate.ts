import { orthogonalise } from './jacobi.ts';
import { norm, OrthogonalFactor } from './orthogonal-factor.ts';

/** Eigenvalues nearer to 1 than this belong to directions along which KKT points form a continuum (shares within groups). */
const FLAT = 1e-6;

/** One neuron at a KKT point: its parameters and its pull. Shapes: weights and pull have d entries. */
export interface NeuronAtLimit {
  readonly weights: readonly number[];
  readonly output: number;
  /** u = Σ λ_i y_i σ_i x_i, so that the Hessian of the Lagrangian in (w, a) is [[0, u], [uᵀ, 0]]. */
  readonly pull: readonly number[];
  /** φ'(⟨w,x_i⟩)·x_i at the support vectors, and the x_i at which the neuron is held on its kink. */
  readonly features: readonly (readonly number[])[];
  readonly blind: readonly (readonly number[])[];
}

/**
 * The exponent r of distance ∝ log(1/loss)^r near a KKT point of a two-layer net, from the linearised flow.
 *
 * In log-loss time θ grows like e^t and log(1/loss) like e^{2t}. A perturbation that keeps the margins of the support vectors equal and
 * kinks where they are obeys δ' = Hδ with H = Σ λ_i y_i ∇²f_i projected on those directions: relative to θ it shrinks like e^{−(1−μ)t}, and
 * the largest eigenvalue μ below 1 gives r = −(1−μ)/2. Frozen parts are μ = 0, a neuron that dies is μ = ‖u‖. With μ > 1 the
 * point repels, and r > 0.
 */
export function approachRate(neurons: readonly NeuronAtLimit[]): number {
  const dimension = neurons[0]!.weights.length;
  const size = neurons.length * (dimension + 1);
  const constraints = new OrthogonalFactor();
  const constrain = (entries: (column: Float64Array) => void): void => {
    const column = new Float64Array(size);
    entries(column);
    if (norm(column) > 0) constraints.append(column, 1e-9);
  };
  const at = (k: number): number => k * (dimension + 1);
  neurons[0]!.features.forEach((_, i) => {
    constrain((column) => {
      neurons.forEach(({ weights, output, features }, k) => {
        features[i]!.forEach((value, j) => {
          column[at(k) + j] = output * value;
          column[at(k) + dimension]! += weights[j]! * value;
        });
      });
    });
  });
  neurons.forEach(({ blind }, k) => {
    for (const x of blind) constrain((column) => column.set(x, at(k)));
  });
  const project = (column: Float64Array): Float64Array => constraints.project(column).residual;
  // H + shift is positive semidefinite, so that its singular values are its eigenvalues.
  const shift = Math.max(...neurons.map(({ pull }) => Math.hypot(...pull)));
  const columns = Array.from({ length: size }, (_, index) => {
    const direction = project(new Float64Array(size).fill(0).fill(1, index, index + 1));
    const image = direction.map((value) => shift * value);
    neurons.forEach(({ pull }, k) => {
      pull.forEach((value, j) => {
        image[at(k) + j]! += value * direction[at(k) + dimension]!;
        image[at(k) + dimension]! += value * direction[at(k) + j]!;
      });
    });
    return project(image);
  });
  orthogonalise(columns);
  const eigenvalues = columns.map((column) => norm(column) - shift);
  const largest = Math.max(...eigenvalues.filter((value) => Math.abs(value - 1) > FLAT), -shift);
  return -(1 - largest) / 2;
}
