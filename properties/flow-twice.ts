import { toFloats } from '../src/data/dataset.ts';
import { type FlowOptions, flow } from '../src/training/flow.ts';
import { slidingFlow } from '../src/training/sliding/flow.ts';
import type { Trajectory } from '../src/training/trajectory.ts';

/** One flow run twice, for an error estimate that covers the method, the step size and the arithmetic. */
export interface FlowTwice {
  /** float64; for two-layer nets the integrator that follows kinks. */
  readonly coarse: Trajectory;
  /** Double-double, by the method for smooth fields. */
  readonly fine: Trajectory;
}

/** What both runs share; the tolerance of each is chosen here. */
export type FlowTwiceOptions = Omit<FlowOptions, 'tolerance' | 'precision' | 'data'> & {
  readonly data: Parameters<typeof toFloats>[0];
};

const COARSE = 1e-6;
const FINE = 1e-5;

/**
 * Runs a flow in float64, and again in double-double. A control's field (`signs`) runs by the smooth method both
 * times. Where the double-double run does not arrive, because many kinks are crossed or p chatters at great depth,
 * a float64 run at a hundredth of the tolerance takes its place.
 */
export function flowTwice(options: FlowTwiceOptions): FlowTwice {
  const coarse = flowOnce(options);
  const fine = flow({ ...options, precision: 'dd', tolerance: FINE });
  const replace = fine.reason.kind !== 'target' && coarse.reason.kind === 'target' && !options.signs;
  return { coarse, fine: replace ? flowOnce(options, COARSE / 100) : fine };
}

/** The float64 run alone, by the integrator that follows kinks for two-layer nets. */
export function flowOnce(options: FlowTwiceOptions, tolerance = COARSE): Trajectory {
  const { model, data, loss, start, signs, ...limits } = options;
  const [name, width, alpha] = model.spec.split(':');
  if (name !== 'two-layer' || signs) return flow({ ...options, precision: 'double', tolerance });
  const { points, dimension, x, y } = toFloats(data);
  return slidingFlow({
    ...limits,
    points,
    dimension,
    x,
    y,
    width: Number(width),
    alpha: Number(alpha),
    loss,
    start,
    tolerance,
  });
}

/** Why a pair of runs decides nothing: one of them did not reach its target. */
export function unreached({ coarse, fine }: FlowTwice): string | undefined {
  const short = [coarse, fine].find((run) => run.reason.kind !== 'target');
  return short && `The ${short.method} run (${short.arithmetic}) did not arrive: ${short.reason.sentence}`;
}
