import fc from 'fast-check';
import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, type Figures, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { leakySlope } from '../../src/generators/slopes.ts';
import { stableRank, type WeightMatrix } from '../../src/models/weights.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { SpanState } from '../../src/training/span-descent.ts';
import { farAlongTheMean, halfwayBetween } from './control-data.ts';
import { decideByDescent, decideByRounding } from './decide-by-descent.ts';
import { CONTRADICTORY, contradictory, DESCENT_AXES, type DescentCase, descentCase } from './descent-case.ts';
import { descentCases } from './descent-cases.ts';
import { descentHypotheses } from './descent-hypotheses.ts';
import { aligned, type DescentRun, descentRun, sides, signOf } from './descent-run.ts';
import { exactlyAsOrthogonal, orthogonalEnough } from './orthogonal-data.ts';
import { kou2023 } from './paper.ts';
import { privateEquiangular } from './private-neurons.ts';

/** Whether neurons are also to be active on exactly the points of their sign, from the first step on. */
type Asserted = 'aligned, of one direction' | 'of one direction';

/** Relative rounding of the differences between neurons after all steps. */
const ROUNDING = 1e-8;
/** Rounding of a stable rank near 1, which is the ratio of two sums. */
const RANK_ROUNDING = 1e-14;
/** (sr − 1)·‖W‖₂² may still move by this part between t/8 and t, as the common direction does. */
const SETTLED = 0.1;
/** It grows like ‖W‖² where the limit is above 1: by a factor of two between t/8 and t. */
const MOVING = 0.3;
const CLEARLY_ABOVE = 1e-4;

/** The rows of W less their mean: what neurons of one sign differ by. */
function differences({ rows, columns, entries }: WeightMatrix): Float64Array {
  return entries.map((value, at) => {
    let mean = 0;
    for (let k = 0; k < rows; k++) mean += entries[k * columns + (at % columns)]! / rows;
    return value - mean;
  });
}

const squareOf = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);

type Comparison = ReturnType<typeof compare>;

/** What the two states of one side say: ‖D‖²/‖W‖₂², sr − 1, and how far D and (sr − 1)·‖W‖₂² moved. */
function compare(before: WeightMatrix, after: WeightMatrix) {
  const [first, last] = [differences(before), differences(after)];
  const excess = (side: WeightMatrix) => stableRank(side) - 1;
  const spectral = (side: WeightMatrix) => squareOf(side.entries) / stableRank(side);
  const drift = Math.sqrt(squareOf(last.map((value, at) => value - first[at]!)) / squareOf(last));
  return {
    excess: excess(after),
    bound: squareOf(last) / spectral(after),
    drift,
    constant: excess(after) * spectral(after),
    settling: (excess(after) * spectral(after)) / (excess(before) * spectral(before)) - 1,
  };
}

function judge(run: DescentRun, before: SpanState, after: SpanState, asserted: Asserted): Decision {
  const [early, late] = [sides(run, before), sides(run, after)];
  const seen = late.map((side, which) => compare(early[which]!, side));
  const worst = (value: (side: Comparison) => number) => Math.max(...seen.map(value));
  const figures: Figures = {
    stableRankExcess: worst(({ excess }) => excess),
    excessOverBound: worst(({ excess, bound }) => excess / bound),
    driftOfDifferences: worst(({ drift }) => drift),
    settling: worst(({ settling }) => settling),
    lastCrossing: after.lastCrossing,
    steps: after.step,
  };
  const moving = seen.find(({ excess, settling }) => settling > MOVING && excess > CLEARLY_ABOVE);
  if (moving)
    return refutes(
      'measured',
      `a stable rank of ${(1 + moving.excess).toPrecision(5)} does not fall like 1/‖W‖²: (sr − 1)·‖W‖² grew by ${(100 * moving.settling).toPrecision(3)} %`,
      figures,
    );
  if (asserted === 'aligned, of one direction' && !(aligned(run, after) && after.lastCrossing <= 1))
    return refutes(
      'measured',
      `the neurons are not aligned by the first step: some cross a kink at step ${after.lastCrossing}`,
      figures,
    );
  const kept = seen.every(
    ({ excess, bound, drift, settling }) =>
      excess <= bound * (1 + ROUNDING) + RANK_ROUNDING &&
      drift <= ROUNDING &&
      Math.abs(settling) <= SETTLED + RANK_ROUNDING / Math.abs(excess),
  );
  return kept ? supports('measured', figures) : undecided('the differences of neurons are not kept', figures);
}

