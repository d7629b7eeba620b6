import type { Kernel, Vector } from '../linalg/kernel.ts';
import type { Network, ShiftedCurvature } from '../models/model.ts';
import { DenseShift } from './dense-shift.ts';

/**
 * C⁻¹ for C = βI − τB, B = Σ p_i ∂²q_i being the curvature at a network's θ, and how the margins see it. An implicit step
 * of the flow takes no more from the parameters; the rest is a system in the n points.
 */
export class CurvatureInverse<T> {
  /** G C⁻¹ Gᵀ, n × n, where row i of G is ∂q_i/∂θ. */
  readonly gram: Vector<T>;
  readonly #dense = new DenseShift<T>();
  #shifted: ShiftedCurvature<T> | undefined;

  constructor(kernel: Kernel<T>, points: number) {
    this.gram = kernel.vector(points * points);
  }

  /** Reads B off the network with weights p. False if C is not positive definite. */
  prepare(network: Network<T>, p: Vector<T>, beta: T, tau: T): boolean {
    const curvature = network.curvature(p);
    this.#shifted = curvature.shifted ?? this.#dense.of(network, curvature);
    if (!this.#shifted.prepare(beta, tau)) return false;
    this.#shifted.gram(this.gram);
    return true;
  }

  /** v ← C⁻¹v. */
  solve(v: Vector<T>): void {
    this.#shifted!.solve(v);
  }
}
