import { inner, type Kernel, kernelOver, type Vector } from '../linalg/kernel.ts';
import type { Samples } from '../models/model.ts';
import { samplesOf } from '../models/samples.ts';
import { withArithmetic } from '../numbers/arithmetic.ts';
import { ImplicitStepper } from './implicit-stepper.ts';
import { LogLossFlow } from './log-loss-flow.ts';
import { lossNamed } from './losses.ts';
import { KinkFollower } from './modes/kink-follower.ts';
import { Mode } from './modes/mode.ts';
import { Monitor } from './monitor.ts';
import { type RosenbrockMethod, RosenbrockStepper, rodas4 } from './rosenbrock.ts';
import { checkRun, type RunOptions, UnfitRun } from './run-options.ts';
import { esdirk3 } from './sliding/tableau.ts';
import { StepSizeController } from './step-size.ts';
import { type StopReason, stop } from './stop.ts';
import type { Trajectory } from './trajectory.ts';

export { UnfitRun };

/** What to integrate, how far and how precisely. */
export interface FlowOptions extends RunOptions {
  /** Relative error allowed a step. Default 1e-6. */
  readonly tolerance?: number;
  /** Default `rodas4`. */
  readonly method?: RosenbrockMethod;
  /**
   * ±1 a parameter: the field is −signs∘∇ log 𝓛. For controls only: all −1 is the flow of −𝓛, and one −1 is a
   * gradient with a wrong sign. Default all +1.
   */
  readonly signs?: ArrayLike<number>;
}

const DEFAULTS = { until: -1e9, tolerance: 1e-6, maxSteps: 20_000, maxSeconds: Number.POSITIVE_INFINITY };

/**
 * Integrates the gradient flow of log 𝓛 from a start until the loss reaches its target or a stated reason ends it.
 *
 * Kinks of (leaky) ReLU models are crossed by step control alone, which suits data where the flow crosses few
 * (symmetric, linearly separable from a small start); a flow that slides along a kink ends as 'frozen' or
 * 'step-limit'.
 * @throws UnfitRun naming the option, what was expected and what was found.
 */
export function flow(options: FlowOptions): Trajectory {
  return withArithmetic(options.precision ?? 'double', (field) => integrate(kernelOver(field), options));
}

function integrate<T>(kernel: Kernel<T>, options: FlowOptions): Trajectory {
  const { model, start } = options;
  const { until, tolerance, maxSteps, maxSeconds } = { ...DEFAULTS, ...options };
  const method = options.method ?? rodas4;
  const loss = lossNamed(options.loss);
  const samples = samplesOf(kernel, options.data);
  checkRun(options, samples.dimension);
  const least = 4 * kernel.field.epsilon;
  if (!(tolerance >= least && tolerance <= 0.1))
    throw new UnfitRun(`expected a tolerance from ${least} to 0.1, found ${tolerance}`);
  const signs = options.signs ?? new Int8Array(model.parameterCount).fill(1);

  const plain = Array.from(signs).every((sign) => sign > 0);
  const mode = plain ? startMode(kernel, options, samples) : undefined;
  const problem = { model, kernel, samples, loss, signs, ...(mode ? { mode } : {}) };
  const system = new LogLossFlow(problem, start, tolerance);
  const early = new RosenbrockStepper(method, system);
  const late = new ImplicitStepper(esdirk3, system);
  const follower = mode && new KinkFollower(system, mode, tolerance);
  const monitor = new Monitor(system, loss, options.snapshots ?? false, follower?.events);
  const controller = new StepSizeController(firstStep(kernel, system), method.order);
  const deadline = performance.now() + 1000 * maxSeconds;

  const run = (): StopReason => {
    if (system.evaluation.logLoss / Math.LN10 <= until)
      return stop.targetAboveStart(system.evaluation.logLoss / Math.LN10, until);
    let wayToEvent = Number.POSITIVE_INFINITY;
    let attempts = 0;
    for (;;) {
      const reason = monitor.reasonToStop();
      if (reason) return reason;
      if (system.evaluation.logLoss / Math.LN10 <= until)
        return stop.target(system.evaluation.logLoss / Math.LN10);
      if (monitor.steps >= maxSteps) return stop.stepLimit(maxSteps);
      if (performance.now() > deadline) return stop.timeLimit(maxSeconds);
      if (controller.h < least * monitor.shortestTime) return stop.frozen();
      const isImplicit = options.method === undefined && system.isLate && mode !== undefined;
      const stepper = isImplicit ? late : early;
      const growth = isImplicit ? LARGEST_IMPLICIT_GROWTH : LARGEST_GROWTH;
      const h = Math.min(controller.h, wayToEvent, longestStep(system, model.degree, until, growth));
      if (!stepper.step(system.state, h)) {
        controller.shrink();
        monitor.rejected();
        continue;
      }
      const error =
        errorNorm(kernel, system.state, stepper.result, stepper.error, system.harmlessSize) / tolerance;
      const extra = REPAIR_LENGTH * h;
      const spoiled =
        error <= 1 &&
        !isImplicit &&
        system.isLate &&
        system.weightShift() > (mode?.isSliding ? 0 : TOLERATED_SHIFT);
      const repaired = spoiled && system.repair(stepper.result, h, extra);
      const shift = isImplicit ? 0 : (system.weightShift() / LARGEST_SHIFT) ** (method.order + 1);
      const judged = Math.max(error, shift);
      const whole = repaired ? h + extra : h;
      let evaluated = isImplicit || spoiled || method.endsAtLastStage;
      if (follower && judged <= 1) {
        const end = system.readEnd(stepper.result, whole, evaluated);
        evaluated = true;
        const part = follower.partToEvent(end, stepper.result, whole);
        if (part !== undefined) {
          monitor.rejected();
          wayToEvent = part * h;
          attempts++;
          if (attempts > 5 && attempts % 2 === 0) wayToEvent /= 2;
          if (wayToEvent > 8 * kernel.field.epsilon * monitor.shortestTime) continue;
          if (!follower.pass()) follower.ignoreNext();
          wayToEvent = Number.POSITIVE_INFINITY;
          attempts = 0;
          continue;
        }
      }
      if (controller.accept(judged, h)) {
        system.advance(stepper.result, whole, evaluated);
        if (follower?.isDue) follower.pass();
        follower?.accepted();
        wayToEvent = Number.POSITIVE_INFINITY;
        attempts = 0;
        monitor.accepted();
      } else monitor.rejected();
    }
  };
  return monitor.finish(run(), { method: method.name });
}

