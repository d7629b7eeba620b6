import fc from 'fast-check';
import type { Dataset } from '../../src/data/dataset.ts';
import { symmetrise } from '../../src/data/transforms.ts';
import {
  affordable,
  affordableFew,
  type DatasetSize,
  SMALL,
  separable,
  symmetric,
} from '../../src/generators/datasets.ts';
import {
  convolutionFlowCases,
  convolutionReluFlowCases,
  deepLinearFlowCases,
  diagonalFlowCases,
  diagonalPmFlowCases,
  type FlowCase,
  linearFlowCases,
  twoLayerFlowCases,
} from '../../src/generators/flow-cases.ts';
import { leakySlope } from '../../src/generators/slopes.ts';
import { balanced } from '../moroshko2020/generators.ts';

/**
 * A dying coordinate of a diagonal net of depth 2 decays like log(1/𝓛)^−(1−|s|)/2: on any data 1 − |s| may be as small as .05, which shows
 * at no depth that a run reaches. Here it is at least this.
 */
const SLOWEST = 0.25;

/** One kind of model with runs of it that reach n𝓛 < ℓ(0). */
export interface Family {
  readonly name: string;
  readonly cases: fc.Arbitrary<FlowCase>;
  /** How often it is drawn, against the others. */
  readonly weight: number;
}

/**
 * Every model: on separable data, where leaky ReLU nets slide along kinks and a live neuron always has a way down; two-layer ReLU nets on mirrored
 * data, where no point is dead; filters on data of their own, which they classify.
 */
export function families(size: DatasetSize = SMALL): Family[] {
  const data = separable(size);
  const few = { ...size, points: [size.points[0], Math.min(size.points[1], 5)] } as const;
  return [
    { name: 'linear', cases: linearFlowCases(data), weight: 1 },
    { name: 'deep linear', cases: deepLinearFlowCases(data), weight: 1 },
    { name: 'diagonal, D = 2', cases: diagonalFlowCases(balanced(SLOWEST), [2]), weight: 0.5 },
    { name: 'diagonal, D = 3', cases: diagonalFlowCases(data, [3]), weight: 0.5 },
    { name: 'u₊² − u₋²', cases: diagonalPmFlowCases(balanced(SLOWEST), [2]), weight: 0.5 },
    { name: 'u₊³ − u₋³', cases: diagonalPmFlowCases(data, [3]), weight: 0.5 },
    { name: 'filter', cases: convolutionFlowCases(), weight: 1 },
    { name: 'ReLU filter', cases: convolutionReluFlowCases(), weight: 1 },
    { name: 'two-layer (leaky) ReLU, mirrored data', cases: twoLayerFlowCases(symmetric(few)), weight: 2 },
    { name: 'two-layer leaky ReLU', cases: leakyFlowCases(data), weight: 1 },
  ];
}

/** Runs of every model. */
export function everyModel(): fc.Arbitrary<FlowCase> {
  return fc.oneof(...families().map(({ cases, weight }) => ({ arbitrary: cases, weight: 2 * weight })));
}

/** Two-layer nets that no point is dead to. */
function leakyFlowCases(data: fc.Arbitrary<Dataset>, maxDimension = 4): fc.Arbitrary<FlowCase> {
  return twoLayerFlowCases(data, maxDimension, leakySlope(8));
}

/** Dimensions of given data up to which diagonal and deep linear nets are trained on it. */
const FEW_DIMENSIONS = 4;

/** Points in many coordinates that linear models are trained on at a time: their flows cost n³ a step. */
const MOST_IN_SPAN = 48;

/** Linear models on given data: all of it, but for large sets in many coordinates. */
export function linearFlowCasesOn(data: Dataset): fc.Arbitrary<FlowCase> {
  const { few, dimension } = affordableFew(data);
  if (data.x.length > MOST_IN_SPAN && dimension < data.x[0]!.length) return linearFlowCases(few, dimension);
  const own = affordable(data);
  return linearFlowCases(fc.constant(own), own.x[0]!.length);
}

/** Every model on given data; filters have data of their own. */
export function everyModelOn(data: Dataset): fc.Arbitrary<FlowCase> {
  const { few, dimension } = affordableFew(data);
  const smooth =
    dimension > FEW_DIMENSIONS ? [] : [deepLinearFlowCases, diagonalFlowCases, diagonalPmFlowCases];
  return fc.oneof(
    linearFlowCasesOn(data),
    twoLayerFlowCases(few.map(symmetrise), dimension),
    leakyFlowCases(few, dimension),
    ...smooth.map((cases) => cases(few)),
  );
}

/** Models with quadratic invariants: all but the linear one and u₊^D − u₋^D of depth D ≥ 3. */
export function conservingModels(): fc.Arbitrary<FlowCase> {
  return fc.oneof(
    deepLinearFlowCases(separable()),
    diagonalFlowCases(separable()),
    diagonalPmFlowCases(separable(), [2]),
    convolutionFlowCases(),
    convolutionReluFlowCases(),
    { arbitrary: twoLayerFlowCases(symmetric()), weight: 2 },
    leakyFlowCases(separable()),
  );
}

/** The same on given data, separable or not. */
export function conservingModelsOn(data: Dataset): fc.Arbitrary<FlowCase> {
  const { few, dimension } = affordableFew(data);
  const twoLayer = twoLayerFlowCases(few.map(symmetrise), dimension);
  if (dimension > FEW_DIMENSIONS) return twoLayer;
  return fc.oneof(twoLayer, deepLinearFlowCases(few), diagonalFlowCases(few), diagonalPmFlowCases(few, [2]));
}

const SEVERAL = { points: [2, 8], dimension: [2, 4] } as const;

/**
 * Runs that pass through states which separate the data and are no KKT points: two or more points and dimensions. (Diagonal nets of depth
 * 2 would need data whose slowest rate is bounded, which may have one support vector.)
 */
export function severalPoints(): fc.Arbitrary<FlowCase> {
  const data = separable(SEVERAL);
  return fc.oneof(
    linearFlowCases(data),
    deepLinearFlowCases(data),
    diagonalFlowCases(data, [3]),
    diagonalPmFlowCases(data, [3]),
    { arbitrary: twoLayerFlowCases(data.map(symmetrise)), weight: 2 },
  );
}

/** Models whose limit has a function that the ℓ2 separator fixes, so that it changes with every support vector. */
export function wrongPatternCases(): fc.Arbitrary<FlowCase> {
  const data = separable(SEVERAL);
  return fc.oneof(linearFlowCases(data), deepLinearFlowCases(data), twoLayerFlowCases(data.map(symmetrise)));
}
