import { lossNamed, type LossName } from '../losses.ts';
import { type StopReason, stop } from '../stop.ts';
import { type Observation, type Trajectory, TrajectoryRecorder } from '../trajectory.ts';
import { SlidingIntegrator } from './integrator.ts';
import { marginsOf } from './weights.ts';
import type { Branching, SlidingProblem } from './problem.ts';

export interface SlidingFlowOptions {
  readonly points: number;
  readonly dimension: number;
  /** Row-major points × dimension. */
  readonly x: Float64Array;
  /** ±1. */
  readonly y: Float64Array;
  readonly width: number;
  readonly alpha: number;
  readonly loss: LossName;
  /** θ(0) = (w_1, …, w_m, a_1, …, a_m). */
  readonly start: ArrayLike<number>;
  /** Stop at this log10 loss. Default −1e9. */
  readonly until?: number;
  /** Relative error allowed a step. Default 1e-6. */
  readonly tolerance?: number;
  readonly branching?: Branching;
  readonly snapshots?: boolean;
  readonly maxSteps?: number;
  readonly maxSeconds?: number;
  readonly debug?: boolean;
  readonly probe?: (...args: any[]) => void;
}

export function slidingFlow(options: SlidingFlowOptions): Trajectory {
  const { points, dimension, width, x, y, alpha, loss } = options;
  const norms = new Float64Array(points);
  for (let i = 0; i < points; i++) norms[i] = Math.hypot(...x.subarray(i * dimension, (i + 1) * dimension));
  const problem: SlidingProblem = { points, dimension, width, alpha, x, y, loss, norms };
  const integrator = new SlidingIntegrator(
    problem,
    Float64Array.from(options.start),
    options.tolerance ?? 1e-6,
    options.branching ?? 'nearest',
  );
  integrator.debug = options.debug ?? false;
  const until = (options.until ?? -1e9) * Math.LN10;
  const recorder = new TrajectoryRecorder({ separationLogLoss: lossNamed(loss).logAtZero - Math.log(points), snapshots: options.snapshots ?? false });
  const { state, pattern } = integrator;
  let drift = 0;
  const invariants = (): Float64Array => {
    const out = new Float64Array(width);
    for (let k = 0; k < width; k++) {
      let v = state.theta[width * dimension + k] ** 2;
      for (let j = 0; j < dimension; j++) v -= state.theta[k * dimension + j] ** 2;
      out[k] = v * 4 ** state.exponent;
    }
    return out;
  };
  const initial = invariants();
  const largest = new Float64Array(width);
  let liveLoss = 0;
  let reason: StopReason | undefined;
  const began = performance.now();
  const direction = () => state.theta.map((v) => v / Math.hypot(...state.theta));
  const maxSteps = options.maxSteps ?? 20000;
  const observe = () => {
    const q = marginsOf(problem, pattern, state.theta);
    let sq = 0;
    for (const v of state.theta) sq += v * v;
    const factor = 4 ** state.exponent;
    const logSum = (used: (i: number) => boolean) => {
      let min = Number.POSITIVE_INFINITY;
      for (let i = 0; i < points; i++) if (used(i)) min = Math.min(min, q[i]);
      let s = 0;
      for (let i = 0; i < points; i++) if (used(i)) s += Math.exp(-(q[i] - min) * factor);
      return -min * factor + Math.log(s / points);
    };
    const logLoss = logSum(() => true);
    liveLoss = logSum((i) => pattern.live[i] === 1);
    let min = Number.POSITIVE_INFINITY;
    for (const v of q) min = Math.min(min, v);
    const observation: Observation = {
      time: state.time,
      logLoss,
      logNorm: Math.log(sq) / 2 + state.exponent * Math.LN2,
      normalizedMargin: min / sq,
      smoothedMargin: -(logLoss + Math.log(points)) / factor / sq,
      alignment: 0,
    };
    recorder.observe(observation, direction);
    const now = invariants();
    for (let k = 0; k < width; k++) {
      let s = state.theta[width * dimension + k] ** 2;
      for (let j = 0; j < dimension; j++) s += state.theta[k * dimension + j] ** 2;
      largest[k] = Math.max(largest[k], s * factor);
      drift = Math.max(drift, Math.abs(now[k] - initial[k]) / largest[k]);
    }
  };
  observe();
  while (!reason) {
    if (!pattern.live.includes(1)) {
      reason = stop.allDead();
      break;
    }
    if (!integrator.advance()) {
      if (integrator.debug) { integrator.again(); } if (integrator.debug) console.log(integrator.trace.slice(0,3), integrator.fastestRate);
      reason = stop.frozen();
      break;
    }
    observe();
if (options.debug && options.probe) options.probe(integrator, recorder, liveLoss);
    if (liveLoss <= until) {
      const dead = [...pattern.live.keys()].filter((i) => pattern.live[i] === 0);
      reason = dead.length > 0 ? stop.deadPoints(dead) : stop.target(liveLoss / Math.LN10);
    } else if (integrator.accepted + integrator.rejected > maxSteps) reason = stop.stepLimit(maxSteps);
    else if (options.maxSeconds && performance.now() - began > options.maxSeconds * 1e3) reason = stop.timeLimit(options.maxSeconds);
    else if (integrator.isStationary()) reason = stop.stationary();
  }
  recorder.accepted = integrator.accepted;
  recorder.rejected = integrator.rejected;
  Object.assign(recorder.events, integrator.events);
  recorder.conservationDrift = drift;
  return recorder.finish(
    {
      model: `two-layer:${width}:${alpha}`,
      loss,
      method: 'ESDIRK3(2)4L[2]SA',
      arithmetic: 'double',
      reason,
      parameters: state.theta.map((v) => v * 2 ** state.exponent),
    },
    direction,
  );
}
