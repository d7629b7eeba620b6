import { addScaledVector, type Kernel, kernelOver, type Vector } from '../linalg/kernel.ts';
import { samplesOf } from '../models/samples.ts';
import { withArithmetic } from '../numbers/arithmetic.ts';
import { Evaluation, type Problem } from './evaluation.ts';
import { lossNamed } from './losses.ts';
import { Monitor, type TrainingState } from './monitor.ts';
import { checkRun, type RunOptions, UnfitRun } from './run-options.ts';
import { type StopReason, stop } from './stop.ts';
import type { Trajectory } from './trajectory.ts';

/** How far a step of gradient descent goes: η∇𝓛, or η∇𝓛/𝓛 (loss-normalised). */
export interface StepRule {
  readonly kind: 'fixed' | 'normalized';
  /** η > 0. */
  readonly size: number;
}

export interface DescentOptions extends RunOptions {
  readonly step: StepRule;
  /** Go on when a step raises the loss, instead of ending as 'loss-rose'. Default false. */
  readonly tolerateRises?: boolean;
}

const DEFAULTS = {
  until: -10,
  maxSteps: 1_000_000,
  maxSeconds: Number.POSITIVE_INFINITY,
  tolerateRises: false,
};

/** Relative rise of log 𝓛 that rounding alone explains, in units of the arithmetic's epsilon. */
const ROUNDING = 64;

/** θ ← θ − step. */
class Descent<T> implements TrainingState<T> {
  readonly kernel: Kernel<T>;
  readonly state: Vector<T>;
  readonly logScale = 0;
  readonly evaluation: Evaluation<T>;
  time = 0;
  readonly #rule: StepRule;

  constructor(problem: Problem<T>, start: ArrayLike<number>, rule: StepRule) {
    const { model, kernel } = problem;
    this.kernel = kernel;
    this.#rule = rule;
    this.evaluation = new Evaluation(problem);
    this.state = kernel.vector(model.parameterCount);
    for (let j = 0; j < this.state.length; j++) this.state[j] = kernel.field.fromNumber(start[j]!);
    this.evaluation.at(this.state, kernel.field.zero);
  }

  /** One step, along −∇ log 𝓛 in either case: −∇𝓛 is 𝓛 times that. */
  step(): void {
    const { field } = this.kernel;
    const { kind, size } = this.#rule;
    const length = kind === 'normalized' ? size : size * Math.exp(this.evaluation.logLoss);
    addScaledVector(this.kernel, field.fromNumber(length), this.evaluation.ascent, this.state);
    this.time += length;
    this.evaluation.at(this.state, field.zero);
  }
}

/**
 * Full-batch gradient descent from a start until the loss reaches its target or a stated reason ends it.
 * @throws UnfitRun naming the option, what was expected and what was found.
 */
export function descend(options: DescentOptions): Trajectory {
  return withArithmetic(options.precision ?? 'double', (field) => run(kernelOver(field), options));
}

function run<T>(kernel: Kernel<T>, options: DescentOptions): Trajectory {
  const { model, start, step } = options;
  const { until, maxSteps, maxSeconds, tolerateRises } = { ...DEFAULTS, ...options };
  const loss = lossNamed(options.loss);
  const samples = samplesOf(kernel, options.data);
  checkRun(options, samples.dimension);
  if (!(step.size > 0 && Number.isFinite(step.size)))
    throw new UnfitRun(`expected a positive step size, found ${step.size}`);
  const signs = new Int8Array(model.parameterCount).fill(1);
  const descent = new Descent({ model, kernel, samples, loss, signs }, start, step);
  const monitor = new Monitor(descent, loss, options.snapshots ?? false);
  const deadline = performance.now() + 1000 * maxSeconds;

  const steps = (): StopReason => {
    let before = descent.evaluation.logLoss;
    if (before / Math.LN10 <= until) return stop.targetAboveStart(before / Math.LN10, until);
    for (;;) {
      const reason = monitor.reasonToStop();
      if (reason) return reason;
      if (monitor.steps >= maxSteps) return stop.stepLimit(maxSteps);
      if (performance.now() > deadline) return stop.timeLimit(maxSeconds);
      descent.step();
      monitor.accepted();
      const after = descent.evaluation.logLoss;
      if (after / Math.LN10 <= until) return stop.target(after / Math.LN10);
      const rounding = ROUNDING * kernel.field.epsilon * Math.max(1, Math.abs(before));
      if (!tolerateRises && after > before + rounding)
        return stop.lossRose(before / Math.LN10, after / Math.LN10);
      before = after;
    }
  };
  return monitor.finish(steps(), { method: `${step.kind} step ${step.size}` });
}
