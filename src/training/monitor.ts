import { inner, type Kernel, toDoubles, type Vector } from '../linalg/kernel.ts';
import type { Evaluation } from './evaluation.ts';
import type { Loss } from './losses.ts';
import { type StopReason, stop } from './stop.ts';
import { type KinkEvent, type Trajectory, TrajectoryRecorder } from './trajectory.ts';

/** Where a training run is: θ = e^s ψ. */
export interface TrainingState<T> {
  readonly kernel: Kernel<T>;
  /** ψ. */
  readonly state: Vector<T>;
  /** s. */
  readonly logScale: number;
  /** Log-loss time, in which θ' = −∇ log 𝓛. */
  readonly time: number;
  /** The loss and its gradient there. */
  readonly evaluation: Evaluation<T>;
}

/** Counts of what happened at kinks. */
export type KinkCounts = Readonly<Record<KinkEvent, number>>;

/**
 * Below this size, relative to the largest gradient of a point that there was, the points' gradients are taken to cancel. Not
 * relative to the present ones: ReLU neurons that alone see a point may dwindle for ever, the others being at rest.
 */
const STATIONARY = 1e-9;
/** Dead points that carry all but this part of the loss end a run. */
const LIVE_REMAINDER = 1e-6;
/** A gradient of a point is zero up to so many units of rounding of the largest there was. */
const ROUNDING = 64;
/** The gradients of the points are looked at whenever the whole gradient is this much below its largest, … */
const SMALL = 1e-3;
/** … and every so many steps. */
const LOOK_EVERY = 16;

/** Watches a run: what it records of each state, and whether there is anything left to do. */
export class Monitor<T> {
  readonly #run: TrainingState<T>;
  readonly #loss: Loss;
  readonly #recorder: TrajectoryRecorder;
  readonly #initialInvariants: Float64Array;
  readonly #initialLogScale: number;
  readonly #largestScales: Float64Array;
  readonly #activations: Int8Array;
  readonly #events: KinkCounts | undefined;
  #size = 0;
  #ascentSize = 0;
  #largestAscent = 0;
  #largestGradient = 0;

