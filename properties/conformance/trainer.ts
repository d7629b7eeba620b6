import type { LossName } from '../../src/training/losses.ts';

/** What a trainer is asked to train. Numbers are doubles. */
export type Architecture =
  | { readonly kind: 'linear' }
  | { readonly kind: 'two-layer'; readonly width: number; readonly alpha: number }
  | { readonly kind: 'diagonal-pm' };

/**
 * Weights by name. linear: `w` (d). two-layer: `w` (m rows of d), `a` (m), f(x) = Σ_k a_k φ(⟨w_k, x⟩), φ(z) = max(z, αz).
 * diagonal-pm: `plus`, `minus` (d each), f(x) = Σ_j (plus_j² − minus_j²) x_j.
 */
export type Weights = Readonly<Record<string, readonly number[] | readonly (readonly number[])[]>>;

/** Full-batch gradient descent θ ← θ − η∇𝓛, 𝓛 = (1/n) Σ ℓ(y_i f(x_i)), for a number of steps. */
export interface TrainingRequest {
  readonly data: { readonly x: readonly (readonly number[])[]; readonly y: readonly (1 | -1)[] };
  readonly architecture: Architecture;
  readonly start: Weights;
  readonly loss: LossName;
  /** η. */
  readonly step: number;
  readonly steps: number;
  /** Numbers of steps, increasing, at which the weights are wanted; the last is `steps`. */
  readonly record: readonly number[];
}

export interface TrainedState {
  readonly step: number;
  readonly weights: Weights;
  /** 𝓛 as the trainer computes it. */
  readonly loss?: number;
}

/** A training core: ours, or somebody's behind a pipe. */
export interface Trainer {
  readonly name: string;
  readonly precision: 'float32' | 'float64';
  readonly architectures: readonly Architecture['kind'][];
  readonly losses: readonly LossName[];
  /** The states asked for, in their order; the last one at least. @throws TrainerFault */
  train(request: TrainingRequest): Promise<readonly TrainedState[]>;
}

/** What a trainer did that no trainer should: it ended, hung, or answered something that is no answer. */
export class TrainerFault extends Error {
  override name = 'TrainerFault';
}

/** Relative rounding of one operation. */
export function roundingOf({ precision }: Trainer): number {
  return precision === 'float32' ? 2 ** -24 : 2 ** -53;
}
