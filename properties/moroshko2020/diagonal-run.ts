import type { Dataset } from '../../src/data/dataset.ts';
import { parseModel } from '../../src/models/parse.ts';
import { flow } from '../../src/training/flow.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import { type FlowTwice, type FlowTwiceOptions, flowOnce } from '../flow-twice.ts';

/** A recorded state of w = u₊^D − u₋^D. */
export interface DiagonalState {
  /** Log-loss time τ. */
  readonly time: number;
  /** G = log(1/𝓛). */
  readonly depth: number;
  /** ‖θ‖². */
  readonly normSquared: number;
  /** d weights. */
  readonly w: Float64Array;
  readonly leastMargin: number;
}

/** The flow of w = u₊^D − u₋^D from u± = α·1 under exponential loss, until log10 𝓛 = `until`. */
export function diagonalProblem(
  data: Dataset,
  power: number,
  alpha: number,
  until: number,
): FlowTwiceOptions & { readonly snapshots: true } {
  const dimension = data.x[0]!.length;
  return {
    model: parseModel(`diagonal-pm:${power}`, dimension),
    data,
    loss: 'exponential',
    start: new Array<number>(2 * dimension).fill(alpha),
    until,
    snapshots: true,
  };
}

/** The states of a run of a `diagonal-pm` model that kept snapshots. */
export function statesOf(run: Trajectory): DiagonalState[] {
  const power = Number(run.model.split(':')[1]);
  return run.records.map((record) => {
    const norm = Math.exp(record.logNorm);
    const theta = record.direction!.map((value) => value * norm);
    const d = theta.length / 2;
    return {
      time: record.time,
      depth: -record.log10Loss * Math.LN10,
      normSquared: norm * norm,
      w: Float64Array.from({ length: d }, (_, j) => powerDifference(theta[j]!, theta[d + j]!, power)),
      leastMargin: record.normalizedMargin * norm ** power,
    };
  });
}

/** The state nearest to a depth, in its logarithm. All depths are positive. */
export function nearestDepth(states: readonly DiagonalState[], depth: number): DiagonalState {
  const off = (state: DiagonalState) => Math.abs(Math.log(state.depth / depth));
  return states.reduce((best, state) => (off(state) < off(best) ? state : best));
}

/** a^D − b^D as (a − b)·Σ a^k b^{D−1−k}: accurate for a ≈ b. */
function powerDifference(a: number, b: number, power: number): number {
  let sum = 0;
  for (let k = 0; k < power; k++) sum += a ** k * b ** (power - 1 - k);
  return (a - b) * sum;
}

/** Tolerances of the float64 run in the order tried, and of the double-double run. */
const COARSE = [1e-8, 3e-8, 1e-9];
const FINE = 1e-9;

/** The flow in float64 and in double-double, for weights w that are small differences of large parameters. */
export function preciselyTwice(problem: FlowTwiceOptions): FlowTwice {
  return { coarse: flowOnce(problem, COARSE), fine: flow({ ...problem, precision: 'dd', tolerance: FINE }) };
}

/** The float64 run of `preciselyTwice` alone. */
export function preciselyOnce(problem: FlowTwiceOptions): Trajectory {
  return flowOnce(problem, COARSE);
}