  /** events: counts kept by the run itself; without them crossings are counted from state to state. */
  constructor(run: TrainingState<T>, loss: Loss, snapshots: boolean, events?: KinkCounts) {
    this.#run = run;
    this.#events = events;
    this.#loss = loss;
    const { network } = run.evaluation;
    this.#recorder = new TrajectoryRecorder({
      separationLogLoss: loss.logAtZero - Math.log(network.samples.points),
      snapshots,
    });
    const { values, scales } = network.invariants();
    this.#initialInvariants = toDoubles(run.kernel, values);
    this.#initialLogScale = run.logScale;
    this.#largestScales = new Float64Array(scales.length);
    this.#activations = new Int8Array(network.preActivations.length);
    this.#observe();
  }

  /** Steps tried so far. */
  get steps(): number {
    return this.#recorder.accepted + this.#recorder.rejected;
  }

  /** The time in which the field would move ψ by its own length. */
  get shortestTime(): number {
    return 1 / Math.max(this.#ascentSize, Number.MIN_VALUE);
  }

  rejected(): void {
    this.#recorder.rejected++;
  }

  accepted(): void {
    this.#recorder.accepted++;
    this.#observe();
  }

  #observe(): void {
    const { kernel, state, evaluation, logScale, time } = this.#run;
    const { network, ascent, totalLogLoss: logLoss } = evaluation;
    const margin = evaluation.deadPoints ? Math.min(0, evaluation.margin) : evaluation.margin;
    const { toNumber } = kernel.field;
    const { degree } = network.model;
    const size = Math.sqrt(toNumber(inner(kernel, state, state)));
    this.#size = size;
    this.#ascentSize = Math.sqrt(toNumber(inner(kernel, ascent, ascent)));
    this.#largestAscent = Math.max(this.#largestAscent, this.#ascentSize);
    const power = size ** degree;
    const logTotal = logLoss + Math.log(network.samples.points);
    this.#recordInvariants();
    if (!this.#events) this.#countCrossings();
    this.#recorder.observe(
      {
        time,
        logLoss,
        logNorm: Math.log(size) + logScale,
        normalizedMargin: margin / power,
        smoothedMargin: this.#loss.inverse(logTotal) / (Math.exp(degree * logScale) * power),
        alignment: toNumber(inner(kernel, state, ascent)) / (size * this.#ascentSize),
      },
      () => this.#direction(),
    );
  }

  #direction(): Float64Array {
    const direction = toDoubles(this.#run.kernel, this.#run.state);
    const norm = Math.hypot(...direction);
    return direction.map((value) => value / norm);
  }

  /** Drift of each conserved quantity, relative to the largest size of its terms so far (all are of degree 2). */
  #recordInvariants(): void {
    const { evaluation, logScale, kernel } = this.#run;
    const { values, scales } = evaluation.network.invariants();
    const growth = Math.exp(2 * (logScale - this.#initialLogScale));
    for (let k = 0; k < values.length; k++) {
      const scale = growth * kernel.field.toNumber(scales[k]!);
      this.#largestScales[k] = Math.max(this.#largestScales[k]!, scale);
      const drift = Math.abs(growth * kernel.field.toNumber(values[k]!) - this.#initialInvariants[k]!);
      const relative = drift / this.#largestScales[k]!;
      if (relative > this.#recorder.conservationDrift) this.#recorder.conservationDrift = relative;
    }
  }

  #countCrossings(): void {
    const { field } = this.#run.kernel;
    const { preActivations } = this.#run.evaluation.network;
    for (let i = 0; i < preActivations.length; i++) {
      const sign = field.compare(preActivations[i]!, field.zero) > 0 ? 1 : -1;
      if (this.#activations[i] === -sign) this.#recorder.events.cross++;
      this.#activations[i] = sign;
    }
  }

  /** A reason to stop that is neither the target nor a budget. */
  reasonToStop(): StopReason | undefined {
    if (!Number.isFinite(this.#run.evaluation.logLoss) || !Number.isFinite(this.#ascentSize))
      return stop.nonFinite();
    if (this.#ascentSize <= SMALL * this.#largestAscent || this.#recorder.accepted % LOOK_EVERY === 0)
      return this.#reasonInTheGradients();
    return undefined;
  }

  #reasonInTheGradients(): StopReason | undefined {
    const { kernel, evaluation } = this.#run;
    const { network, weights } = evaluation;
    const { toNumber } = kernel.field;
    const gradient = kernel.vector(network.model.parameterCount);
    const dead: number[] = [];
    let deadWeight = 0;
    for (let i = 0; i < network.samples.points; i++) {
      network.gradient(i, gradient, 0);
      const norm = Math.sqrt(toNumber(inner(kernel, gradient, gradient)));
      const weight = toNumber(weights.p[i]!);
      this.#largestGradient = Math.max(this.#largestGradient, norm);
      if (norm <= ROUNDING * kernel.field.epsilon * this.#largestGradient) {
        dead.push(i);
        deadWeight += weight;
      }
    }
    // At θ = 0 nothing is dead: that is a saddle of every model of degree 2 or more.
    const kinked = network.preActivations.length > 0 && this.#size > 0;
    if (kinked && dead.length === network.samples.points)
      return this.#ascentSize === 0 ? stop.allDead() : stop.stationary();
    if (deadWeight > 1 - LIVE_REMAINDER && dead.length < network.samples.points) return stop.deadPoints(dead);
    if (this.#ascentSize > STATIONARY * this.#largestGradient) return undefined;
    return dead.length > 0 && network.kinks?.alpha === 0 ? stop.deadPoints(dead) : stop.stationary();
  }

  /** The finished run. */
  finish(reason: StopReason, about: { readonly method: string }): Trajectory {
    const { kernel, state, logScale, evaluation } = this.#run;
    const factor = Math.exp(logScale);
    Object.assign(this.#recorder.events, this.#events);
    return this.#recorder.finish(
      {
        model: evaluation.network.model.spec,
        loss: this.#loss.name,
        method: about.method,
        arithmetic: kernel.field.name,
        reason,
        parameters: toDoubles(kernel, state).map((value) => factor * value),
      },
      () => this.#direction(),
    );
  }
}
