import type { LossName } from '../losses.ts';
import type { KinkLines } from './lines.ts';

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
  /** ‖x_i‖. */
  readonly norms: Float64Array;
  readonly lines: KinkLines;
  readonly loss: LossName;
  /** Whether the a_k are trained too. Where they are fixed they stay in θ, but do not count in any norm. */
  readonly trainsOutputs: boolean;
}

/**
 * Where the flow is: θ = 2^exponent·θ̂, and the weights p of the points, which are unknowns of their own. Late in a
 * run they are the multipliers that hold the smallest margins equal, and no longer a function of θ in double precision.
 */
export interface SlidingState {
  /** θ̂. */
  readonly theta: Float64Array;
  /** p_i ∝ −ℓ'(q_i), of sum 1 over the live points. */
  readonly p: Float64Array;
  /** log p_i = −log(−1/ℓ'(q_i)) − shift. */
  shift: number;
  /** The points that p refers to: those that some neuron sees. */
  readonly live: Uint8Array;
  exponent: number;
  /** Log-loss time of the live points. */
  time: number;
}

/** Position of a_k in θ. */
export function outputIndex({ width, dimension }: SlidingProblem, k: number): number {
  return width * dimension + k;
}

/** ⟨w_k, u⟩ for the direction u of a line (or the product of any m × d matrix's row k with u). */
export function preActivation(problem: SlidingProblem, w: Float64Array, k: number, line: number): number {
  const { dimension, lines } = problem;
  const { directions } = lines;
  let z = 0;
  for (let j = 0; j < dimension; j++) z += w[k * dimension + j] * directions[line * dimension + j];
  return z;
}

/** Norm of what is trained of neuron k. */
export function neuronNorm(problem: SlidingProblem, theta: Float64Array, k: number): number {
  const { dimension, trainsOutputs } = problem;
  let square = trainsOutputs ? theta[outputIndex(problem, k)] ** 2 : 0;
  for (let j = k * dimension; j < (k + 1) * dimension; j++) square += theta[j] ** 2;
  return Math.sqrt(square);
}

/** Sum of squares. */
export function squaredNorm(values: Float64Array): number {
  let square = 0;
  for (let j = 0; j < values.length; j++) square += values[j] * values[j];
  return square;
}

/** ‖θ‖², of what is trained. */
export function trainedSquare(
  { width, dimension, trainsOutputs }: SlidingProblem,
  theta: Float64Array,
): number {
  return squaredNorm(trainsOutputs ? theta : theta.subarray(0, width * dimension));
}

/** ‖θ_k‖ of a typical neuron: the root mean square. */
export function typicalNorm(problem: SlidingProblem, theta: Float64Array): number {
  return Math.sqrt(trainedSquare(problem, theta) / problem.width);
}

/** Neurons smaller than this part of the typical size are judged as if they had it. */
const SMALL_NEURON = 1e-5;

/** The size that relative errors of neurons are at least measured against. */
export function smallNeuron(problem: SlidingProblem, theta: Float64Array): number {
  return SMALL_NEURON * typicalNorm(problem, theta);
}
