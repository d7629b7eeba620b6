import fc from 'fast-check';
import { l2Margin } from '../../oracles/l2-margin.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { allOf, type Decision, undecided } from '../../src/claims/decision.ts';
import { flowCase } from '../../src/claims/exact-schemas.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { fewPointsOf, separable, separatorsDiffer } from '../../src/generators/datasets.ts';
import { anyLoss, type FlowCase } from '../../src/generators/flow-cases.ts';
import { smallerFlows } from '../../src/generators/smaller-flows.ts';
import type { TrajectoryRecord } from '../../src/training/trajectory.ts';
import { neverSeparates } from '../never-separates.ts';
import { separableData } from '../separable-data.ts';
import { decideTendency, runsOf } from './approach.ts';
import { contradicted } from './contradicted.ts';
import { decideStanding } from './decide-limit.ts';
import { decideMargin, isPlain } from './diagonal-approach.ts';
import { anyParts, blockCases, blocks, startFrom, without } from './diagonal-cases.ts';
import { diagonalLimit, liveParts } from './diagonal-limit.ts';
import { hiddenLayerLimit } from './hidden-layer-limit.ts';
import { vardi2022 } from './paper.ts';
import type { Standing } from './standing.ts';

/** What is said of the limit, and which separator it is said to be. */
interface Asserted {
  readonly separator: 'l1' | 'l2';
  readonly standing: Standing;
}

/** Coordinates of somebody's own data beyond which the exact linear program takes long. */
const MOST_COORDINATES = 32;

function decide(instance: FlowCase, { separator, standing }: Asserted): Decision {
  const exact = diagonalLimit(instance.data, instance.start);
  if (!exact)
    return neverSeparates(instance) ?? undecided('no w that the start can reach separates the data');
  if (separator === 'l2') return decideMargin(instance, runsOf(instance), exact, l2Cost(instance.data));
  const limit = hiddenLayerLimit(instance, exact, exact.rate);
  const proof = decideStanding(limit, standing);
  if (proof.outcome === 'refutes') return proof;
  const runs = runsOf(instance);
  const margin = decideMargin(instance, runs, exact, exact.cost.toNumber());
  if (!isPlain(exact, instance.data)) return allOf([proof, margin]);
  const distance = ({ direction }: TrajectoryRecord) => limit.distance(direction!);
  return allOf([proof, margin, decideTendency('distance', runs, distance, exact.rate)]);
}

/** ‖w‖₁ of the ℓ2 max-margin separator at margin 1. */
function l2Cost(data: Dataset): number {
  const separator = l2Margin(data);
  if (separator.status !== 'optimal') throw new Error('expected separable data');
  return separator.w.reduce((sum, value) => sum + Math.abs(value.toNumber()), 0);
}

/**
 * Any data, no part dead.
 * @param dead for each coordinate the sign of the part that is dead after all, or 0.
 */
function generic(
  data: fc.Arbitrary<Dataset>,
  maxDimension = 4,
  dead: fc.Arbitrary<(1 | -1 | 0)[]> = fc.constant([]),
): fc.Arbitrary<FlowCase> {
  return fc
    .record({ data, parts: anyParts(maxDimension), dead, loss: anyLoss() })
    .map(({ data: drawn, parts, dead: gone, loss }) => ({
      model: 'diagonal:2',
      loss,
      data: drawn,
      start: startFrom(
        parts.slice(0, drawn.x[0]!.length).map((part, j) => (gone[j] ? without(part, gone[j]) : part)),
      ),
    }));
}

/** All coordinates alive at the limit; parts of the other sign may be dead from the start. */
const allAlive = blockCases(
  blocks({ pull: 'weak', live: [1, 3], others: [0, 0] }),
  (parts, sign, _, chance) => (chance < 2 ? without(parts, sign === 1 ? -1 : 1) : parts),
);

/** V5: with no zero coordinate at the limit, or none dead at the start, the limit is the ℓ1 max margin. */
export const V5: Claim<FlowCase, Asserted> = {
  id: 'V5',
  title: 'diagonal linear, depth 2: no dead coordinate',
  source: vardi2022,
  statement:
    'The limit of the flow of Σ_j v_j u_j x_j is a global optimum, the ℓ1 max margin, if no coordinate of it is zero; and so it is, zero coordinates or not, from every start with |u_j| ≠ |v_j| for all j.',
  differs:
    'The paper has the first half. The second covers almost every start; with it goes a bound: the relative margin gap is at most V(log(2ρ₀/m) + C/G₀)/(2τ), of order 1/log log(1/𝓛).',
  hypotheses: [
    separableData(generic(contradicted({ points: [2, 4], dimension: [1, 4] }))),
    {
      id: 'alive',
      statement: '|u_j| ≠ |v_j| at the start for all j, or no coordinate of the limit is zero',
      holds: ({ data, start }) =>
        liveParts(start).length === start.length ||
        diagonalLimit(data, start)?.w.every((value) => value.sign() !== 0) === true,
      without: fc.oneof(
        generic(
          separable({ points: [1, 4], dimension: [1, 4] }),
          4,
          fc.array(fc.constantFrom<1 | -1 | 0>(1, -1, 0), { minLength: 4, maxLength: 4 }),
        ),
        blockCases(blocks({ pull: 'strong' }), (parts, sign, isLive) =>
          isLive ? parts : without(parts, sign),
        ),
      ),
    },
  ],
  cases: fc.oneof(
    generic(separable({ points: [1, 5], dimension: [1, 4] })),
    allAlive,
    blockCases(blocks({ pull: 'weak' }), (parts) => parts),
  ),
  caseSchema: flowCase,
  prediction: { separator: 'l1', standing: { kkt: true, local: true, global: true } },
  decide,
  gap: 'shareOfBound',
  axes: { points: ['data.x', 'data.y'] },
  smaller: smallerFlows,
  controls: [
    {
      id: 'dead-coordinate',
      statement: 'the parts that would pay are dead; V4 says what holds instead',
      cases: blockCases(blocks({ pull: 'strong' }), (parts, sign, isLive) =>
        isLive ? parts : without(parts, sign),
      ),
    },
    {
      id: 'said-not-to-be-local',
      statement: 'the opposite asserted',
      variant: { separator: 'l1', standing: { kkt: true, local: false } },
    },
    {
      id: 'l2-separator',
      statement: 'the ℓ2 max-margin separator as the limit, on data where it differs',
      cases: generic(separatorsDiffer()),
      variant: { separator: 'l2', standing: {} },
    },
  ],
  onData: (data) => {
    if (l2Margin(data).status !== 'optimal')
      return { unmet: 'separable: no w separates the data through the origin' };
    const dimension = data.x[0]!.length;
    return dimension > MOST_COORDINATES
      ? { unmet: `at most ${MOST_COORDINATES} coordinates: the exact linear program would take long` }
      : generic(fewPointsOf(data), dimension);
  },
};
