import { type Dataset, toFloats } from '../../src/data/dataset.ts';
import type { TwoLayerStart } from '../../src/generators/starts.ts';
import { slidingFlow } from '../../src/training/sliding/flow.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';

/** A small start on any data, and how precisely to follow the flow from it. */
export interface SmallStartRun {
  readonly data: Dataset;
  readonly alpha: number;
  readonly start: TwoLayerStart;
  readonly scale: number;
  readonly tolerance: number;
  readonly until: number;
}

/** The flow of the exponential loss through kinks and along them, with its directions kept. */
export function runFromSmallStart(run: SmallStartRun): Trajectory {
  const { data, alpha, start, scale, tolerance, until } = run;
  return slidingFlow({
    ...toFloats(data),
    width: start.a.length,
    alpha,
    loss: 'exponential',
    start: [...start.w.flat(), ...start.a].map((value) => scale * value.toNumber()),
    until,
    tolerance,
    snapshots: true,
  });
}

/**
 * From a direction θ/‖θ‖ = (w_1, …, w_m, a_1, …, a_m) to the nearest net whose neurons are all of the form c·(u, 1), c ≥ 0:
 * one direction, output weights > 0, balanced.
 * @param u unit vector.
 */
export function distanceToOneNeuron(theta: Float64Array, u: readonly number[]): number {
  const width = theta.length / (u.length + 1);
  let square = 0;
  for (let k = 0; k < width; k++) {
    const w = theta.subarray(k * u.length, (k + 1) * u.length);
    const a = theta[width * u.length + k]!;
    const c = Math.max(0, u.reduce((sum, value, j) => sum + value * w[j]!, a) / 2);
    square += u.reduce((sum, value, j) => sum + (w[j]! - c * value) ** 2, (a - c) ** 2);
  }
  return Math.sqrt(square);
}
