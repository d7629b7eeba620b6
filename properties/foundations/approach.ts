import type { Snapshot } from '../../oracles/kkt/approach.ts';
import type { Unsnapped } from '../../oracles/kkt/snap.ts';
import { type SnappedLimit, snapLimit } from '../../oracles/kkt/snapping/snap-limit.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import type { Model } from '../../src/models/model.ts';
import { parseModel } from '../../src/models/parse.ts';
import type { TrajectoryRecord } from '../../src/training/trajectory.ts';
import { balancingDepth } from '../balancing-depth.ts';
import { type FlowTwice, flowTwice } from '../flow-twice.ts';
import { driftOn } from './slow-drift.ts';

/** log10 losses at which the distance to the limit is measured, besides the end. */
const MARKS = [-1e2, -1e4, -1e6, -1e9];
/** How much deeper a run is tried, where its limit does not show: parts that die like small powers of log(1/loss) need it. */
const DEEPER = [1, 1e4, 1e11, 1e51, 1e141];
/** The deepest log10 loss that is ever tried. */
const DEEPEST = -1e200;

/** Runs that arrive take some hundred; to great depths, where weights are spread over many points, some thousand. */
const MAX_STEPS = 6000;

/** Longest steps of the slow drift, in the logarithm of a neuron's norm, and to which log10 loss the flow goes on from where it led. */
const DRIFT_STEPS = [0.5, 0.25];
const AFTER_DRIFT = -1e20;
/** A run has come to a limit along a drift when its direction is this near. */
const CLOSE = 0.01;
/** Limits of margins this near, relatively, are the same. */
const SAME_LIMIT = 1e-9;

/** A run of a case, carried until it is seen to approach its limit. */
export interface Approach {
  readonly model: Model;
  readonly runs: FlowTwice;
  /** States of the finer run at the marks, and its end; a factor of at least 10 in log loss apart. */
  readonly marks: readonly TrajectoryRecord[];
  /** Distances belong to `marks`, and one more to the end of the coarser run. */
  readonly limit: SnappedLimit | Unsnapped;
  /** Steps of the slow drift that lie between the case's own run and these runs, which start where it led; undefined where they are the case's own. */
  readonly driftSteps?: number;
}

/** That a run has come so near to a limit that it draws nearer at (almost) the predicted rate. */
function nears(approach: Approach): boolean {
  const { limit } = approach;
  return limit.kind === 'snapped' && !lag(distancesOf(approach), limit.predictedExponent);
}

/** That, and that it is near: where the rate is small, almost any run falls like it. */
function isClose(approach: Approach): boolean {
  const { limit } = approach;
  return nears(approach) && limit.kind === 'snapped' && limit.endDistance <= CLOSE;
}

/**
 * Runs a case until its limit shows, deeper and deeper, and where no depth shows it, on along its slow drift; undefined where its start is so uneven that no depth
 * settles it.
 */
export function approachOf(
  instance: FlowCase,
  shows: (approach: Approach) => boolean = nears,
): Approach | undefined {
  const model = parseModel(instance.model, instance.data.x[0]!.length);
  const least = depthOf(instance, model);
  if (least === undefined) return undefined;
  let approach: Approach | undefined;
  for (const factor of DEEPER) {
    const until = Math.max(least * factor, DEEPEST);
    approach = approachUntil(
      instance,
      model,
      instance.start.map((value) => value.toNumber()),
      until,
    );
    const arrived = [approach.runs.coarse, approach.runs.fine].every(
      ({ reason }) => reason.kind === 'target',
    );
    if (!arrived || shows(approach)) return approach;
    if (until === DEEPEST) break;
  }
  return approach && (afterDrift(instance, approach, shows) ?? approach);
}

/**
 * The runs from where the slow drift leads, if they show the limit: with steps of two lengths it must be the same one. Undefined where they do not, and for models other than
 * two-layer nets.
 */
