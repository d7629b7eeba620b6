import { lossNamed } from '../losses.ts';
import type { StopReason } from '../stop.ts';
import { type Trajectory, TrajectoryRecorder } from '../trajectory.ts';
import type { SlidingIntegrator } from './integrator.ts';
import { logLossAt, smoothedMargin } from './loss-value.ts';
import { outputIndex, type SlidingProblem, squaredNorm, trainedSquare } from './problem.ts';
import { esdirk3 } from './tableau.ts';
import { marginsOf } from './weights.ts';

interface MonitorOptions {
  readonly parameters: () => Float64Array;
  readonly restingSquare: number;
  readonly snapshots: boolean;
}

/** Watches a sliding flow: records, conservation laws, and the loss of the points that can still be learned. */
export class SlidingMonitor {
  /** log of the loss's part that live points make up. */
  liveLogLoss = 0;
  logLoss = 0;
  /** ‖θ'‖/‖θ‖. */
  relativeSpeed = 0;
  readonly #problem: SlidingProblem;
  readonly #integrator: SlidingIntegrator;
  readonly #recorder: TrajectoryRecorder;
  readonly #parameters: () => Float64Array;
  readonly #restingSquare: number;
  /** a_k² − ‖w_k‖² at the start, and the largest a_k² + ‖w_k‖² so far. */
  readonly #invariants: Float64Array;
  readonly #largest: Float64Array;

  /**
   * parameters: the present θ in the coordinates of the caller; restingSquare: the part of ‖θ‖² that never moves, which
   * the integrator does not see.
   */
  constructor(
    problem: SlidingProblem,
    integrator: SlidingIntegrator,
    { parameters, restingSquare, snapshots }: MonitorOptions,
  ) {
    this.#problem = problem;
    this.#integrator = integrator;
    this.#parameters = parameters;
    this.#restingSquare = restingSquare;
    this.#recorder = new TrajectoryRecorder({
      separationLogLoss: lossNamed(problem.loss).logAtZero - Math.log(problem.points),
      snapshots,
    });
    this.#invariants = new Float64Array(problem.width);
    this.#largest = new Float64Array(problem.width);
    for (let k = 0; k < problem.width; k++) this.#invariants[k] = this.#invariant(k);
    this.observe();
  }

  /** Records the integrator's state. */
  observe(): void {
    const problem = this.#problem;
    const { state, pattern } = this.#integrator;
    const margins = marginsOf(problem, pattern, state.theta);
    const logLoss = logLossAt(problem, margins, state.exponent);
    this.logLoss = logLoss;
    this.liveLogLoss = logLossAt(problem, margins, state.exponent, pattern.live);
    const factor = 4 ** state.exponent;
    const square = trainedSquare(problem, state.theta) + this.#restingSquare / factor;
    // ‖θ‖^L, the degree being 2, or 1 where the output weights are fixed.
    const power = problem.trainsOutputs ? square : Math.sqrt(square);
    const { speed, along } = this.#motion();
    this.relativeSpeed = speed / Math.sqrt(square);
    this.#recordInvariants();
    this.#recorder.accepted = this.#integrator.accepted;
    this.#recorder.observe(
      {
        time: state.time,
        logLoss,
        logNorm: Math.log(square) / 2 + state.exponent * Math.LN2,
        normalizedMargin: Math.min(...margins) / power,
        smoothedMargin: smoothedMargin(problem, logLoss) / factor / power,
        alignment: along / (Math.sqrt(square) * speed),
      },
      this.#direction,
    );
  }

  finish(reason: StopReason): Trajectory {
    const { rejected, passage, pins } = this.#integrator;
    const { loss, width, alpha, trainsOutputs } = this.#problem;
    this.#recorder.rejected = rejected;
    Object.assign(this.#recorder.events, passage.counts, {
      branch: passage.counts.branch + pins.counts.branch,
      pin: pins.counts.rest,
    });
    return this.#recorder.finish(
      {
        model: trainsOutputs ? `two-layer:${width}:${alpha}` : `two-layer-fixed:${width / 2}:${alpha}`,
        loss,
        method: esdirk3.name,
        arithmetic: 'double',
        reason,
        parameters: this.#parameters(),
      },
      this.#direction,
    );
  }

  readonly #direction = (): Float64Array => {
    const theta = this.#parameters();
    const norm = Math.sqrt(squaredNorm(theta));
    return theta.map((value) => value / norm);
  };

  /** ‖θ'‖ and ⟨θ, θ'⟩. */
  #motion(): { speed: number; along: number } {
    const { dimension, width, trainsOutputs } = this.#problem;
    const { coupling, state } = this.#integrator;
    let square = 0;
    let along = 0;
    for (let k = 0; k < width; k++) {
      const a = state.theta[outputIndex(this.#problem, k)];
      let rise = 0;
      for (let j = k * dimension; j < (k + 1) * dimension; j++) {
        rise += coupling[j] * state.theta[j];
        square += (a * coupling[j]) ** 2;
      }
      if (trainsOutputs) square += rise * rise;
      along += (trainsOutputs ? 2 : 1) * a * rise;
    }
    return { speed: Math.sqrt(square), along };
  }

  #recordInvariants(): void {
    if (!this.#problem.trainsOutputs) return;
    const { theta, exponent } = this.#integrator.state;
    for (let k = 0; k < this.#largest.length; k++) {
      const invariant = this.#invariant(k);
      const size = 2 * theta[outputIndex(this.#problem, k)] ** 2 * 4 ** exponent - invariant;
      this.#largest[k] = Math.max(this.#largest[k], size);
      const drift = Math.abs(invariant - this.#invariants[k]) / this.#largest[k];
      if (drift > this.#recorder.conservationDrift) this.#recorder.conservationDrift = drift;
    }
  }

  /** a_k² − ‖w_k‖². */
  #invariant(k: number): number {
    const { dimension } = this.#problem;
    const { theta, exponent } = this.#integrator.state;
    let value = theta[outputIndex(this.#problem, k)] ** 2;
    for (let j = k * dimension; j < (k + 1) * dimension; j++) value -= theta[j] ** 2;
    return value * 4 ** exponent;
  }
}
