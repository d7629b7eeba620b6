import { orthogonalise } from './jacobi.ts';
import { norm, type OrthogonalFactor } from './orthogonal-factor.ts';

/** Eigenvalues nearer to 1 than this belong to directions along which KKT points form a continuum (shares within groups). */
const FLAT = 1e-6;

/** The flow linearised at a KKT point θ* at margin 1. */
export interface LinearisedFlow {
  /** Number of parameters. */
  readonly size: number;
  /** L, with f_{cθ} = c^L f_θ. */
  readonly degree: number;
  /** H = Σ λ_i ∂²q_i; a new vector. */
  times(v: Float64Array): Float64Array;
  /** An upper bound on the size of the eigenvalues of H. */
  readonly bound: number;
  /** Directions that no perturbation takes: the ∂q_i of support vectors, and what would leave a kink. */
  readonly constraints: OrthogonalFactor;
}

/**
 * The exponent r of distance ∝ log(1/loss)^r near a KKT point.
 *
 * With θ = cθ* and Λ = Σλ, log-loss time t has c' = c^{L−1}/Λ, and log(1/loss) grows like c^L. A perturbation that keeps the margins of
 * the support vectors equal and kinks where they are obeys δ' = c^{L−2}/Λ·Hδ with H projected on those directions. So δ/c goes like c^{μ−1} for an
 * eigenvalue μ, and the largest μ below 1 gives r = −(1−μ)/L. Frozen parts are μ = 0, a coordinate of a diagonal net of depth 2
 * that dies is μ = |s_j|, a neuron that dies ‖u‖. With μ > 1 the point repels, and r > 0.
 */
export function slowestExponent({ size, degree, times, bound, constraints }: LinearisedFlow): number {
  const project = (column: Float64Array): Float64Array => constraints.project(column).residual;
  // H + bound is positive semidefinite, so that its singular values are its eigenvalues.
  const columns = Array.from({ length: size }, (_, index) => {
    const direction = project(new Float64Array(size).fill(1, index, index + 1));
    const image = times(direction);
    return project(image.map((value, j) => value + bound * direction[j]!));
  });
  orthogonalise(columns);
  const eigenvalues = columns.map((column) => norm(column) - bound);
  const largest = Math.max(...eigenvalues.filter((value) => Math.abs(value - 1) > FLAT), -bound);
  return -(1 - largest) / degree;
}
