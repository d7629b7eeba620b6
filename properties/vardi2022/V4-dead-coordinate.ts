import fc from 'fast-check';
import type { Claim } from '../../src/claims/claim.ts';
import { allOf, type Decision, undecided } from '../../src/claims/decision.ts';
import { flowCase } from '../../src/claims/exact-schemas.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { smallerFlows } from '../../src/generators/smaller-flows.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { DISTANCE_GAP } from './approach.ts';
import type { Limit } from './cell.ts';
import { decideLimit, decideStanding } from './decide-limit.ts';
import { decideDiagonalApproach } from './diagonal-approach.ts';
import {
  blockCases,
  blocks,
  LEAST_PARTS,
  type Prepare,
  partsOf,
  startFrom,
  without,
} from './diagonal-cases.ts';
import { diagonalLimit } from './diagonal-limit.ts';
import { hiddenLayerLimit } from './hidden-layer-limit.ts';
import { vardi2022 } from './paper.ts';
import type { Standing } from './standing.ts';
import { unreachable } from './unreachable.ts';

/** Which point is said to be the limit, and what is said of it. */
interface Asserted {
  readonly limit: 'with the signs that the start allows' | 'over all w';
  readonly standing: Standing;
}

/** The start with its dead parts brought to life: from there the limit is the ℓ1 max margin over all w. */
function revived({ start }: FlowCase): Rational[] {
  const parts = partsOf(start).map(({ plus, minus }) => ({
    plus: plus.sign() === 0 ? Rational.ONE : plus,
    minus: minus.sign() === 0 ? Rational.ONE : minus,
  }));
  return startFrom(parts);
}

const UNREACHABLE = 'no w that the start can reach separates the data';

/** A run of a diagonal network of depth 2 with its exact limit, or why it has none. */
export function diagonalRun(instance: FlowCase): Limit | string {
  const limit = diagonalLimit(instance.data, instance.start);
  return limit ? hiddenLayerLimit(instance, limit, limit.rate) : UNREACHABLE;
}

function decide(instance: FlowCase, { limit, standing }: Asserted): Decision {
  const exact = diagonalLimit(instance.data, limit === 'over all w' ? revived(instance) : instance.start);
  if (!exact) return unreachable(instance) ?? undecided(UNREACHABLE);
  const run = hiddenLayerLimit(instance, exact, exact.rate);
  if (limit === 'over all w') return decideLimit(run, standing);
  const proof = decideStanding(run, standing);
  return proof.outcome === 'refutes'
    ? proof
    : allOf([proof, decideDiagonalApproach(run, exact, instance.data)]);
}

/** Σ λ_i at the limit; null where the loss does not go to 0. */
const costFrom = (instance: FlowCase, start = instance.start) => diagonalLimit(instance.data, start)?.cost;

const prepareDead: Prepare = (parts, sign, isLive, chance) => {
  // Live ones may start on the ray u = ±v too; of the others the part that would pay is dead, and often the other one too.
  if (isLive) return chance === 0 ? without(parts, sign === 1 ? -1 : 1) : parts;
  const dead = without(parts, sign);
  return chance < 2 ? without(dead, sign === 1 ? -1 : 1) : dead;
};

/** One point of two coordinates, the second one larger. */
const ONE_POINT = blocks({ pull: 'strong', live: [1, 1], others: [1, 1], extra: [0, 0] });

/** V4: a coordinate whose better part is 0 at the start stays dead, and the limit is KKT but no local optimum. */
export const V4: Claim<FlowCase, Asserted> = {
  id: 'V4',
  title: 'diagonal linear, depth 2: a dead coordinate',
  source: vardi2022,
  statement:
    'The flow of Σ_j v_j u_j x_j from any start tends to the ℓ1 max margin over the w with w_j ≥ 0 where u_j = v_j at the start and w_j ≤ 0 where u_j = −v_j. Where that is worse than the ℓ1 max margin over all w, the limit is a KKT point and not a local optimum.',
  differs:
    'The paper starts from u_j = v_j = 0 at the dead coordinate. Coordinates die from starts with no zero as well: x = (1, −2), u = v = (1, 1) ends at w = (1, 0), cost 1 against ½.',
  hypotheses: [
    {
      id: 'reachable',
      statement: 'some w with the signs that the start allows separates the data',
      holds: (instance) => costFrom(instance) !== undefined,
      without: blockCases(blocks({ pull: 'strong' }), (parts, sign) => without(parts, sign)),
    },
    {
      id: 'worse',
      statement: 'some part u_j ± v_j is 0 at the start, and the ℓ1 max margin is the worse for it',
      holds: (instance) => {
        const [reached, best] = [costFrom(instance), costFrom(instance, revived(instance))];
        return best !== undefined && (reached === undefined || reached.compare(best) > 0);
      },
      without: fc.oneof(
        blockCases(blocks({ pull: 'weak' }), prepareDead),
        blockCases(blocks({ pull: 'strong' }), (parts) => parts),
      ),
    },
  ],
  cases: blockCases(blocks({ pull: 'strong' }), prepareDead),
  caseSchema: flowCase,
  prediction: { limit: 'with the signs that the start allows', standing: { kkt: true, local: false } },
  decide,
  gap: DISTANCE_GAP,
  axes: { points: ['data.x', 'data.y'] },
  smaller: smallerFlows,
  controls: [
    {
      id: 'every-part-alive',
      statement: '|u_j| ≠ |v_j| for all j, one such point: the limit is a global optimum',
      // The coordinate that loses starts from no more than the other, so that this shows soon.
      cases: blockCases(ONE_POINT, (parts, _, isLive) => (isLive ? LEAST_PARTS : parts)),
      instead: {
        limit: 'with the signs that the start allows',
        standing: { kkt: true, local: true, global: true },
      },
    },
    {
      id: 'dead-but-useless',
      statement: 'dead coordinates that would not pay: the limit is a global optimum',
      cases: blockCases(blocks({ pull: 'weak' }), prepareDead),
      instead: {
        limit: 'with the signs that the start allows',
        standing: { kkt: true, local: true, global: true },
      },
    },
    {
      id: 'said-to-be-local',
      statement: 'the opposite asserted',
      variant: { limit: 'with the signs that the start allows', standing: { kkt: true, local: true } },
    },
    {
      id: 'wrong-limit',
      statement: 'the ℓ1 max margin over all w as the limit',
      cases: blockCases(blocks({ pull: 'strong', live: [1, 1], others: [1, 1], extra: [0, 0] }), prepareDead),
      variant: { limit: 'over all w', standing: { kkt: true } },
    },
  ],
};
