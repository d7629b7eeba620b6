import fc from 'fast-check';
import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, type Figures, refutes, supports, undecided } from '../../src/claims/decision.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { nearOrthogonality } from '../../src/generators/nearly-orthogonal.ts';
import type { WeightMatrix } from '../../src/models/weights.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { SpanState } from '../../src/training/span-descent.ts';
import { decideByDescent } from './decide-by-descent.ts';
import {
  CONTRADICTORY,
  contradictory,
  DESCENT_AXES,
  type DescentCase,
  descentCase,
  widthOf,
} from './descent-case.ts';
import { descentCases } from './descent-cases.ts';
import { descentHypotheses } from './descent-hypotheses.ts';
import {
  type DescentRun,
  descentRun,
  halves,
  largestStableRank,
  predictedLimit,
  sides,
} from './descent-run.ts';
import { orthogonalEnough } from './orthogonal-data.ts';
import { kou2023 } from './paper.ts';
import { privateAxes } from './private-neurons.ts';
import { seeing } from './seen-start.ts';

/** How large the stable rank of W₊ and W₋ may be. */
type Asserted = 'constant' | 'one';

/** Share of the start and of the first step in W, which the bound leaves out: it falls like 1/log² t. */
const START_SHARE = 0.01;

/**
 * Write w_k = w_k(0) + s_k Σ_i c_ki y_i x_i with c_ki ≥ 0, and let the points be orthogonal up to C.
 * ‖Σ_i c_i y_i x_i‖² is within a factor 1 ± 1/C of Σ c_i²‖x_i‖², since the mixed terms are at most
 * (Σ c_i)²·min‖x‖²/(Cn). On a point of the other sign a neuron is pushed away at once when it sees it, so that
 * c_ki‖x_i‖² ≤ Σ_l c_kl|⟨x_i, x_l⟩| there, and those terms carry no more than 1/C² of the whole. On points of its own sign
 * a neuron that sees x_i at the start does so for good and has the largest c_ki; whatever the others have,
 * Σ_k c_ki²/(Σ_k c_ki)² ≤ 1/N_i with N_i neurons that see x_i at the start. With ‖W‖₂² ≥ ‖1ᵀW‖²/m all this gives
 *
 *   ‖W_±‖_F²/‖W_±‖₂² ≤ (1 + 1/C)/((1 − 1/C)(1 − 1/C²)) · m/min_i N_i = (C/(C − 1))² · m/min_i N_i.
 */
function boundFor(data: Dataset, widthOverSeeing: number): number {
  const { factor } = nearOrthogonality(data);
  const C = factor?.toNumber() ?? Number.POSITIVE_INFINITY;
  return widthOverSeeing / (1 - 1 / C) ** 2;
}

function changes(before: readonly WeightMatrix[], after: readonly WeightMatrix[]): WeightMatrix[] {
  return after.map((side, which) => ({
    ...side,
    entries: side.entries.map((value, at) => value - before[which]!.entries[at]!),
  }));
}

function judge(
  run: DescentRun,
  before: SpanState,
  after: SpanState,
  { sharp, constant, asserted }: { sharp: number; constant: number; asserted: Asserted },
): Decision {
  const seen = [before, after].map((state) => largestStableRank(sides(run, state)));
  const limit = predictedLimit(run, before, after);
  const added = largestStableRank(changes(sides(run, before), sides(run, after)));
  const figures: Figures = {
    stableRank: seen[1]!,
    addedStableRank: added,
    ...(limit.status === 'limit'
      ? { limitStableRank: largestStableRank(halves(limit.weights, run.width, run.data.dimension)) }
      : {}),
    boundByStart: sharp,
    constant,
    steps: after.step,
  };
  const allowed = Math.min(sharp, asserted === 'constant' ? constant : 1);
  const largest = Math.max(
    ...seen,
    ...(limit.status === 'limit' ? [Number(figures['limitStableRank'])] : []),
  );
  if (largest <= allowed * (1 + START_SHARE)) return supports('measured', figures);
  // The start has a stable rank of its own, which fades like 1/log² t: what was added since t/8 has that of the limit.
  const stays = after.lastCrossing <= before.step || limit.status === 'limit';
  if (stays && Math.min(seen[1]!, added) > allowed * (1 + 2 * START_SHARE))
    return refutes(
      'measured',
      `the stable rank is ${seen[1]!.toPrecision(4)}, above ${allowed.toPrecision(4)}, and that of what was added since t/8 is ${added.toPrecision(4)}`,
      figures,
    );
  return undecided('the stable rank is at its bound', figures);
}

function decide(instance: DescentCase, asserted: Asserted): Decision {
  if (contradictory(instance.data)) return undecided(CONTRADICTORY);
  const bounds = {
    sharp: boundFor(instance.data, widthOf(instance) / Math.min(...seeing(instance))),
    constant: boundFor(instance.data, 4),
  };
  const run = descentRun(instance);
  return decideByDescent(run, (before, after) => judge(run, before, after, { ...bounds, asserted }));
}

const { nearlyOrthogonal, smallStart, smallStep, seen } = descentHypotheses(fc.constant(Rational.ZERO));

/** K4: the stable rank of ReLU nets is bounded by a constant. */
export const K4: Claim<DescentCase, Asserted> = {
  id: 'K4',
  title: 'ReLU: the stable rank stays below a constant',
  source: kou2023,
  statement:
    'In the setting of K1 with a ReLU, N_i neurons of the sign of y_i being active on x_i at the start: the stable rank of W_± ends below (C/(C − 1))²·m/min_i N_i, which is at most 4·(C/(C − 1))² where every N_i ≥ m/4, whatever n, m and d.',
  differs:
    'The paper says that a constant exists. The constant is derived here (K4-relu-stable-rank.ts); stable ranks seen are well below it, and tend to the values of the limit of the activation pattern.',
  hypotheses: [nearlyOrthogonal, smallStart, smallStep, { ...seen, without: privateAxes([6, 8]) }],
  cases: descentCases({ alpha: fc.constant(Rational.ZERO), data: orthogonalEnough(), width: [2, 12] }),
  caseSchema: descentCase,
  prediction: 'constant',
  decide,
  gap: 'addedStableRank',
  axes: DESCENT_AXES,
  controls: [
    {
      id: 'private-neurons',
      statement:
        'n orthogonal points, 8 to 10 of each label, and each neuron active on one of them at the start: the stable rank is their number',
      cases: privateAxes([8, 10]),
    },
    {
      id: 'tends-to-one',
      statement:
        'a stable rank that tends to 1, as for the leaky ReLU, where 2 to 4 neurons of a sign are active on one point each',
      cases: privateAxes([2, 4]),
      variant: 'one',
    },
  ],
};
