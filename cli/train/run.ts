import type { Dataset } from '../../src/data/dataset.ts';
import type { Model } from '../../src/models/model.ts';
import { descend } from '../../src/training/descent.ts';
import { flow } from '../../src/training/flow.ts';
import type { RunOptions } from '../../src/training/run-options.ts';
import { twoLayerFlow } from '../../src/training/sliding/two-layer-flow.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import type { TrainOptions } from './options.ts';

/** Width and slope of a two-layer net whose layers are both trained; undefined for any other model. */
export function twoLayerShape({ spec }: Model): { width: number; alpha: number } | undefined {
  const [, width, alpha] = /^two-layer:(\d+):(.+)$/.exec(spec) ?? [];
  return width === undefined ? undefined : { width: Number(width), alpha: Number(alpha) };
}

/**
 * Trains as asked: by gradient descent; by the flow that was written for two-layer nets in double precision, where it
 * applies; by the flow of every model and precision otherwise.
 */
export function train(
  data: Dataset,
  model: Model,
  start: ArrayLike<number>,
  options: TrainOptions,
): Trajectory {
  const { loss, precision, descent, tolerance, until, steps, budget } = options;
  const run: RunOptions = {
    model,
    data,
    loss,
    start,
    precision,
    snapshots: true,
    ...(until === undefined ? {} : { until }),
    ...(steps === undefined ? {} : { maxSteps: steps }),
    ...(budget === undefined ? {} : { maxSeconds: budget }),
  };
  if (descent) return descend({ ...run, step: descent });
  const flowing = { ...run, ...(tolerance === undefined ? {} : { tolerance }) };
  return (precision === 'double' ? twoLayerFlow(flowing) : undefined) ?? flow(flowing);
}
