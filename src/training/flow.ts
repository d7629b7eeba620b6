import { type Kernel, kernelOver } from '../linalg/kernel.ts';
import { samplesOf } from '../models/samples.ts';
import { withArithmetic } from '../numbers/arithmetic.ts';
import { FlowStepper } from './flow-stepper.ts';
import { LogLossFlow } from './log-loss-flow.ts';
import { lossNamed } from './losses.ts';
import { KinkFollower } from './modes/kink-follower.ts';
import { startMode } from './modes/start-mode.ts';
import { Monitor } from './monitor.ts';
import type { RosenbrockMethod } from './rosenbrock.ts';
import { checkRun, type RunOptions, UnfitRun } from './run-options.ts';
import { firstStep, longestStep } from './step-limits.ts';
import { StepSizeController } from './step-size.ts';
import { type StopReason, stop } from './stop.ts';
import type { Trajectory } from './trajectory.ts';

export { UnfitRun };

/** What to integrate, how far and how precisely. */
export interface FlowOptions extends RunOptions {
  /** Relative error allowed a step. Default 1e-6. */
  readonly tolerance?: number;
  /** Used throughout. Default: `rodas4`, and for models with kinks an implicit method late in the run. */
  readonly method?: RosenbrockMethod;
  /** Late steps of smooth models implicit too: slower, but without a chatter of p where many points share the margin. */
  readonly implicit?: boolean;
  /**
   * ±1 a parameter: the field is −signs∘∇ log 𝓛. For controls only: all −1 is the flow of −𝓛, and one −1 is a
   * gradient with a wrong sign. Default all +1.
   */
  readonly signs?: ArrayLike<number>;
}

const DEFAULTS = { until: -1e9, tolerance: 1e-6, maxSteps: 20_000, maxSeconds: Number.POSITIVE_INFINITY };

/**
 * Integrates the gradient flow of log 𝓛 from a start until the loss reaches its target or a stated reason ends it. Of a
 * model with kinks it is the loss of the points that some neuron sees, in their log-loss time: points that none sees
 * are named once the others have reached the target.
 *
 * Kinks of (leaky) ReLU models are located, crossed, slid along and left, in every arithmetic (see `modes/`); where the flow
 * may leave a kink to either side, it takes the nearer one, and the events count a branching. With `signs`, kinks are
 * crossed by step control alone.
 * @throws UnfitRun naming the option, what was expected and what was found.
 */
export function flow(options: FlowOptions): Trajectory {
  return withArithmetic(options.precision ?? 'double', (field) => integrate(kernelOver(field), options));
}

function integrate<T>(kernel: Kernel<T>, options: FlowOptions): Trajectory {
  const { model, start } = options;
  const { until, tolerance, maxSteps, maxSeconds } = { ...DEFAULTS, ...options };
  const loss = lossNamed(options.loss);
  const samples = samplesOf(kernel, options.data);
  checkRun(options, samples.dimension);
  const least = 4 * kernel.field.epsilon;
  if (!(tolerance >= least && tolerance <= 0.1))
    throw new UnfitRun(`expected a tolerance from ${least} to 0.1, found ${tolerance}`);
  const signs = options.signs ?? new Int8Array(model.parameterCount).fill(1);
  const mode = options.signs ? undefined : startMode(model.on(kernel, samples), start);
  const problem = { model, kernel, samples, loss, signs, ...(mode ? { mode } : {}) };
  const system = new LogLossFlow(problem, start, tolerance);
  const stepper = new FlowStepper(system, tolerance, options);
  const follower = mode && new KinkFollower(system, mode, tolerance);
  const monitor = new Monitor(system, loss, options.snapshots ?? false, follower?.events);
  const controller = new StepSizeController(firstStep(system), stepper.method.order);
  const deadline = performance.now() + 1000 * maxSeconds;

  const run = (): StopReason => {
    if (system.evaluation.totalLogLoss / Math.LN10 <= until)
      return stop.targetAboveStart(system.evaluation.totalLogLoss / Math.LN10, until);
    for (;;) {
      const reason = monitor.reasonToStop();
      if (reason) return reason;
      const { logLoss, deadPoints } = system.evaluation;
      if (logLoss / Math.LN10 <= until)
        return deadPoints
          ? stop.deadPoints([...deadPoints.keys()].filter((i) => deadPoints[i] === 1))
          : stop.target(logLoss / Math.LN10);
      if (monitor.steps >= maxSteps) return stop.stepLimit(maxSteps);
      if (performance.now() > deadline) return stop.timeLimit(maxSeconds);
      if (controller.h < least * monitor.shortestTime) return stop.frozen();
      const longest = longestStep(system, model.degree, until, stepper.largestGrowth);
      const h = Math.min(controller.h, follower?.wayToEvent ?? Number.POSITIVE_INFINITY, longest);
      const step = stepper.step(h);
      if (!step) {
        controller.h = h;
        controller.shrink();
        monitor.rejected();
      } else if (step.error > 1 || Number.isNaN(step.error)) {
        controller.accept(step.error, h);
        monitor.rejected();
      } else if (follower && !follower.allows(step)) monitor.rejected();
      else {
        controller.accept(step.error, h);
        system.advance(step.end, step.length, step.evaluated || follower !== undefined);
        follower?.arrive();
        monitor.accepted();
      }
    }
  };
  return monitor.finish(run(), { method: stepper.name });
}
