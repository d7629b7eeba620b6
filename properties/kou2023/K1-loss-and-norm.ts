import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, type Figures, refutes, supports, undecided } from '../../src/claims/decision.ts';
import type { SpanState } from '../../src/training/span-descent.ts';
import { type Approach, decideByLimit } from './decide-by-descent.ts';
import { CONTRADICTORY, contradictory, DESCENT_AXES, type DescentCase, descentCase } from './descent-case.ts';
import { descentRun, nextTurn, norm, sides } from './descent-run.ts';
import { equalMarginCases, equalMarginHypotheses, unequalMarginControls } from './equal-margins.ts';
import { kou2023 } from './paper.ts';
import { firstOrderError } from './pattern-limit.ts';

/** What 𝓛·η·t tends to. */
type Asserted = '1ᵀK⁻¹1' | 'half of 1ᵀK⁻¹1';

/** How far the run is from its limits after t/8 and after t steps. */
interface Deviation {
  /** 𝓛ηt/(1ᵀK⁻¹1) − 1 at t/8 and at t. */
  readonly early: number;
  readonly late: number;
  /** What `late` should be, up to O(early²): a·log t/t + b/t with the known a and with b from `early`. */
  readonly expected: number;
  /** Growth of ‖W‖ over log 8, relative to ‖V‖, minus 1. */
  readonly growth: number;
  readonly growthBound: number;
}

/**
 * With g_i = −ℓ'(q_i) the margins move by (η/n)·Kg a step. Summing up the second-order terms of the logistic function and
 * of the finite step, 𝓛ηt/1ᵀK⁻¹1 = 1 + (a·log t + b)/t + O((log t/t)²), a = (n/η)·Σu²/Σu − 1/2, while the deviations of
 * the margins among themselves die out.
 * ‖W‖² = ‖V‖²·((log t + c)² + v) with v the variance of log u_i under the weights u_i, so that the growth of ‖W‖ deviates
 * from ‖V‖·log 8 by v/(2(log t + c)²) relatively, and by the deviation of the margins.
 */
function deviation({ run, before, after, limit }: Approach, target: number): Deviation {
  const { multipliers, total } = limit;
  const relative = ({ loss, step }: SpanState) => (loss * run.stepSize * step) / target - 1;
  const [early, late] = [relative(before), relative(after)];
  const mean = (values: ArrayLike<number>) =>
    multipliers.reduce((sum, u, i) => sum + (u / total) * values[i]!, 0);
  const a = (run.data.points / run.stepSize) * mean(multipliers) - 1 / 2;
  const b = before.step * early - a * Math.log(before.step);
  const logs = multipliers.map(Math.log);
  const variance = mean(logs.map((value) => value ** 2)) - mean(logs) ** 2;
  const slope = (norm(sides(run, after)) - norm(sides(run, before))) / Math.log(after.step / before.step);
  return {
    early,
    late,
    expected: (a * Math.log(after.step) + b) / after.step,
    growth: slope / Math.sqrt(total) - 1,
    growthBound: 2 * Math.abs(early) + variance / mean(before.margins) ** 2,
  };
}

function judge(approach: Approach, asserted: Asserted): Decision {
  const { run, after, limit } = approach;
  const { early, late, expected, growth, growthBound } = deviation(approach, limit.total);
  const bound = 2 * firstOrderError(limit, run.data.points / run.stepSize, after.step);
  const turn = nextTurn(run, after, limit);
  const figures: Figures = {
    lossTimesTime: after.loss * run.stepSize * after.step,
    target: limit.total,
    relativeDeviation: late,
    deviationBound: bound,
    secondOrder: late - expected,
    normGrowthDeviation: growth,
    restingOnKinks: limit.sliding,
    ...(turn === undefined ? {} : { log10StepsToNextTurn: turn }),
    steps: after.step,
  };
  // Short of its limit a run says nothing: a large start or step delays it by as many steps as one likes.
  if (Math.abs(late) > bound || Math.abs(late - expected) > early ** 2 || Math.abs(growth) > growthBound)
    return undecided('the deviation is not yet within its bound', figures);
  if (asserted === '1ᵀK⁻¹1') return supports('measured', figures);
  return bound < 1 / 4
    ? refutes('measured', `𝓛ηt is ${(2 * (1 + late)).toPrecision(4)} times ${asserted}`, figures)
    : undecided('the bound does not tell the limits apart', figures);
}

function decide(instance: DescentCase, asserted: Asserted): Decision {
  if (contradictory(instance.data)) return undecided(CONTRADICTORY);
  return decideByLimit(descentRun(instance), (approach) => judge(approach, asserted));
}

const { nearlyOrthogonal, smallStart, smallStep, seen } = equalMarginHypotheses;

/** K1: the loss falls like 1/t and the norm grows like log t, with their constants. */
export const K1: Claim<DescentCase, Asserted> = {
  id: 'K1',
  title: 'the loss falls like 1/t, the norm grows like log t',
  source: kou2023,
  statement:
    'Gradient descent of a two-layer (leaky) ReLU net with second layer ±1/m and logistic loss, from a small start with a small step on nearly orthogonal data: the loss tends to 0 with 𝓛·η·t → 1ᵀK⁻¹1, K_ik = y_i y_k⟨x_i, x_k⟩ Σ_r φ′_ri φ′_rk/m² in the activation pattern that has settled, and ‖W‖_F/log t → √(1ᵀK⁻¹1).',
  differs:
    'The paper states the orders 1/t and log t; the constants are ours, and so are the sizes of C, start and step that suffice. For a ReLU, neurons come to rest at the kinks of points of the other sign (descent chatters there): φ′ is then the mean slope, between 0 and 1, at which ⟨w_r, x_i⟩ stands still. On a point of its own sign a ReLU neuron may turn active after exponentially many steps, and K changes then: a run is held against the pattern that it is in (the step of the next turn is among the figures), and K5 goes past all turns.',
  hypotheses: [nearlyOrthogonal, smallStart, smallStep, seen],
  cases: equalMarginCases,
  caseSchema: descentCase,
  prediction: '1ᵀK⁻¹1',
  decide,
  gap: 'spreadOverNorm',
  axes: DESCENT_AXES,
  controls: [
    {
      id: 'wrong-constant',
      statement: 'half of 1ᵀK⁻¹1 as the limit',
      variant: 'half of 1ᵀK⁻¹1',
    },
    ...unequalMarginControls,
  ],
};
