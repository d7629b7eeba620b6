import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, type Figures, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { type Approach, decideByLimit } from './decide-by-descent.ts';
import { CONTRADICTORY, contradictory, DESCENT_AXES, type DescentCase, descentCase } from './descent-case.ts';
import { descentRun } from './descent-run.ts';
import {
  equalMarginCases,
  equalMarginHypotheses,
  unequalLengths,
  unequalMarginControls,
} from './equal-margins.ts';
import { kou2023 } from './paper.ts';
import { firstOrderError } from './pattern-limit.ts';

/** What the differences of the margins tend to. */
type Asserted = 'log ratios of K⁻¹1' | 'zero';

/** Soon after a change of pattern deviations are above their first order, but below this and falling nearly like 1/t. */
const CLOSE = 0.05;

/** max_{i,k} |(q_i − q_k) − (b_i − b_k)|. */
function largestDifference(margins: Float64Array, b: Float64Array): number {
  const deviations = margins.map((q, i) => q - b[i]!);
  return Math.max(...deviations) - Math.min(...deviations);
}

/** Whether the differences of the margins are at their limits, up to the error of first order and falling. */
export function judgeMargins({ run, before, after, limit }: Approach, asserted: Asserted): Decision {
  const target = limit.multipliers.map((u) => -Math.log(u));
  const [early, late] = [before, after].map(({ margins }) => largestDifference(margins, target)) as [
    number,
    number,
  ];
  const spread = Math.max(...after.margins) - Math.min(...after.margins);
  const bound = 2 * firstOrderError(limit, run.data.points / run.stepSize, after.step);
  const figures: Figures = {
    spread,
    predictedSpread: limit.spread,
    deviation: late,
    deviationBound: bound,
    steps: after.step,
  };
  const falling = late <= Math.max(early / 2, bound / 100);
  const transient = late <= CLOSE && late <= early / 4;
  // Short of its limit a run says nothing: a large start or step delays it by as many steps as one likes.
  if (!((late <= bound && falling) || transient))
    return undecided('the deviation is not yet within its bound', figures);
  if (asserted === 'log ratios of K⁻¹1') return supports('measured', figures);
  return limit.spread > 2 * bound + 2 * CLOSE
    ? refutes(
        'measured',
        `margins differ by up to ${spread.toPrecision(3)}, as ${limit.spread.toPrecision(3)} is predicted`,
        figures,
      )
    : undecided('the limits are too near to 0 to tell', figures);
}

function decide(instance: DescentCase, asserted: Asserted): Decision {
  if (contradictory(instance.data)) return undecided(CONTRADICTORY);
  return decideByLimit(descentRun(instance), (approach) => judgeMargins(approach, asserted));
}

const { nearlyOrthogonal, smallStart, smallStep, seen } = equalMarginHypotheses;

/** K2: all margins grow alike. */
export const K2: Claim<DescentCase, Asserted> = {
  id: 'K2',
  title: 'the margins equalise',
  source: kou2023,
  statement:
    'In the setting of K1 the differences of the margins stay bounded, q_i − q_k → log(u_k/u_i) with u = K⁻¹1, so that |q_i − q_k|/‖W‖_F → 0: all points have one normalised margin in the limit.',
  differs:
    'The paper bounds the differences by a constant; their limits are ours, as K is in K1. They are not 0: on data that is orthogonal but of different lengths the longest point ends ahead.',
  hypotheses: [nearlyOrthogonal, smallStart, smallStep, seen],
  cases: equalMarginCases,
  caseSchema: descentCase,
  prediction: 'log ratios of K⁻¹1',
  decide,
  gap: 'spreadOverNorm',
  axes: DESCENT_AXES,
  controls: [
    {
      id: 'zero-differences',
      statement: 'differences that tend to 0, on data of different lengths',
      cases: unequalLengths,
      variant: 'zero',
    },
    ...unequalMarginControls,
  ],
};