/** The mode of a start, off its kinks; undefined for a smooth model. */
function startMode<T>(
  kernel: Kernel<T>,
  { model, start }: FlowOptions,
  samples: Samples<T>,
): Mode<T> | undefined {
  const network = model.on(kernel, samples);
  if (!network.kinks) return undefined;
  const theta = kernel.vector(model.parameterCount);
  for (let j = 0; j < theta.length; j++) theta[j] = kernel.field.fromNumber(start[j]!);
  network.evaluate(theta);
  const mode = new Mode(network, network.kinks);
  const positions = new Float64Array(mode.sides.length);
  mode.readPositions(network.preActivations, positions);
  for (const [plane, position] of positions.entries()) mode.sides[plane] = position > 0 ? 1 : -1;
  mode.settle();
  return mode;
}

/** A hundredth of the time in which the field would move ψ by its own length. */
function firstStep<T>(kernel: Kernel<T>, system: LogLossFlow<T>): number {
  const square = kernel.field.toNumber(inner(kernel, system.evaluation.ascent, system.evaluation.ascent));
  return square > 0 ? 0.01 / Math.sqrt(square) : 1;
}

/**
 * Late in a run the flow is nearly constrained to equal margins, and the weights p, which hold it there, move by order
 * 1 when ψ moves by 1/R: far below what the error estimate sees. A step that spoils p starts a chatter between points.
 * So log R may grow by no more than this over a step, …
 */
const LARGEST_GROWTH = 0.3;
/** … (or by this where the step is implicit in p), … */
const LARGEST_IMPLICIT_GROWTH = 3;
/** … p may move by no more than this in total variation, … */
const LARGEST_SHIFT = 0.1;
/** … and where it moves by more than this, it is repaired by an implicit step … */
const TOLERATED_SHIFT = 1e-3;
/** … of this length, as a part of the step before it. */
const REPAIR_LENGTH = 1e-3;

/** Bounds the growth of log R while p sees it, and the way left to the target. */
function longestStep<T>(
  system: LogLossFlow<T>,
  degree: number,
  until: number,
  largestGrowth: number,
): number {
  const growth = system.evaluation.resolved
    ? largestGrowth / (degree * system.rate)
    : Number.POSITIVE_INFINITY;
  return Math.min(growth > 0 ? growth : Number.POSITIVE_INFINITY, stepToTarget(system, until));
}

/** Relative precision at which the loss meets its target. */
const LANDING = 1e-10;

/**
 * The way to the target, at the rate R‖Σ p ∂q‖² at which log 𝓛 falls and in the logarithm of its size: most of the way
 * while it is long, so as not to overshoot, and then a hair more than all of it.
 */
function stepToTarget<T>(system: LogLossFlow<T>, until: number): number {
  const { logLoss, ascent, scale } = system.evaluation;
  const { toNumber } = system.kernel.field;
  // From 𝓛 = 1, where many starts are, rounding must not hide the target from the first step.
  if (logLoss > 1) return Number.POSITIVE_INFINITY;
  const target = until * Math.LN10;
  const size = Math.max(1, -logLoss);
  const rate = toNumber(inner(system.kernel, ascent, ascent)) * toNumber(scale);
  const way = Math.log1p((logLoss - target) / size);
  if (way > 1e-4) return ((way > 0.1 ? 0.7 : 0.97) * way * size) / rate;
  return (logLoss - target + LANDING * size) / rate;
}

/** Floor of the size that a coordinate's error is measured against, as a part of the root mean square size. */
const SIZE_FLOOR = 1e-2;

/** Root mean square of the errors, each relative to the size of its coordinate, or to `harmless` if that is larger. */
function errorNorm<T>(
  kernel: Kernel<T>,
  before: Vector<T>,
  after: Vector<T>,
  error: Vector<T>,
  harmless: number,
): number {
  const { toNumber } = kernel.field;
  const size = before.length;
  let square = 0;
  for (let j = 0; j < size; j++) square += toNumber(after[j]!) ** 2;
  const floor = Math.max(SIZE_FLOOR * Math.sqrt(square / size), harmless);
  let sum = 0;
  for (let j = 0; j < size; j++) {
    const scale = Math.max(Math.abs(toNumber(before[j]!)), Math.abs(toNumber(after[j]!))) + floor;
    sum += (toNumber(error[j]!) / scale) ** 2;
  }
  return Math.sqrt(sum / size);
}
