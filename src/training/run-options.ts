import type { Dataset, FloatDataset } from '../data/dataset.ts';
import type { Model } from '../models/model.ts';
import type { Precision } from '../numbers/arithmetic.ts';
import type { LossName } from './losses.ts';

/** What every training run is told. */
export interface RunOptions {
  readonly model: Model;
  readonly data: Dataset | FloatDataset;
  readonly loss: LossName;
  /** θ(0), length model.parameterCount; taken exactly in every arithmetic. */
  readonly start: ArrayLike<number>;
  /** Default 'double'. */
  readonly precision?: Precision;
  /** Keep θ/‖θ‖ with every record. */
  readonly snapshots?: boolean;
  /** Stop at this log10 loss. */
  readonly until?: number;
  /** Accepted and rejected steps together. */
  readonly maxSteps?: number;
  /** Default no limit. */
  readonly maxSeconds?: number;
}

/** Options that no run can start from: names the option, what was expected and what was found. */
export class UnfitRun extends Error {
  override name = 'UnfitRun';
}

/** @throws UnfitRun */
export function checkRun({ model, start, until }: RunOptions, dimension: number): void {
  if (dimension !== model.dimension)
    throw new UnfitRun(`expected data of dimension ${model.dimension} for ${model.spec}, found ${dimension}`);
  if (start.length !== model.parameterCount)
    throw new UnfitRun(
      `expected a start of ${model.parameterCount} parameters for ${model.spec}, found ${start.length}`,
    );
  for (let j = 0; j < start.length; j++)
    if (!Number.isFinite(start[j]))
      throw new UnfitRun(`expected finite parameters, found ${start[j]} at position ${j} of the start`);
  if (until !== undefined && !Number.isFinite(until))
    throw new UnfitRun(`expected a finite target log10 loss, found ${until}`);
}
