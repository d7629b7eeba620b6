import { type FlowOptions, flow } from '../src/training/flow.ts';
import { twoLayerFlow } from '../src/training/sliding/two-layer-flow.ts';
import type { Trajectory } from '../src/training/trajectory.ts';

/** One flow run twice, for an error estimate that covers the step size and the arithmetic. */
export interface FlowTwice {
  /** float64. */
  readonly coarse: Trajectory;
  /** Double-double, at a tenth of the tolerance; or float64, at a hundredth. */
  readonly fine: Trajectory;
}

/** What both runs share; tolerance and precision are chosen here. */
export type FlowTwiceOptions = Omit<FlowOptions, 'tolerance' | 'precision' | 'implicit'>;

/**
 * Tolerances of the float64 run, and of a second one, in the order tried: whether a run sticks in a chatter of softmax
 * weights at great depth depends on where its steps happen to fall.
 */
const COARSE = [1e-6, 1e-7, 1e-5];
const FINE = [1e-8, 3e-8, 1e-9];
const DOUBLE_DOUBLE = 1e-7;

/**
 * The float64 run alone: the first that arrives; for two-layer nets through kinks and along them. A control's field
 * (`signs`) is run once, by the smooth flow.
 */
export function flowOnce(options: FlowTwiceOptions, tolerances: readonly number[] = COARSE): Trajectory {
  let run: Trajectory | undefined;
  for (const tolerance of tolerances) {
    run = ofTwoLayer({ ...options, tolerance }) ?? flow({ ...options, tolerance });
    if (run.reason.kind === 'target' || options.signs) return run;
    // Implicit steps are slower, but no chatter of p stops them.
    run = flow({ ...options, tolerance, implicit: true });
    if (run.reason.kind === 'target') return run;
  }
  return run!;
}

function ofTwoLayer(options: FlowOptions): Trajectory | undefined {
  return options.signs ? undefined : twoLayerFlow(options);
}

/**
 * Runs a flow in float64, and again in double-double at a tenth of the tolerance. Where the double-double run alone
 * sticks at a kink or in a chatter, a second float64 run at about a hundredth takes its place: the comparison then
 * covers the step size but not the arithmetic.
 * @param coarse the float64 run, if it has been made already.
 */
export function flowTwice(options: FlowTwiceOptions, coarse = flowOnce(options)): FlowTwice {
  const fine = flow({ ...options, precision: 'dd', tolerance: DOUBLE_DOUBLE });
  const replaced = fine.reason.kind !== 'target' && coarse.reason.kind === 'target' && !options.signs;
  return { coarse, fine: replaced ? flowOnce(options, FINE) : fine };
}

/** Why a pair of runs decides nothing: one of them did not reach its target. */
export function unreached({ coarse, fine }: FlowTwice): string | undefined {
  const short = [coarse, fine].find((run) => run.reason.kind !== 'target');
  return short && `The ${short.arithmetic} run did not arrive: ${short.reason.sentence}`;
}
