import { inner, toDoubles } from '../linalg/kernel.ts';
import type { LogLossFlow } from './log-loss-flow.ts';
import type { Loss } from './losses.ts';
import { type StopReason, stop } from './stop.ts';
import { type Trajectory, TrajectoryRecorder } from './trajectory.ts';

/** Below this relative size of the gradient the points' gradients are taken to cancel. */
const STATIONARY = 1e-10;
/** Dead points that carry all but this part of the loss end a run. */
const LIVE_REMAINDER = 1e-6;

/** Watches a flow: what it records of each state, and whether there is anything left to do. */
export class FlowMonitor<T> {
  readonly #system: LogLossFlow<T>;
  readonly #loss: Loss;
  readonly #recorder: TrajectoryRecorder;
  readonly #initialInvariants: Float64Array;
  readonly #initialLogScale: number;
  readonly #largestScales: Float64Array;
  readonly #activations: Int8Array;
  #largestAscent = 0;
  #ascentSize = 0;
  #ascentPart = 0;

  constructor(system: LogLossFlow<T>, loss: Loss, snapshots: boolean) {
    this.#system = system;
    this.#loss = loss;
    const points = system.network.samples.points;
    this.#recorder = new TrajectoryRecorder({
      separationLogLoss: loss.logAtZero - Math.log(points),
      snapshots,
    });
    const { values, scales } = system.network.invariants();
    this.#initialInvariants = toDoubles(system.kernel, values);
    this.#initialLogScale = system.logScale;
    this.#largestScales = new Float64Array(scales.length);
    this.#activations = new Int8Array(system.network.preActivations.length);
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
    const system = this.#system;
    const { kernel, state, ascent, network, logLoss } = system;
    const { toNumber } = kernel.field;
    const { degree } = network.model;
    const size = Math.sqrt(toNumber(inner(kernel, state, state)));
    this.#ascentSize = Math.sqrt(toNumber(inner(kernel, ascent, ascent)));
    this.#largestAscent = Math.max(this.#largestAscent, this.#ascentSize);
    const power = size ** degree;
    const logTotal = logLoss + Math.log(network.samples.points);
    const scale = Math.exp(degree * system.logScale);
    this.#recordInvariants();
    this.#countCrossings();
    this.#recorder.observe(
      {
        time: system.time,
        logLoss,
        logNorm: Math.log(size) + system.logScale,
        normalizedMargin: system.margin / power,
        smoothedMargin: this.#loss.inverse(logTotal) / (scale * power),
        alignment: toNumber(inner(kernel, state, ascent)) / (size * this.#ascentSize),
      },
      () => this.#direction(),
    );
  }

  #direction(): Float64Array {
    const direction = toDoubles(this.#system.kernel, this.#system.state);
    const norm = Math.hypot(...direction);
    return direction.map((value) => value / norm);
  }

  /** Drift of each conserved quantity, relative to the largest size of its terms so far (all are of degree 2). */
  #recordInvariants(): void {
    const { network, logScale, kernel } = this.#system;
    const { values, scales } = network.invariants();
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
    const { kernel, network } = this.#system;
    const { field } = kernel;
    const { preActivations } = network;
    for (let i = 0; i < preActivations.length; i++) {
      const sign = field.compare(preActivations[i]!, field.zero) > 0 ? 1 : -1;
      if (this.#activations[i] === -sign) this.#recorder.events.cross++;
      this.#activations[i] = sign;
    }
  }

  /** A reason to stop that is not the target and not a budget. */
  reasonToStop(): StopReason | undefined {
    const { logLoss } = this.#system;
    if (!Number.isFinite(logLoss) || !Number.isFinite(this.#ascentSize)) return stop.nonFinite();
    if (this.#ascentSize <= 1e-3 * this.#largestAscent || this.#ascentPart++ % 16 === 0)
      return this.#reasonInTheGradients();
    return undefined;
  }

  #reasonInTheGradients(): StopReason | undefined {
    const { network, weights, kernel } = this.#system;
    const { toNumber } = kernel.field;
    const size = network.model.parameterCount;
    const gradient = kernel.vector(size);
    const dead: number[] = [];
    let deadWeight = 0;
    let total = 0;
    for (let i = 0; i < network.samples.points; i++) {
      network.gradient(i, gradient, 0);
      const norm = Math.sqrt(toNumber(inner(kernel, gradient, gradient)));
      const weight = toNumber(weights.p[i]!);
      total += weight * norm;
      if (norm === 0) {
        dead.push(i);
        deadWeight += weight;
      }
    }
    if (dead.length === network.samples.points) return stop.allDead();
    if (deadWeight > 1 - LIVE_REMAINDER) return stop.deadPoints(dead);
    return this.#ascentSize <= STATIONARY * total ? stop.stationary() : undefined;
  }

  /** The finished run. */
  finish(reason: StopReason, about: { readonly method: string }): Trajectory {
    const { network, kernel, state, logScale } = this.#system;
    const factor = Math.exp(logScale);
    return this.#recorder.finish(
      {
        model: network.model.spec,
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
