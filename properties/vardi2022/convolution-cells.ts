import type fc from 'fast-check';
import { Rational } from '../../src/numbers/rational.ts';
import type { CellEvidence } from './cell.ts';
import {
  type ConvolutionCase,
  type Kind,
  kinkCases,
  linearCases,
  reluCases,
  twoExampleCases,
} from './convolution-cases.ts';
import { convolutionLimit, type Pair } from './convolution-limit.ts';
import { largerPatch } from './V8-convolution.ts';

const ints = (values: readonly number[]) => values.map((value) => Rational.of(BigInt(value)));

function pair(left: readonly number[], right: readonly number[], sigma: number, rate: Rational): Pair {
  return { left: ints(left), right: ints(right), sigma: Rational.of(BigInt(sigma)), rate };
}

/** An instance in small whole numbers, all labels +1. */
function printed(
  kind: Kind,
  model: string,
  x: readonly (readonly number[])[],
  start: readonly number[],
  pairs: readonly Pair[],
): ConvolutionCase {
  return {
    kind,
    model,
    loss: 'exponential',
    data: { name: 'printed', x: x.map(ints), y: x.map(() => 1) },
    start: ints(start),
    pairs,
  };
}

const FROZEN = Rational.of(-1n, 2n);

/** Patches e₁ and 2e₂ of one example. */
const ORTHOGONAL = [pair([1, 0], [1, 0], 1, FROZEN), pair([0, 1], [0, 1], 2, FROZEN)];

/** X_A and X_B, from near their lower pair. */
export const TWO_EXAMPLES = printed(
  'two examples',
  'convolution:2',
  [
    [1, 1, 1, 3],
    [1, -1, -1, 3],
  ],
  [1, 0, 1, 0],
  [pair([1, 0], [1, 0], 1, Rational.of(-1n)), pair([0, 1], [0, 1], 3, Rational.of(-1n))],
);

/** Patches 1 and −2 in one dimension, from w, v₁ > 0. */
export const OPPOSITE_PATCHES = printed(
  'relu top',
  'convolution-relu:1',
  [[1, -2]],
  [1, 1, 1],
  [pair([1], [1, 0], 1, FROZEN), pair([-1], [0, 1], 2, FROZEN)],
);

/** Patches e₁ and 2e₂, from w = (1, −1). */
export const KINK = printed('relu kink', 'convolution-relu:2', [[1, 0, 0, 2]], [1, -1, 1, 1], ORTHOGONAL);

/** The same patches with a linear filter, from the lower pair. */
export const LOWER_PAIR = printed('lower pair', 'convolution:2', [[1, 0, 0, 2]], [1, 0, 1, 0], ORTHOGONAL);

/** Families in which no entry of the filters is 0. */
function turned(cases: fc.Arbitrary<ConvolutionCase>): fc.Arbitrary<ConvolutionCase> {
  return cases.filter(({ pairs }) => pairs.every(({ left }) => left.every((value) => value.sign() !== 0)));
}

/** The same run on every example twice, which changes nothing but n. */
function twice(run: ConvolutionCase): ConvolutionCase {
  const { name, x, y } = run.data;
  return { ...run, data: { name: `${name}, twice`, x: [...x, ...x], y: [...y, ...y] } };
}

const limitOf = (run: ConvolutionCase) => convolutionLimit(run);

/** The rows of the table that V8 decides. */
export const CONVOLUTION_CELLS: readonly CellEvidence<ConvolutionCase>[] = [
  {
    id: 'top-pair',
    claim: 'V8',
    architecture: 'convolution linear, n = 1',
    assumption: 'non-zero weights',
    starts: 'generic',
    printed: [],
    cases: turned(linearCases('top pair')),
    limitOf,
  },
  {
    id: 'lower-pair',
    claim: 'V8',
    architecture: 'convolution linear, n = 1',
    assumption: 'non-zero weights',
    starts: 'no part in the top pair',
    printed: [LOWER_PAIR],
    cases: turned(linearCases('lower pair')),
    limitOf,
  },
  {
    id: 'two-examples',
    claim: 'V8',
    architecture: 'convolution linear, n ≥ 2',
    assumption: 'non-zero weights',
    starts: 'near a strict local optimum, an open set',
    printed: [TWO_EXAMPLES],
    cases: turned(twoExampleCases),
    limitOf,
  },
  {
    id: 'lower-pair-twice',
    claim: 'V8',
    architecture: 'convolution linear, n ≥ 2',
    assumption: 'non-zero weights',
    starts: 'one example twice, no part in the top pair',
    printed: [twice(LOWER_PAIR)],
    cases: turned(linearCases('lower pair')).map(twice),
    limitOf,
  },
  {
    id: 'relu-top-pair',
    claim: 'V8',
    architecture: 'convolution ReLU, n = 1',
    assumption: 'non-zero pre-activations',
    starts: 'near the top pair of the active patches, an open set',
    printed: [OPPOSITE_PATCHES],
    cases: reluCases('relu top'),
    limitOf,
  },
  {
    id: 'relu-lower-pair',
    claim: 'V8',
    architecture: 'convolution ReLU, n = 1',
    assumption: 'non-zero pre-activations',
    starts: 'on a lower pair of the active patches',
    printed: [],
    cases: reluCases('relu lower'),
    limitOf,
  },
  {
    id: 'patch-on-its-kink',
    claim: 'V8',
    architecture: 'convolution ReLU, n = 1',
    assumption: 'non-zero weights',
    starts: 'the larger of two orthogonal patches inactive, an open set',
    printed: [KINK],
    cases: turned(kinkCases(largerPatch)),
    limitOf,
  },
];
