import type { Dataset, FloatDataset } from '../data/dataset.ts';
import type { Model } from '../models/model.ts';
import type { Precision } from '../numbers/arithmetic.ts';
import type { LossName } from './losses.ts';
import type { RosenbrockMethod } from './rosenbrock.ts';
import type { Trajectory } from './trajectory.ts';

/** What to integrate and how far. */
export interface FlowOptions {
  readonly model: Model;
  readonly data: Dataset | FloatDataset;
  readonly loss: LossName;
  /** θ(0), length model.parameterCount; taken exactly in every arithmetic. */
  readonly start: ArrayLike<number>;
  /** Stop at this log10 loss. Default −1e9. */
  readonly until?: number;
  /** Relative error allowed a step. Default 1e-4. */
  readonly tolerance?: number;
  /** Default 'double'. */
  readonly precision?: Precision;
  readonly method?: RosenbrockMethod;
  /**
   * ±1 a parameter: the field is −signs∘∇ log 𝓛. For controls only: all −1 is the flow of −𝓛, and one −1 is a
   * gradient with a wrong sign. Default all +1.
   */
  readonly signs?: ArrayLike<number>;
  /** Keep θ/‖θ‖ with every record. */
  readonly snapshots?: boolean;
  /** Default 20,000 accepted or rejected steps. */
  readonly maxSteps?: number;
  /** Default no limit. */
  readonly maxSeconds?: number;
}

/** Options that no run can start from. */
export class UnfitRun extends Error {
  override name = 'UnfitRun';
}

/** Integrates the gradient flow of log 𝓛 from a start. @throws UnfitRun naming the option, expected and found. */
export function flow(_options: FlowOptions): Trajectory {
  throw new Error('under construction');
}
