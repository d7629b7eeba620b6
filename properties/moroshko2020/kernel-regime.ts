import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { parseModel } from '../../src/models/parse.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import { type FlowTwice, unreached } from '../flow-twice.ts';
import { diagonalProblem, preciselyTwice, statesOf } from './diagonal-run.ts';
import { largest } from './vectors.ts';

/** A diagonal network beside the linear model, both at the loss e^{−G}. */
export interface KernelComparison {
  /** ρ = ‖w‖∞/(2α^D): how far the parameters have moved. */
  readonly rho: number;
  readonly alpha: number;
  /** d weights of the diagonal network. */
  readonly w: readonly number[];
  /** ‖w − w_linear‖/‖w_linear‖, and what the two precisions differ by. */
  readonly difference: number;
  readonly errorEstimate: number;
}

/** Weights at the end of a run from 0 of the linear model under exponential loss, at the loss e^{−depth}. */
export function linearWeights(data: Dataset, depth: number): number[] | string {
  const dimension = data.x[0]!.length;
  const runs = preciselyTwice({
    model: parseModel('linear', dimension),
    data,
    loss: 'exponential',
    start: new Array<number>(dimension).fill(0),
    until: -depth / Math.LN10,
  });
  return unreached(runs) ?? Array.from(runs.fine.parameters);
}

/** The network of depth `power` from the scale α that makes ρ what is asked for, against the linear model; or why there is none. */
export function besideLinear(
  data: Dataset,
  power: number,
  depth: number,
  linear: readonly number[],
  alpha: number,
): KernelComparison | string {
  const runs: FlowTwice = preciselyTwice(diagonalProblem(data, power, alpha, -depth / Math.LN10));
  const short = unreached(runs);
  if (short) return short;
  const [coarse, w] = [runs.coarse, runs.fine].map(endOf) as [number[], number[]];
  const size = Math.hypot(...linear);
  const apart = (v: readonly number[], from: readonly number[]) =>
    Math.hypot(...v.map((value, j) => value - from[j]!)) / size;
  return {
    rho: largest(w) / (2 * alpha ** power),
    alpha,
    w,
    difference: apart(w, linear),
    errorEstimate: apart(coarse, w),
  };
}

function endOf(run: Trajectory): number[] {
  return Array.from(statesOf(run).at(-1)!.w);
}

/** Depth of the comparison, and the ρ of its two scales. */
const DEPTH = 1e4;
const RATIO = 10;
/** ‖w − w_linear‖ ≤ C·ρ²·‖w_linear‖; seen up to 0.06 for D = 2 and 0.1 for D = 3. */
const CONSTANT = 0.5;
/** How well ρ² describes the difference at ρ = 0.03. */
const HIGHER_ORDER = 0.1;
/** The losses of the two runs agree to 1e-10, their weights not to much more. */
export const RESOLUTION = 1e-8;

/**
 * Two scales, the second with α^D ten times as large: the difference from the linear model at the same loss must be at most C·ρ² and fall by `fall`,
 * 1/100 for an error of order 2.
 */
export function fallsWithScale(data: Dataset, power: number, rho: number, fall: number): Decision {
  const linear = linearWeights(data, DEPTH);
  if (typeof linear === 'string') return undecided(linear);
  const alpha = (largest(linear) / (2 * rho)) ** (1 / power);
  const first = besideLinear(data, power, DEPTH, linear, alpha);
  const second = besideLinear(data, power, DEPTH, linear, alpha * RATIO ** (1 / power));
  if (typeof first === 'string') return undecided(first);
  if (typeof second === 'string') return undecided(second);
  const resolution = RESOLUTION + 10 * (first.errorEstimate * fall + second.errorEstimate);
  const expected = first.difference * fall;
  const off = Math.abs(second.difference - expected);
  const figures = {
    differenceOverRhoSquared: first.difference / first.rho ** 2,
    offOverExpected: off / (expected + resolution),
    errorEstimate: second.errorEstimate,
  };
  if (off > HIGHER_ORDER * expected + resolution)
    return refutes(
      'measured',
      `the difference from the linear model goes from ${first.difference.toExponential(2)} to ${second.difference.toExponential(2)}, not ${expected.toExponential(2)}, as α^D grows tenfold`,
      figures,
    );
  if (first.difference > CONSTANT * first.rho ** 2 + resolution)
    return refutes(
      'measured',
      `the difference from the linear model is ${first.difference.toExponential(2)} at ρ = ${first.rho.toPrecision(3)}`,
      figures,
    );
  return supports('measured', figures);
}
