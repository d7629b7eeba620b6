import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, type Figures, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { slidingFlow } from '../../src/training/sliding/flow.ts';
import type { StopReason } from '../../src/training/stop.ts';
import { CONTRADICTORY, contradictory, DESCENT_AXES, type DescentCase, descentCase } from './descent-case.ts';
import { type DescentRun, descentRun, halves, largestStableRank } from './descent-run.ts';
import {
  equalMarginCases,
  equalMarginHypotheses,
  unequalLengths,
  unequalMarginControls,
} from './equal-margins.ts';
import { kou2023 } from './paper.ts';
import { type PatternLimit, patternLimit } from './pattern-limit.ts';

/** What the differences of the margins tend to. */
type Asserted = 'log ratios of K⁻¹1' | 'zero';

/**
 * log10 loss at which the limits are looked at, the next one where one does not show them: what a ReLU neuron that came to see a point late
 * lacks of the others does not change any more, so that the direction error falls like 1/log(1/𝓛). At −10⁸ the flow is as good as at rest.
 */
export const DEPTHS = [-1e6, -1e7] as const;
/** All that tends to zero is to be below this there: 1/log(1/𝓛) is 4e-7 at first. */
const REACHED = 1e-5;
/** Integrator tolerances; kinks that are met in another order can lead to another pattern, so each end is judged by its own. */
const TOLERANCES = [1e-6, 1e-8];

/** Ways to stop at which the loss is bounded below for good. */
const ENDS_ABOVE: readonly StopReason['kind'][] = ['stationary', 'dead-points', 'all-dead'];

/** The end of a flow. */
interface End {
  readonly logLoss: number;
  readonly weights: Float64Array;
  /** ⟨w_k, x_i⟩, [k·n + i]. */
  readonly preActivations: Float64Array;
  readonly margins: Float64Array;
}

function flowTo(
  { data, width, alpha, start }: DescentRun,
  until: number,
  tolerance: number,
): End | StopReason {
  const run = slidingFlow({
    ...data,
    width,
    alpha,
    start,
    layers: 'hidden',
    loss: 'logistic',
    until,
    tolerance,
  });
  if (run.reason.kind !== 'target') return run.reason;
  const { points: n, dimension: d, x, y } = data;
  const weights = run.parameters;
  const preActivations = new Float64Array(2 * width * n);
  const margins = new Float64Array(n);
  for (let k = 0; k < 2 * width; k++)
    for (let i = 0; i < n; i++) {
      let z = 0;
      for (let j = 0; j < d; j++) z += weights[k * d + j]! * x[i * d + j]!;
      preActivations[k * n + i] = z;
      margins[i] += ((k < width ? 1 : -1) * y[i]! * Math.max(z, alpha * z)) / width;
    }
  return { logLoss: until * Math.LN10, weights, preActivations, margins };
}

/** How many (neuron, point) are far from their kink, on the side that a leaky neuron is to leave. */
function farOnTheWrongSide({ data, width }: DescentRun, { preActivations }: End, size: number): number {
  return preActivations.filter((z, at) => {
    const sign = Math.floor(at / data.points) < width ? 1 : -1;
    return sign * data.y[at % data.points]! * z < -100 * REACHED * size;
  }).length;
}

/** Whether every neuron has settled on the points of its own sign as the limit says it does. */
function settled({ data, width }: DescentRun, { preActivations }: End, { growth }: PatternLimit): boolean {
  return preActivations.every((z, at) => {
    const own = data.y[at % data.points] === (Math.floor(at / data.points) < width ? 1 : -1);
    return !own || z > 0 === growth[at]! > 0;
  });
}

