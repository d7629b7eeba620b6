import type { FlowCase } from '../../src/generators/flow-cases.ts';
import type { Model } from '../../src/models/model.ts';
import type { Trajectory, TrajectoryRecord } from '../../src/training/trajectory.ts';
import { flowOnce } from '../flow-twice.ts';

/** log10 loss from which the flow is followed between steps of the drift, and two at which the drift is seen. */
const FROM = -50;
const [EARLIER, LATER] = [-1e14, -1e20];
/** What moves like a larger power of log(1/𝓛) is no drift: it is at rest at the later one. */
const SLOW = 0.1;
/** Parts of ‖θ‖: a neuron of a smaller norm does not move the others, so that it may grow to this in one step. */
const TELLING = 0.01;
const MAX_STEPS = 6000;
const MOST_DRIFT_STEPS = 60;
/** After a step past the place where the drift turns, steps are this much shorter. */
const SHORTER = 1 / 3;

/** A state that a run drifts to, to start the flow from, and by how many steps. */
export interface Drifted {
  readonly start: readonly number[];
  readonly steps: number;
}

/**
 * Carries on the end of a run of a two-layer net whose neurons exchange weight like log(1/𝓛)^r with an r so small that no log10 loss in float64 shows
 * where that leads. All else is at rest by then, and the exchange depends on the loss through log log(1/𝓛) alone; so it is integrated in that, by steps of its own
 * length (projective integration: Gear, Kevrekidis, SIAM J. Sci. Comput. 24, 2003): a step moves every neuron as far as it was seen to move, and the flow brings back to rest
 * what that disturbs, and shows the next rates.
 * @param longest change of the logarithm of a neuron's norm in one step.
 * @param shows whether a run that is at rest but for the drift shows what is wanted; the drift ends there.
 * @returns undefined where it does not come to that.
 */
export function driftOn(
  { data, loss }: Pick<FlowCase, 'data' | 'loss'>,
  model: Model,
  end: TrajectoryRecord,
  longest: number,
  shows: (rested: Trajectory) => boolean,
): Drifted | undefined {
  let state = { direction: end.direction!, normalizedMargin: end.normalizedMargin };
  let step = longest;
  let before: Lead | undefined;
  for (let steps = 0; steps <= MOST_DRIFT_STEPS; steps++) {
    const size = Math.sqrt((-FROM * Math.LN10) / state.normalizedMargin);
    const start = Array.from(state.direction, (value) => size * value);
    const rested = flowOnce({ model, data, loss, start, until: LATER, snapshots: true, maxSteps: MAX_STEPS });
    if (rested.reason.kind !== 'target') return undefined;
    if (shows(rested)) return { start, steps };
    const drift = driftOf(model, rested);
    if (before && drift[before.neuron]!.rate * before.rate < 0) step *= SHORTER;
    before = leadOf(drift, step);
    if (!before) return undefined;
    const { direction, normalizedMargin } = rested.final;
    state = { direction: moved(model, direction!, drift, before.stretch), normalizedMargin };
  }
  return undefined;
}

/** Norm of a neuron as a part of ‖θ‖, and the exponent of log(1/𝓛) by which it was seen to change. */
interface NeuronDrift {
  readonly norm: number;
  readonly rate: number;
}

function driftOf(model: Model, { records, final }: Trajectory): NeuronDrift[] {
  const earlier = records.find(({ log10Loss }) => log10Loss <= EARLIER)!;
  const elapsed = Math.log(final.log10Loss / earlier.log10Loss);
  const [norms, later] = [earlier, final].map(({ direction }) =>
    neurons(model).map((own) => Math.hypot(...own.map((j) => direction![j]!))),
  ) as [number[], number[]];
  return later.map((norm, k) => {
    const rate = norm > 0 && norms[k]! > 0 ? Math.log(norm / norms[k]!) / elapsed : 0;
    return { norm, rate: Math.abs(rate) <= SLOW ? rate : 0 };
  });
}

/** Parameters (w_k, a_k) of every neuron, by their places in θ. */
function neurons({ dimension, parameterCount }: Model): number[][] {
  const width = parameterCount / (dimension + 1);
  return Array.from({ length: width }, (_, k) => [
    ...Array.from({ length: dimension }, (_, j) => k * dimension + j),
    width * dimension + k,
  ]);
}

/** The neuron that limits a step, how it drifts, and the step in log log(1/𝓛). */
interface Lead {
  readonly neuron: number;
  readonly rate: number;
  readonly stretch: number;
}

function leadOf(drift: readonly NeuronDrift[], step: number): Lead | undefined {
  return drift.reduce<Lead | undefined>((lead, { norm, rate }, neuron) => {
    if (rate === 0 || (rate < 0 && norm < TELLING)) return lead;
    const stretch = Math.max(step, Math.log(TELLING / norm)) / Math.abs(rate);
    return lead && lead.stretch <= stretch ? lead : { neuron, rate, stretch };
  }, undefined);
}

function moved(
  model: Model,
  direction: Float64Array,
  drift: readonly NeuronDrift[],
  stretch: number,
): Float64Array {
  const theta = Float64Array.from(direction);
  neurons(model).forEach((own, k) => {
    for (const j of own) theta[j]! *= Math.exp(drift[k]!.rate * stretch);
  });
  const length = Math.hypot(...theta);
  return theta.map((value) => value / length);
}
