import type { LossName } from '../losses.ts';

/** Which way a neuron leaves a kink from which several ways are consistent with the flow. */
export type Branching = 'nearest' | 'stay' | 'plus' | 'minus';

/**
 * A two-layer net f(x) = Σ_k a_k max(z_k, αz_k), z_k = ⟨w_k, x⟩, on one data set, in double precision.
 * Shapes: n points of dimension d, width m; θ = (w_1, …, w_m, a_1, …, a_m) as in `models/two-layer`.
 */
export interface SlidingProblem {
  readonly points: number;
  readonly dimension: number;
  readonly width: number;
  readonly alpha: number;
  /** Row-major n × d. */
  readonly x: Float64Array;
  /** ±1, length n. */
  readonly y: Float64Array;
  readonly loss: LossName;
  /** ‖x_i‖. */
  readonly norms: Float64Array;
}

/**
 * The state of the flow: θ̂ with θ = 2^exponent·θ̂, and the weights p of the points as unknowns of their own,
 * p_i ∝ −ℓ'(q_i) with Σp = 1 over the live points and log p_i = −log(−1/ℓ'(q_i)) − shift.
 */
export interface SlidingState {
  readonly theta: Float64Array;
  readonly p: Float64Array;
  /** The points that p refers to: those that some neuron sees. */
  readonly live: Uint8Array;
  shift: number;
  exponent: number;
  time: number;
}

/** Euclidean norm of neuron k, both layers. */
export function neuronNorm({ width, dimension }: SlidingProblem, theta: Float64Array, k: number): number {
  let square = theta[width * dimension + k] ** 2;
  for (let j = k * dimension; j < (k + 1) * dimension; j++) square += theta[j] ** 2;
  return Math.sqrt(square);
}

/**
 * log(−1/ℓ'(q)) and its derivative, for the two losses: what takes the place of q in the logarithm of p.
 * They coincide for large q.
 */
export const steepness = {
  exponential: { value: (q: number) => q, derivative: (_q: number) => 1 },
  logistic: {
    value: (q: number) => (q > 36 ? q : q > 0 ? q + Math.log1p(Math.exp(-q)) : Math.log1p(Math.exp(q))),
    derivative: (q: number) => (q > 36 ? 1 : 1 / (1 + Math.exp(-q))),
  },
} as const;
