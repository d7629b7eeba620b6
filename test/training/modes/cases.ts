import type { FloatDataset } from '../../../src/data/dataset.ts';
import { parseModel } from '../../../src/models/parse.ts';
import { descend } from '../../../src/training/descent.ts';
import { type FlowOptions, flow } from '../../../src/training/flow.ts';
import { gaussianStart, splitMix64 } from '../../../src/training/start.ts';
import type { Trajectory } from '../../../src/training/trajectory.ts';

/** A run of a model on points of a grid with labels at random, from a Gaussian start: the same on every machine. */
export function randomRun(
  spec: string,
  points: number,
  dimension: number,
  seed: number,
): Pick<FlowOptions, 'model' | 'loss' | 'start'> & { readonly data: FloatDataset } {
  const coin = splitMix64(seed + 1_000_000);
  const model = parseModel(spec, dimension);
  return {
    model,
    loss: 'exponential',
    start: gaussianStart(model.parameterCount, 0.3, seed),
    data: {
      points,
      dimension,
      x: gaussianStart(points * dimension, 1, seed + 2_000_000).map((value) => Math.round(64 * value) / 64),
      y: Float64Array.from({ length: points }, () => (coin() < 0.5 ? -1 : 1)),
    },
  };
}

/** Largest difference between the directions of two ends. */
export function apart(one: Trajectory, other: Trajectory): number {
  const unit = ({ parameters }: Trajectory) => {
    const norm = Math.hypot(...parameters);
    return parameters.map((value) => value / norm);
  };
  const end = unit(other);
  return Math.max(...unit(one).map((value, j) => Math.abs(value - end[j]!)));
}

/**
 * How often kinks were reached, how many hold a neuron at the end, and where the flow branched or rested. A kink that lets a neuron go to its
 * other side at once is crossed, or slid along and left, as steps happen to fall.
 */
export function met({ events: { cross, slide, release, branch, pin } }: Trajectory) {
  return { reached: cross + slide, held: slide - release, branch, pin };
}

/** Explicit descent, which knows nothing of kinks: it is off the flow by a multiple of its step. */
export function descent(options: FlowOptions, step: number): Trajectory {
  return descend({
    ...options,
    precision: 'double',
    step: { kind: 'normalized', size: step },
    maxSteps: 3_000_000,
    tolerateRises: true,
  });
}

/** A run, and how far it is from one at a tenth of its tolerance: an estimate of its error. */
export function withError(options: FlowOptions): { readonly run: Trajectory; readonly error: number } {
  const run = flow(options);
  return { run, error: apart(run, flow({ ...options, tolerance: (options.tolerance ?? 1e-6) / 10 })) };
}