function judge(run: DescentRun, end: End, asserted: Asserted): Decision {
  const { logLoss, margins, weights, preActivations } = end;
  const size = Math.hypot(...weights);
  const unequal = (Math.max(...margins) - Math.min(...margins)) / size;
  const misaligned = run.alpha > 0 ? farOnTheWrongSide(run, end, size) : 0;
  if (misaligned > 0)
    return refutes('measured', `${misaligned} preactivations are on the wrong side of their kinks`, {
      marginSpreadOverNorm: unequal,
      misaligned,
    });
  // Leaky neurons are predicted to be aligned; a ReLU's settle in a pattern of their own.
  const pattern = preActivations.map((z) => (run.alpha > 0 || z > 0 ? 1 : 0));
  const limit = patternLimit(run.data, run.width, run.alpha, pattern);
  if (limit.status !== 'limit')
    return limit.status === 'none' && unequal > 100 * REACHED
      ? refutes('measured', `margins differ by ${unequal.toPrecision(3)}·‖W‖: ${limit.why}`, {
          marginSpreadOverNorm: unequal,
        })
      : undecided(limit.why);
  const target = limit.multipliers.map((u) => (asserted === 'zero' ? 0 : -Math.log(u)));
  const deviations = margins.map((q, i) => q - target[i]!);
  const limitSize = Math.hypot(...limit.weights);
  const ranks = [weights, limit.weights].map((w) =>
    largestStableRank(halves(w, run.width, run.data.dimension)),
  );
  const errors = {
    marginSpreadOverNorm: unequal,
    marginDifferenceError: Math.max(...deviations) - Math.min(...deviations),
    stableRankError: Math.abs(ranks[0]! - ranks[1]!),
    directionError: Math.hypot(...weights.map((w, j) => w / size - limit.weights[j]! / limitSize)),
    normError: Math.abs(size / (-logLoss * Math.sqrt(limit.total)) - 1),
  };
  const figures: Figures = { ...errors, stableRank: ranks[0]!, restingOnKinks: limit.sliding };
  const [name, worst] = Object.entries(errors).reduce((a, b) => (b[1] > a[1] ? b : a));
  if (!settled(run, end, limit)) return undecided('a neuron is still to change its pattern', figures);
  if (worst > 100 * REACHED)
    return refutes(
      'measured',
      `the ${name} is ${worst.toPrecision(3)} at log10 loss ${logLoss / Math.LN10}`,
      figures,
    );
  return worst <= REACHED
    ? supports('measured', figures)
    : undecided(`the ${name} is ${worst.toPrecision(3)}`, figures);
}

function decideAt(run: DescentRun, depth: number, asserted: Asserted): Decision {
  const decisions = TOLERANCES.map((tolerance) => {
    const end = flowTo(run, depth, tolerance);
    if (!('kind' in end)) return judge(run, end, asserted);
    return ENDS_ABOVE.includes(end.kind) ? refutes('measured', end.sentence) : undecided(end.sentence);
  });
  const [first, ...others] = decisions;
  const other = others.find(({ outcome }) => outcome !== first!.outcome);
  if (!other) return first!;
  const open = decisions.find(({ outcome }) => outcome === 'undecided');
  return open ?? undecided('two tolerances of the integrator decide differently', first!.figures);
}

function decide(instance: DescentCase, asserted: Asserted): Decision {
  if (contradictory(instance.data)) return undecided(CONTRADICTORY);
  const run = descentRun(instance);
  let decision = undecided('no depth was asked for');
  for (const depth of DEPTHS) {
    decision = decideAt(run, depth, asserted);
    if (decision.outcome === 'supports') break;
  }
  return decision;
}

const { nearlyOrthogonal, smallStart, seen } = equalMarginHypotheses;

/** K5: the flow, where the limits of K1 to K4 can be seen to five digits. */
export const K5: Claim<DescentCase, Asserted> = {
  id: 'K5',
  title: 'the flow has the same limits, to 10⁻⁵',
  source: kou2023,
  statement:
    'Gradient flow in the setting of K1, carried to log10 loss −10⁶ (to −10⁷ where a neuron came to see a point late): q_i − q_k = log(u_k/u_i), |q_i − q_k|/‖W‖ = 0, ‖W‖/log(1/𝓛) = √(1ᵀK⁻¹1), the direction of W and the stable ranks are those of the limit of the activation pattern, each to 10⁻⁵. For a leaky ReLU every neuron is active exactly on the points of its own sign, and the stable ranks are 1.',
  differs:
    'The paper speaks of descent; for the flow the limits are the same and can be followed far enough to be seen. The flow of a ReLU slides along kinks of points of the other sign.',
  hypotheses: [nearlyOrthogonal, smallStart, seen],
  cases: equalMarginCases,
  caseSchema: descentCase,
  prediction: 'log ratios of K⁻¹1',
  decide,
  gap: 'marginSpreadOverNorm',
  axes: DESCENT_AXES,
  controls: [
    {
      id: 'zero-differences',
      statement: 'differences of margins that tend to 0, on data of different lengths',
      cases: unequalLengths,
      variant: 'zero',
    },
    ...unequalMarginControls,
  ],
};
