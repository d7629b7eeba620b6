import type { LossName } from '../losses.ts';
import { UnfitRun } from '../run-options.ts';
import { type StopReason, stop } from '../stop.ts';
import type { Trajectory } from '../trajectory.ts';
import { SlidingIntegrator } from './integrator.ts';
import { logLossAt, smoothedMargin } from './loss-value.ts';
import { SlidingMonitor } from './monitor.ts';
import type { Branching } from './passage.ts';
import { neurons, reduce } from './reduction.ts';
import { marginsOf } from './weights.ts';

/** A two-layer (leaky) ReLU net on data, and how far to train it. */
export interface SlidingFlowOptions {
  readonly points: number;
  readonly dimension: number;
  /** Row-major points × dimension. */
  readonly x: Float64Array;
  /** ±1, length points. */
  readonly y: Float64Array;
  /** Number of neurons; of each sign, where the second layer is fixed. */
  readonly width: number;
  /**
   * 'both' (the default), or 'hidden': 2·width neurons with the second layer fixed at 1/width for the first half and
   * −1/width for the second, as `models/two-layer-fixed`. The loss then falls like e^{−t}; a target far below −10⁹ is out of
   * reach.
   */
  readonly layers?: 'both' | 'hidden';
  /** Slope of the negative side, from 0 (ReLU) to 1. */
  readonly alpha: number;
  readonly loss: LossName;
  /** θ(0) = (w_1, …, w_m, a_1, …, a_m), length width·(dimension + 1); the w alone where the second layer is fixed. */
  readonly start: ArrayLike<number>;
  /**
   * Stop at this log10 loss of the points that some neuron sees, to a relative 1e-9; it is passed only by points that no
   * neuron sees any more. Default −1e9.
   */
  readonly until?: number;
  /** Relative error allowed a step. Default 1e-6. */
  readonly tolerance?: number;
  /** Default 'nearest'. */
  readonly branching?: Branching;
  /** Keep θ/‖θ‖ with every record. */
  readonly snapshots?: boolean;
  /** Accepted and rejected steps together. Default 20,000. */
  readonly maxSteps?: number;
  /** Default no limit. */
  readonly maxSeconds?: number;
}

/** Below this relative speed the flow has come to rest. */
const AT_REST = 1e-10;
/** Relative precision in log 𝓛 with which a run ends at its target. */
const LANDING = 1e-9;

/**
 * The gradient flow of log 𝓛 for a two-layer net on any data, through kinks and along them, in double precision.
 *
 * It ends at the target; when its gradient vanishes; or, for the ReLU, with the points named that no neuron sees any
 * more, once the others have reached the target. Time is log-loss time of the points that some neuron sees.
 * @throws UnfitRun naming the option, what was expected and what was found.
 */
export function slidingFlow(options: SlidingFlowOptions): Trajectory {
  const {
    until = -1e9,
    tolerance = 1e-6,
    maxSteps = 20_000,
    maxSeconds = Number.POSITIVE_INFINITY,
  } = options;
  check(options, tolerance, until);
  const { problem, start, lift, restingSquare } = reduce(options);
  const integrator = new SlidingIntegrator(problem, start, tolerance, options.branching ?? 'nearest');
  const { state, pattern } = integrator;
  const parameters = () => lift(state.theta, 2 ** state.exponent);
  const monitor = new SlidingMonitor(problem, integrator, {
    parameters,
    restingSquare,
    snapshots: options.snapshots ?? false,
  });
  const target = until * Math.LN10;
  const deadline = performance.now() + 1000 * maxSeconds;

  const overshoot = (theta: Float64Array): number | undefined => {
    const logLoss = logLossAt(problem, marginsOf(problem, pattern, theta), state.exponent, pattern.live);
    if (logLoss >= target - LANDING * Math.abs(target)) return undefined;
    return partOfWay(monitor.liveLogLoss, logLoss, target - (LANDING / 2) * Math.abs(target));
  };

  const run = (): StopReason => {
    if (monitor.logLoss <= target) return stop.targetAboveStart(monitor.logLoss / Math.LN10, until);
    for (;;) {
      const dead = [...pattern.live.keys()].filter((i) => pattern.live[i] === 0);
      if (dead.length === problem.points) return stop.allDead();
      if (monitor.liveLogLoss <= target)
        return dead.length > 0 ? stop.deadPoints(dead) : stop.target(monitor.logLoss / Math.LN10);
      // A net whose smoothed margin is positive can grow: of degree 1 it only does so slowly beside its size.
      if (monitor.relativeSpeed <= AT_REST && !(smoothedMargin(problem, monitor.liveLogLoss) > 0))
        return dead.length > 0 && options.alpha === 0 ? stop.deadPoints(dead) : stop.stationary();
      if (!Number.isFinite(monitor.liveLogLoss)) return stop.nonFinite();
      if (integrator.accepted + integrator.rejected >= maxSteps) return stop.stepLimit(maxSteps);
      if (performance.now() > deadline) return stop.timeLimit(maxSeconds);
      if (!integrator.advance(overshoot)) return stop.frozen();
      monitor.observe();
    }
  };
  return monitor.finish(run());
}

/** Which part of a step from log-loss `start` to `end` leads to `target` in between. */
function partOfWay(start: number, end: number, target: number): number {
  // Deep down log |log 𝓛| is close to linear in time; before, log 𝓛 itself.
  const part =
    start < -1 ? Math.log(target / start) / Math.log(end / start) : (target - start) / (end - start);
  return Math.min(0.999, Math.max(0.001, part));
}

function check(options: SlidingFlowOptions, tolerance: number, until: number): void {
  const { points, dimension, x, y, width, alpha, start, layers } = options;
  const expect = (holds: boolean, wanted: string, found: unknown) => {
    if (!holds) throw new UnfitRun(`expected ${wanted}, found ${found}`);
  };
  expect(x.length === points * dimension, `${points * dimension} coordinates of ${points} points`, x.length);
  expect(y.length === points, `${points} labels`, y.length);
  expect(alpha >= 0 && alpha <= 1, 'a leaky slope from 0 to 1', alpha);
  const size = neurons(options) * (layers === 'hidden' ? dimension : dimension + 1);
  expect(start.length === size, `a start of ${size} parameters for width ${width}`, start.length);
  for (const [name, values] of [
    ['start', start],
    ['points', x],
  ] as const)
    for (let j = 0; j < values.length; j++)
      expect(Number.isFinite(values[j]), `finite numbers in the ${name}`, `${values[j]} at position ${j}`);
  for (const label of y) expect(Math.abs(label) === 1, 'labels ±1', label);
  expect(tolerance >= 1e-12 && tolerance <= 0.1, 'a tolerance from 1e-12 to 0.1', tolerance);
  expect(Number.isFinite(until), 'a finite target log10 loss', until);
}