function afterDrift(
  instance: FlowCase,
  { model, runs }: Approach,
  shows: (approach: Approach) => boolean,
): Approach | undefined {
  if (!model.spec.startsWith('two-layer:')) return undefined;
  const ends = DRIFT_STEPS.map((longest) => {
    const drifted = driftOn(instance, model, runs.fine.final, longest, (rested) =>
      isClose(seen(instance, model, { coarse: rested, fine: rested })),
    );
    if (!drifted) return undefined;
    const approach = approachUntil(instance, model, drifted.start, AFTER_DRIFT);
    return { ...approach, driftSteps: drifted.steps };
  });
  const [first, second] = ends;
  if (!first || !second || ![first, second].every((end) => isClose(end) && shows(end))) return undefined;
  return first.limit.kind === 'snapped' &&
    second.limit.kind === 'snapped' &&
    Math.abs(first.limit.normalizedMargin / second.limit.normalizedMargin - 1) < SAME_LIMIT
    ? first
    : undefined;
}

function approachUntil(
  { data, loss }: FlowCase,
  model: Model,
  start: readonly number[],
  until: number,
): Approach {
  const runs = flowTwice({ model, data, loss, start, until, snapshots: true, maxSteps: MAX_STEPS });
  return seen({ data }, model, runs);
}

/** What runs of a model show of their limit. */
function seen({ data }: Pick<FlowCase, 'data'>, model: Model, runs: FlowTwice): Approach {
  const { records, final } = runs.fine;
  const passed = MARKS.flatMap((mark) => records.find(({ log10Loss }) => log10Loss <= mark) ?? []);
  const marks = [...new Set(passed.filter(({ log10Loss }) => log10Loss > final.log10Loss / 10)), final];
  const snapshots = [...marks, runs.coarse.final].map(snapshotOf);
  return { model, runs, marks, limit: snapLimit(data, model, snapshotOf(final), snapshots) };
}

function snapshotOf({ log10Loss, direction }: TrajectoryRecord): Snapshot {
  return { log10Loss, direction: direction! };
}

/** How far a run goes at first: until the two sides of a two-layer net on mirrored data have balanced. */
function depthOf({ data, start }: FlowCase, { spec, dimension }: Model): number | undefined {
  const [name, , alpha] = spec.split(':');
  if (name !== 'two-layer') return MARKS.at(-1);
  const width = start.length / (dimension + 1);
  const w = Array.from({ length: width }, (_, k) => start.slice(k * dimension, (k + 1) * dimension));
  return balancingDepth(data, Number(alpha), { a: start.slice(width * dimension), w });
}

/** A quantity that goes to 0 along a trajectory, as seen at some losses. */
export type Decline = readonly { readonly log10Loss: number; readonly value: number }[];

/** The distances to the limit at the marks. */
export function distancesOf({ limit, marks }: Approach): Decline {
  if (limit.kind === 'unsnapped') return [];
  return marks.map(({ log10Loss }, i) => ({ log10Loss, value: limit.distances[i]!.distance }));
}

/** Values at and below this are rounding of float64 directions. */
export const ROUNDING = 1e-9;
/**
 * The distance to the limit is the length of a sum of modes C·log(1/𝓛)^r of the flow linearised there, so it falls at least
 * like its slowest mode, up to nonlinear terms of its own relative size. Logarithms, which come with points that are on the margin without a
 * multiplier, take a share: log(ℓ)/ℓ, ℓ = log(1/𝓛), falls like ℓ^−0.93 from −10⁶ to −10⁹. So nine tenths of the rate are asked for.
 */
const PART_OF_RATE = 0.9;

/** Why a quantity does not go to 0 at (nearly) the predicted exponent of log(1/loss) over the last stretch of a run; undefined where it does. */
export function lag(decline: Decline, exponent: number, rounding = ROUNDING): string | undefined {
  if (!(exponent < 0)) return `no approach is predicted: the exponent there is ${exponent.toFixed(3)}`;
  const [before, last] = decline.slice(-2);
  const ratio = last!.log10Loss / before!.log10Loss;
  if (last!.value <= Math.max(before!.value * ratio ** (PART_OF_RATE * exponent), rounding)) return undefined;
  return `from log10 loss ${before!.log10Loss.toPrecision(3)} to ${last!.log10Loss.toPrecision(3)} it goes from ${before!.value.toExponential(2)} to ${last!.value.toExponential(2)} only, where log(1/loss)^${exponent.toFixed(3)} is predicted`;
}
