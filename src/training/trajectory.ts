import type { StopReason } from './stop.ts';

/** One recorded state of a training run. All logarithms named log10… are decimal, the others natural. */
export interface TrajectoryRecord {
  /** Log-loss time, in which the flow is θ' = −∇ log 𝓛. */
  readonly time: number;
  /** Steps accepted so far. */
  readonly step: number;
  readonly log10Loss: number;
  /** log ‖θ‖; −∞ at θ = 0. */
  readonly logNorm: number;
  /** min_i q_i / ‖θ‖^L. */
  readonly normalizedMargin: number;
  /** ℓ⁻¹(n𝓛) / ‖θ‖^L, which never decreases along the flow once n𝓛 < ℓ(0). */
  readonly smoothedMargin: number;
  /** cos(θ, −∇𝓛). */
  readonly alignment: number;
  /** Largest so far, as in `Trajectory`. */
  readonly conservationDrift: number;
  /** θ/‖θ‖, where snapshots were asked for. */
  readonly direction?: Float64Array;
}

/** What happened at kinks along the way. */
export type KinkEvent = 'cross' | 'slide' | 'release' | 'branch' | 'pin';

/** A finished training run. Its size does not depend on the number of steps. */
export interface Trajectory {
  /** The model's SPEC. */
  readonly model: string;
  readonly loss: 'exponential' | 'logistic';
  /** Name of the integrator or descent rule. */
  readonly method: string;
  /** Name of the arithmetic: "double", "double-double", "50 digits". */
  readonly arithmetic: string;
  readonly reason: StopReason;
  /** From the start to the end, spaced by a constant factor in the loss's logarithm. */
  readonly records: readonly TrajectoryRecord[];
  /** The last record. */
  readonly final: TrajectoryRecord;
  /** θ at the end, nearest doubles. */
  readonly parameters: Float64Array;
  readonly steps: { readonly accepted: number; readonly rejected: number };
  readonly events: Readonly<Record<KinkEvent, number>>;
  /** Largest change of a conserved quantity, relative to the largest size its terms had so far; 0 if none is known. */
  readonly conservationDrift: number;
  /** Largest rise of log 𝓛 over one accepted step, relative to max(1, |log 𝓛|). */
  readonly largestLossRise: number;
  /** Largest relative drop of the smoothed margin below its running maximum since n𝓛 < ℓ(0); above 1 if it became negative. */
  readonly largestSmoothedMarginDrop: number;
}

/** A state as an integrator reports it after each accepted step. */
export interface Observation
  extends Omit<TrajectoryRecord, 'log10Loss' | 'direction' | 'step' | 'conservationDrift'> {
  /** log 𝓛. */
  readonly logLoss: number;
}

/** Records are at least this factor apart in |log10 𝓛| (or in 𝓛, while 𝓛 is near 1). */
const SPACING = 10 ** 0.125;
/** The smoothed margin is judged once n𝓛 is this far below ℓ(0); nearer to it, it is mostly rounding. */
const RESOLVED = 1e-9;

/** Watches a run from its start to its end, in memory that does not grow with the number of steps. */
export class TrajectoryRecorder {
  readonly events: Record<KinkEvent, number> = { cross: 0, slide: 0, release: 0, branch: 0, pin: 0 };
  accepted = 0;
  rejected = 0;
  conservationDrift = 0;
  readonly #records: TrajectoryRecord[] = [];
  readonly #separationLogLoss: number;
  readonly #snapshots: boolean;
  #last: Observation | undefined;
  #nextMark = Number.POSITIVE_INFINITY;
  #largestLossRise = 0;
  /** Over the states that were separated; 0 before. */
  #smoothedMaximum = 0;
  #largestDrop = 0;

  /** separationLogLoss: log(ℓ(0)/n), below which every point is classified correctly. */
  constructor(options: { readonly separationLogLoss: number; readonly snapshots?: boolean }) {
    this.#separationLogLoss = options.separationLogLoss;
    this.#snapshots = options.snapshots ?? false;
  }

  /** The start, and then every accepted state in order; `direction` is asked for θ/‖θ‖ only when it is kept. */
  observe(state: Observation, direction: () => Float64Array): void {
    if (this.#last) {
      const rise = (state.logLoss - this.#last.logLoss) / Math.max(1, Math.abs(this.#last.logLoss));
      this.#largestLossRise = Math.max(this.#largestLossRise, rise);
    }
    // From then on it is to be positive and never to drop, even where it is not separated any more.
    if (this.#smoothedMaximum > 0)
      this.#largestDrop = Math.max(this.#largestDrop, 1 - state.smoothedMargin / this.#smoothedMaximum);
    if (state.logLoss < this.#separationLogLoss - RESOLVED)
      this.#smoothedMaximum = Math.max(this.#smoothedMaximum, state.smoothedMargin);
    this.#last = state;
    if (state.logLoss <= this.#nextMark) this.#keep(state, direction);
  }

  #keep(state: Observation, direction: () => Float64Array): void {
    const { logLoss, ...rest } = state;
    const log10Loss = logLoss / Math.LN10;
    this.#records.push({
      ...rest,
      step: this.accepted,
      log10Loss,
      conservationDrift: this.conservationDrift,
      ...(this.#snapshots ? { direction: direction() } : {}),
    });
    this.#nextMark = logLoss - Math.max(Math.abs(logLoss), 1) * (SPACING - 1);
  }

  /** The finished run; the last state is always recorded. */
  finish(
    about: Pick<Trajectory, 'model' | 'loss' | 'method' | 'arithmetic' | 'reason' | 'parameters'>,
    direction: () => Float64Array,
  ): Trajectory {
    const last = this.#last!;
    if (this.#records.at(-1)?.step !== this.accepted) this.#keep(last, direction);
    return {
      ...about,
      records: this.#records,
      final: this.#records.at(-1)!,
      steps: { accepted: this.accepted, rejected: this.rejected },
      events: this.events,
      conservationDrift: this.conservationDrift,
      largestLossRise: this.#largestLossRise,
      largestSmoothedMarginDrop: this.#largestDrop,
    };
  }
}
