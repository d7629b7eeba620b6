import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, undecided } from '../../src/claims/decision.ts';
import { flowCase } from '../../src/claims/exact-schemas.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { Limit } from './cell.ts';
import { decideLimit } from './decide-limit.ts';
import {
  blockCases,
  blocks,
  LEAST_PARTS,
  type Prepare,
  partsOf,
  startFrom,
  without,
} from './diagonal-cases.ts';
import { diagonalLimit, liveParts } from './diagonal-limit.ts';
import { hiddenLayerLimit } from './hidden-layer-limit.ts';
import { vardi2022 } from './paper.ts';
import type { Standing } from './standing.ts';

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

/** A run of a diagonal network of depth 2 with the exact limit asserted of it, or why it has none. */
export function diagonalRun(instance: FlowCase, overAll = false): Limit | string {
  const limit = diagonalLimit(instance.data, overAll ? revived(instance) : instance.start);
  if (!limit) return 'no w that the start can reach separates the data';
  return hiddenLayerLimit(instance, limit, limit.rate);
}

function decide(instance: FlowCase, { limit, standing }: Asserted): Decision {
  const run = diagonalRun(instance, limit === 'over all w');
  return typeof run === 'string' ? undecided(run) : decideLimit(run, standing);
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
      id: 'dead-part',
      statement: 'u_j = v_j or u_j = −v_j at the start for some j',
      holds: ({ start }) => liveParts(start).length < start.length,
    },
    {
      id: 'worse',
      statement: 'the ℓ1 max margin with the signs that the start allows is worse than without',
      holds: (instance) => {
        const [reached, best] = [costFrom(instance), costFrom(instance, revived(instance))];
        return reached !== undefined && best !== undefined && reached.compare(best) > 0;
      },
    },
  ],
  cases: blockCases(blocks({ pull: 'strong' }), prepareDead),
  caseSchema: flowCase,
  prediction: { limit: 'with the signs that the start allows', standing: { kkt: true, local: false } },
  decide,
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
