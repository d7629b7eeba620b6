import { checkCertificate } from '../../oracles/checker/check.ts';
import { twoLayer } from '../../oracles/kkt/hidden-layer.ts';
import { measureKkt } from '../../oracles/kkt/kkt.ts';
import { snapTwoLayer } from '../../oracles/kkt/snap.ts';
import { l2Margin } from '../../oracles/l2-margin.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { select } from '../../src/data/transforms.ts';
import type { Model } from '../../src/models/model.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { Trajectory, TrajectoryRecord } from '../../src/training/trajectory.ts';

/** What is said to be the limit of a run: what it tends to, or one of the wrong things that controls substitute. */
export type Asserted = 'limit' | 'first separating state' | 'wrong pattern';

/** A direction that may be the limit of a run. */
export interface Candidate {
  /** Stationarity residual over the best multipliers, relative to ‖θ‖, at margin 1. */
  readonly relativeResidual: number;
  /** Whether the checker accepts its certificate. */
  readonly accepted: boolean;
  /** r < 0 of the slowest mode log(1/𝓛)^r of an approach; NaN where the candidate is no KKT point. */
  readonly rate: number;
  /** From a recorded direction to the candidate's. */
  distance(record: TrajectoryRecord): number;
}

/** A candidate that violates a constraint of the margin problem, so that it is no KKT point. */
export interface NotFeasible {
  readonly notFeasible: string;
}

/** The candidate for the limit of a run, or why there is none. */
export function candidateOf(
  asserted: Asserted,
  data: Dataset,
  model: Model,
  run: Trajectory,
  records: readonly TrajectoryRecord[],
): Candidate | NotFeasible | string {
  const separating = run.records.find((record) => record.normalizedMargin > 0)!.direction!;
  if (model.degree === 1)
    return linearCandidate(data, asserted === 'first separating state' ? separating : asserted);
  const alpha = Number(model.spec.split(':')[2]);
  if (asserted === 'limit') return snapped(data, alpha, records);
  const wrong = withoutOneSupportVector(data);
  const direction = asserted === 'wrong pattern' && wrong ? mirrorPair(wrong) : [...separating];
  return wrongTwoLayer(data, alpha, direction);
}

/** The exact ℓ2 separator is the only KKT point of a linear model; others are as far from KKT as they are from it. */
function linearCandidate(data: Dataset, asserted: Float64Array | Asserted): Candidate | string {
  const optimum = l2Margin(data);
  if (optimum.status !== 'optimal') return 'the data is not separable';
  const exact = unit(optimum.w.map((value) => value.toNumber()));
  const wrong = asserted === 'wrong pattern' ? withoutOneSupportVector(data) : undefined;
  const direction =
    asserted === 'limit' ? exact : typeof asserted !== 'string' ? [...asserted] : (wrong ?? exact);
  const target = unit(direction);
  return {
    relativeResidual: asserted === 'limit' ? 0 : apart(target, exact),
    accepted: checkCertificate(optimum.certificate).accepted,
    // w = ŵ·log(1/𝓛) + O(1), but for logarithms.
    rate: -1,
    distance: (record) => apart(target, [...record.direction!]),
  };
}

function snapped(data: Dataset, alpha: number, records: readonly TrajectoryRecord[]): Candidate | string {
  const snapshots = records.map(({ log10Loss, direction }) => ({ log10Loss, direction: direction! }));
  const snap = snapTwoLayer(data, alpha, snapshots.at(-1)!, snapshots);
  if (snap.kind === 'unsnapped') return `no pattern fits the end of the run: ${snap.reasons.join('; ')}`;
  return {
    relativeResidual: snap.relativeResidual,
    accepted: checkCertificate(snap.certified.certificate).accepted,
    rate: snap.predictedExponent,
    distance: (record) => snap.distances[records.indexOf(record)]!.distance,
  };
}

function wrongTwoLayer(data: Dataset, alpha: number, theta: readonly number[]): Candidate | NotFeasible {
  const dimension = data.x[0]!.length;
  const width = theta.length / (dimension + 1);
  const w = Array.from({ length: width }, (_, k) => theta.slice(k * dimension, (k + 1) * dimension));
  const measured = measureKkt(data, twoLayer(alpha, theta.slice(width * dimension), w));
  if (measured.kind === 'not-separating')
    return { notFeasible: 'the asserted limit does not separate the data' };
  const { epsilonSquared, normSquared, certificate } = measured.certified;
  return {
    relativeResidual: Math.sqrt(epsilonSquared.div(normSquared).toNumber()),
    accepted: checkCertificate(certificate).accepted,
    rate: Number.NaN,
    distance: () => Number.NaN,
  };
}

/** The ℓ2 separator of the data without one of its support vectors (and whatever has the same y·x). */
function withoutOneSupportVector(data: Dataset): number[] | undefined {
  const full = l2Margin(data);
  if (full.status !== 'optimal') return undefined;
  const signed = data.x.map((row, i) =>
    row.map((value) => value.mul(Rational.of(BigInt(data.y[i]!)))).join(),
  );
  const rest = signed.flatMap((text, i) => (text === signed[full.support[0]!] ? [] : [i]));
  if (rest.length === 0) return undefined;
  const separator = l2Margin(select(data, rest));
  return separator.status === 'optimal' ? separator.w.map((value) => value.toNumber()) : undefined;
}

/** The balanced net of two neurons ±w that computes (1+α)⟨w, x⟩, as θ = (w_1, w_2, a_1, a_2). */
function mirrorPair(w: readonly number[]): number[] {
  const root = Math.sqrt(Math.hypot(...w));
  const half = w.map((value) => value / root);
  return [...half, ...half.map((value) => -value), root, -root];
}

function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function apart(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, j) => value - b[j]!));
}
