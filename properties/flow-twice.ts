import { type FlowOptions, flow } from '../src/training/flow.ts';
import type { Trajectory } from '../src/training/trajectory.ts';

/** One flow run twice, for an error estimate that covers the step size and the arithmetic. */
export interface FlowTwice {
  /** float64. */
  readonly coarse: Trajectory;
  /** Double-double, at a tenth of the tolerance; or float64, at a thousandth. */
  readonly fine: Trajectory;
}

/** What both runs share; tolerance and precision are chosen here. */
export type FlowTwiceOptions = Omit<FlowOptions, 'tolerance' | 'precision'>;

const COARSE = 1e-5;

/** The float64 run alone. */
export function flowOnce(options: FlowTwiceOptions, tolerance = COARSE): Trajectory {
  return flow({ ...options, precision: 'double', tolerance });
}

/**
 * Runs a flow in float64, and again in double-double at a tenth of the tolerance. Where the double-double run alone
 * sticks at a kink or in a chatter of softmax weights, a float64 run at a thousandth of the tolerance takes its place:
 * the comparison then covers the step size but not the arithmetic.
 */
export function flowTwice(options: FlowTwiceOptions): FlowTwice {
  const coarse = flowOnce(options);
  const fine = flow({ ...options, precision: 'dd', tolerance: COARSE / 10 });
  const replaced = fine.reason.kind !== 'target' && coarse.reason.kind === 'target' && !options.signs;
  return { coarse, fine: replaced ? flowOnce(options, COARSE / 1000) : fine };
}

/** Why a pair of runs decides nothing: one of them did not reach its target. */
export function unreached({ coarse, fine }: FlowTwice): string | undefined {
  const short = [coarse, fine].find((run) => run.reason.kind !== 'target');
  return short && `The ${short.arithmetic} run did not arrive: ${short.reason.sentence}`;
}