/**
 * How far the first step leaves the worst ⟨w_k, x_i⟩ on the wrong side of its kink, in units of what a point adds to its own by a step;
 * below 0 where all are on the side of their label.
 */
function wrongSide(run: DescentRun): number {
  const { data, width, stepSize } = run;
  const { preActivations } = run.at([1])[0]!;
  const most = Math.max(...data.x.map((value) => value ** 2)) * data.dimension;
  const move = (stepSize * most) / (2 * data.points * width);
  return Math.max(
    ...preActivations.map(
      (z, at) => (-signOf(at, data.points, width) * data.y[at % data.points]! * z) / move,
    ),
  );
}

function decide(instance: DescentCase, asserted: Asserted): Decision {
  if (contradictory(instance.data)) return undecided(CONTRADICTORY);
  const run = descentRun(instance);
  const figures = { wrongSide: wrongSide(run) };
  if (asserted === 'aligned, of one direction' && figures.wrongSide > ROUNDING)
    return decideByRounding(
      run,
      refutes(
        'measured',
        'after the first step a neuron is active on a point of the other sign, or not on one of its own',
        figures,
      ),
    );
  const decision = decideByDescent(run, (before, after) => judge(run, before, after, asserted));
  return { ...decision, figures: { ...decision.figures, ...figures } };
}

const alpha = leakySlope(15);
const { nearlyOrthogonal, smallStart, smallStep } = descentHypotheses(alpha);

/** α = (2k + 1)/16 < 1/2. */
const oddSlope = fc.integer({ min: 0, max: 3 }).map((k) => Rational.of(BigInt(2 * k + 1), 16n));

/** K3: leaky ReLU neurons of one sign end in one direction. */
export const K3: Claim<DescentCase, Asserted> = {
  id: 'K3',
  title: 'leaky ReLU: the stable rank tends to 1',
  source: kou2023,
  statement:
    'In the setting of K1 with a leaky ReLU, α > 0: after the first step every neuron is active exactly on the points of its own sign. From then on neurons of one sign move alike, W_± = 1·h_±(t)ᵀ + D_± with constant D_±, so that the stable rank ‖W_±‖_F²/‖W_±‖₂² ≤ 1 + ‖D_±‖_F²/‖W_±‖₂² → 1 like 1/log² t.',
  differs:
    'The paper gives the rate; that the differences are an exact invariant is ours, and so is the condition α(C − 2) ≥ 5/4·κ under which the first step aligns the neurons for good. It suffices and is not necessary: with α = .1 and C = 2 they align all the same, later.',
  hypotheses: [
    nearlyOrthogonal,
    smallStart,
    smallStep,
    {
      id: 'leaky',
      statement: 'α > 0',
      holds: ({ alpha }) => alpha.sign() > 0,
      without: descentCases({
        alpha: fc.constant(Rational.ZERO),
        data: orthogonalEnough({ points: [3, 4] }),
        width: [1, 3],
      }),
    },
  ],
  cases: descentCases({ alpha, data: orthogonalEnough(), width: [2, 8] }),
  caseSchema: descentCase,
  prediction: 'aligned, of one direction',
  decide,
  gap: 'wrongSide',
  axes: DESCENT_AXES,
  controls: [
    {
      id: 'small-slope',
      statement: 'α = 1/100 and C = 2, n = 8, m = 8: a neuron keeps the points that it saw first',
      cases: descentCases({
        alpha: fc.constant(Rational.of(1n, 100n)),
        data: exactlyAsOrthogonal({ points: 8, spare: 4, factor: 2 }),
        width: [8, 8],
      }),
    },
    {
      id: 'small-slope-rank',
      statement:
        'α ≤ 1/100, all angles equal and obtuse, each neuron active on one point of its sign: it stays so, and the stable rank above 1',
      cases: privateEquiangular(),
      variant: 'of one direction',
    },
    {
      id: 'common-mean',
      statement:
        'points far along one mean, labels at random: a neuron sees all or none after the first step',
      cases: descentCases({ alpha: oddSlope, data: farAlongTheMean(), width: [4, 8] }),
    },
    {
      id: 'low-dimension',
      statement: 'eight points of dimension 3, one halfway between two of the other label, α up to 1/2',
      cases: descentCases({ alpha: leakySlope(8), data: halfwayBetween(), width: [4, 8] }),
    },
  ],
};
