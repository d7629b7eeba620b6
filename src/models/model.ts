import type { Kernel, Vector } from '../linalg/kernel.ts';
import type { WeightShape } from './weights.ts';

/** A data set in one arithmetic: x is row-major points × dimension, y holds ±1. */
export interface Samples<T> {
  readonly points: number;
  readonly dimension: number;
  readonly x: Vector<T>;
  readonly y: Vector<T>;
}

/** A homogeneous network f_θ : R^dimension → R, independent of data and arithmetic. */
export interface Model {
  /** The text that `parseModel` reads back: "two-layer:4:0.1". */
  readonly spec: string;
  /** L, with f_{cθ} = c^L f_θ for c > 0. */
  readonly degree: number;
  readonly dimension: number;
  readonly parameterCount: number;
  /** θ is the concatenation of these matrices, each row-major. */
  readonly weights: readonly WeightShape[];
  /** The margins on a data set, in the arithmetic of the kernel. */
  on<T>(kernel: Kernel<T>, samples: Samples<T>): Network<T>;
}

/**
 * The margins q_i(θ) = y_i f_θ(x_i) of one model on one data set, and their derivatives.
 *
 * Everything refers to the last θ given to `evaluate`. Vectors handed out are owned by the network and
 * overwritten by the next call, so that a training step allocates nothing. Shapes: n points, P parameters.
 */
export interface Network<T> {
  readonly model: Model;
  readonly kernel: Kernel<T>;
  readonly samples: Samples<T>;
  /** q, length n. */
  readonly margins: Vector<T>;
  /**
   * Arguments of the (leaky) ReLU, neuron-major: [k·n + i] for neuron k and point i; empty for a smooth
   * model. θ ↦ q is smooth where none is zero, and a zero one takes the slope of the negative side.
   */
  readonly preActivations: Vector<T>;
  /** How the pre-activations depend on θ; undefined for a smooth model. */
  readonly kinks: Kinks<T> | undefined;
  evaluate(theta: Vector<T>): void;
  /** Writes ∂q_i/∂θ to out[at …at+P). */
  gradient(point: number, out: Vector<T>, at: number): void;
  /** out = Σ_i weights_i ∂q_i/∂θ, length P. */
  gradientSum(weights: Vector<T>, out: Vector<T>): void;
  /** out_i = ⟨∂q_i/∂θ, direction⟩, length n. */
  directional(direction: Vector<T>, out: Vector<T>): void;
  /** B = Σ_i weights_i ∂²q_i/∂θ² (within the current activation pattern). */
  curvature(weights: Vector<T>): Curvature<T>;
  /** The conservation laws of gradient flow at the last θ; empty where none is known. */
  invariants(): Invariants<T>;
}

/**
 * The (leaky) ReLUs of a network. The argument of neuron k on point i is z_ki = ⟨c_ki, θ⟩, where c_ki is a part of x_i and
 * lives in one block of parameters; q depends on that block through these arguments alone. So the places where q is not
 * smooth are hyperplanes, each in one block.
 */
export interface Kinks<T> {
  /** φ' on the negative side; 1 on the positive one. */
  readonly alpha: number;
  /** Parameters in each block. */
  readonly blockLength: number;
  /** Where the block of neuron k begins in θ; neurons may share it. */
  blockAt(neuron: number): number;
  /** Where c_ki begins in the samples' x. */
  normalAt(neuron: number, point: number): number;
  /** out_ki = ∂(Σ_i weights_i q_i)/∂φ(z_ki), in the order of `preActivations`. */
  signals(weights: Vector<T>, out: Vector<T>): void;
  /** From the next evaluation on, slopes are those of the pattern, which may change between evaluations. */
  follow(pattern: ActivationPattern<T>): void;
}

/** A slope for each kink, whatever the signs of the pre-activations, and the subspace of θ along sliding kinks. */
export interface ActivationPattern<T> {
  /** φ' at each pre-activation; 0 along a kink, where z = 0. */
  readonly slopes: Vector<T>;
  /** Whether some kink slides. */
  readonly isSliding: boolean;
  /** v ← its orthogonal projection on the subspace, for a v that holds at least the blocks of the kinks. */
  project(v: Vector<T>): void;
}

/** Quantities, quadratic in θ, that are constant along gradient flow. */
export interface Invariants<T> {
  readonly values: Vector<T>;
  /** The size of the terms that cancel in each value: |a_k|² + ‖w_k‖² for a_k² − ‖w_k‖². */
  readonly scales: Vector<T>;
}

/** The symmetric P × P matrix B at the θ and weights for which it was made. */
export interface Curvature<T> {
  /** out = B·v. */
  times(v: Vector<T>, out: Vector<T>): void;
  /** How to solve with βI − τB faster than by a dense factorisation; absent where the model knows no way. */
  readonly shifted?: ShiftedCurvature<T>;
}

/** C = βI − τB, held in a form that is cheap to invert. */
export interface ShiftedCurvature<T> {
  /** Prepares C. False if it is not positive definite. */
  prepare(beta: T, tau: T): boolean;
  /** v ← C⁻¹v. */
  solve(v: Vector<T>): void;
  /** out = G C⁻¹ Gᵀ, n × n, where row i of G is ∂q_i/∂θ. */
  gram(out: Vector<T>): void;
}

/** A model specification that is not understood or does not fit the data. */
export class UnfitModel extends Error {
  override name = 'UnfitModel';
}
