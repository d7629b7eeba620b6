import { type FlowOptions, flow } from '../src/training/flow.ts';
import type { Trajectory } from '../src/training/trajectory.ts';

/** One flow run twice, for an error estimate that covers the step size and the arithmetic. */
export interface FlowTwice {
  /** float64. */
  readonly coarse: Trajectory;
  /** Double-double, at a tenth of the tolerance. */
  readonly fine: Trajectory;
}

/** What both runs share; tolerance and precision are chosen here. */
export type FlowTwiceOptions = Omit<FlowOptions, 'tolerance' | 'precision'>;

const COARSE = 1e-5;

/** The float64 run alone. */
export function flowOnce(options: FlowTwiceOptions): Trajectory {
  return flow({ ...options, precision: 'double', tolerance: COARSE });
}

/** Runs a flow in float64, and again in double-double at a tenth of the tolerance. */
export function flowTwice(options: FlowTwiceOptions): FlowTwice {
  return {
    coarse: flowOnce(options),
    fine: flow({ ...options, precision: 'dd', tolerance: COARSE / 10 }),
  };
}

/** Why a pair of runs decides nothing: one of them did not reach its target. */
export function unreached({ coarse, fine }: FlowTwice): string | undefined {
  const short = [coarse, fine].find((run) => run.reason.kind !== 'target');
  return short && `The ${short.arithmetic} run did not arrive: ${short.reason.sentence}`;
}
