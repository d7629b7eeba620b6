import { type FloatDataset, toFloats } from '../../src/data/dataset.ts';
import { stableRank, type WeightMatrix } from '../../src/models/weights.ts';
import { type SpanState, spanDescent, weightsInSpan } from '../../src/training/span-descent.ts';
import { type DescentCase, neuronsOf, widthOf } from './descent-case.ts';
import { type NoLimit, type PatternLimit, patternLimit } from './pattern-limit.ts';

/** What is trained, in float64. */
export interface DescentSetting {
  readonly data: FloatDataset;
  readonly width: number;
  readonly alpha: number;
  /** η. */
  readonly stepSize: number;
  /** W(0), 2m × d. */
  readonly start: Float64Array;
}

/** Its descent, and what rounding does to it. */
export interface DescentRun extends DescentSetting {
  /** States after the numbers of steps asked for. */
  at(marks: readonly number[]): SpanState[];
  /** Largest relative difference of margins between float64 and double-double, after `COMPARED_AFTER` steps. */
  rounding(): number;
}

/** By then the neurons are aligned and the margins of order 1. Rounding errors of margins then die out, like all errors of them. */
const COMPARED_AFTER = 400;

export function descentRun(instance: DescentCase): DescentRun {
  const scale = 2 ** -instance.halvings;
  return runOf({
    data: toFloats(instance.data),
    width: widthOf(instance),
    alpha: instance.alpha.toNumber(),
    stepSize: instance.stepSize.toNumber(),
    start: Float64Array.from(neuronsOf(instance).flat(), (value) => scale * value.toNumber()),
  });
}

/** Descent from any start in float64. */
export function runOf(setting: DescentSetting): DescentRun {
  const compared = (precision: 'double' | 'dd') =>
    spanDescent({ ...setting, marks: [COMPARED_AFTER], precision })[0]!.margins;
  return {
    ...setting,
    at: (marks) => spanDescent({ ...setting, marks }),
    rounding() {
      const [coarse, fine] = [compared('double'), compared('dd')];
      const size = Math.max(...fine.map(Math.abs));
      return Math.max(...fine.map((q, i) => Math.abs(q - coarse[i]!))) / size;
    },
  };
}

/** W₊ and W₋ of a state. */
export function sides({ data, width, start }: DescentRun, state: SpanState): [WeightMatrix, WeightMatrix] {
  return halves(weightsInSpan(start, state, data), width, data.dimension);
}

/** W₊ and W₋ of 2m·d weights. */
export function halves(weights: Float64Array, width: number, columns: number): [WeightMatrix, WeightMatrix] {
  const middle = width * columns;
  return [
    { name: 'W₊', rows: width, columns, entries: weights.subarray(0, middle) },
    { name: 'W₋', rows: width, columns, entries: weights.subarray(middle) },
  ];
}

/** The larger stable rank of the two sides. */
export function largestStableRank(both: readonly WeightMatrix[]): number {
  return Math.max(...both.map(stableRank));
}

/** ‖W‖_F of both sides together. */
export function norm(both: readonly WeightMatrix[]): number {
  return Math.hypot(...both.map(({ entries }) => Math.sqrt(entries.reduce((sum, w) => sum + w * w, 0))));
}

/** Whether every neuron is active exactly on the points of its own sign. */
export function aligned({ data, width }: DescentRun, { preActivations }: SpanState): boolean {
  return preActivations.every((z, at) => {
    return signOf(at, data.points, width) * data.y[at % data.points]! * z > 0;
  });
}

/**
 * The limit of the aligned pattern, which a leaky ReLU is predicted to settle in; for a ReLU of the pattern it has settled
 * in by itself, at the points of each neuron's own sign.
 */
export function predictedLimit(run: DescentRun, before: SpanState, after: SpanState): PatternLimit | NoLimit {
  const { data, width, alpha } = run;
  if (alpha > 0) return patternLimit(data, width, alpha, activePattern(after).fill(1));
  return settledLimit(run, before, after);
}

/** The limit of the pattern that the neurons have settled in, each on the points of its own sign. */
export function settledLimit(
  { data, width, alpha }: DescentRun,
  before: SpanState,
  after: SpanState,
): PatternLimit | NoLimit {
  const pattern = activePattern(after);
  const former = activePattern(before);
  const changed = pattern.some(
    (active, at) => active !== former[at] && data.y[at % data.points] === signOf(at, data.points, width),
  );
  if (changed)
    return {
      status: 'unsettled',
      why: `a neuron comes to see a point of its sign between steps ${before.step} and ${after.step}`,
    };
  return patternLimit(data, width, alpha, pattern);
}

function activePattern({ preActivations }: SpanState): Uint8Array {
  return Uint8Array.from(preActivations, (z) => (z > 0 ? 1 : 0));
}

/** The sign of the neuron in entry [k·n + i]. */
export function signOf(at: number, points: number, width: number): 1 | -1 {
  return Math.floor(at / points) < width ? 1 : -1;
}

/**
 * log10 of the number of steps after which the next neuron will come to see a point of its own sign, at the pace of the
 * present limit; undefined where none will.
 */
export function nextTurn(
  { data, width }: DescentRun,
  { preActivations, step }: SpanState,
  { growth }: PatternLimit,
): number | undefined {
  let soonest = Number.POSITIVE_INFINITY;
  preActivations.forEach((z, at) => {
    const own = data.y[at % data.points] === signOf(at, data.points, width);
    if (own && z <= 0 && growth[at]! > 0) soonest = Math.min(soonest, -z / growth[at]!);
  });
  return Number.isFinite(soonest) ? (Math.log(step) + soonest) / Math.LN10 : undefined;
}
