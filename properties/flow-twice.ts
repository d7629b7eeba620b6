import { type FlowOptions, flow } from '../src/training/flow.ts';
import type { Trajectory } from '../src/training/trajectory.ts';

/** One flow run twice, for an error estimate that covers both the step size and the arithmetic. */
export interface FlowTwice {
  /** float64 at the asked tolerance. */
  readonly coarse: Trajectory;
  /** double-double at a tenth of the tolerance. */
  readonly fine: Trajectory;
}

/** Runs a flow in float64, and again in double-double at a tenth of the tolerance. */
export function flowTwice(options: FlowOptions & { readonly tolerance: number }): FlowTwice {
  return {
    coarse: flow({ ...options, precision: 'double' }),
    fine: flow({ ...options, precision: 'dd', tolerance: options.tolerance / 10 }),
  };
}

/** Why a pair of runs decides nothing: one of them did not reach its target. */
export function unreached({ coarse, fine }: FlowTwice): string | undefined {
  const short = [coarse, fine].find((run) => run.reason.kind !== 'target');
  return short && `The ${short.arithmetic} run did not arrive: ${short.reason.sentence}`;
}
