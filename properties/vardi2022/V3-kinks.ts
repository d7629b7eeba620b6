import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, undecided } from '../../src/claims/decision.ts';
import { flowCase } from '../../src/claims/exact-schemas.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { smallerFlows } from '../../src/generators/smaller-flows.ts';
import { DISTANCE_GAP } from './approach.ts';
import { unturned } from './axis-points.ts';
import { decideLimit } from './decide-limit.ts';
import { isZero, neuronsOf } from './exact-net.ts';
import { groupCases, losingGroupCases, obtuseCases } from './groups-cases.ts';
import { groupOf, groupsLimit, twoOfOneLabel } from './groups-limit.ts';
import { vardi2022 } from './paper.ts';
import type { Standing } from './standing.ts';

const NOT_LOCAL: Standing = { kkt: true, local: false };
const LOCAL: Standing = { kkt: true, local: true };

function decide(instance: FlowCase, asserted: Standing): Decision {
  const limit = groupsLimit(instance);
  return typeof limit === 'string' ? undecided(limit) : decideLimit(limit, asserted);
}

const groups = ({ data, start }: FlowCase) =>
  neuronsOf(start, data.x[0]!.length).map((neuron) => ({ ...neuron, points: groupOf(data, neuron.w) }));

/** V3: with all weights non-zero, the limit of a ReLU net need not be a local optimum, from an open set of starts. */
export const V3: Claim<FlowCase, Standing> = {
  id: 'V3',
  title: 'neurons on kinks: non-zero weights, and still no local optimum',
  source: vardi2022,
  statement:
    'Two-layer ReLU net on mutually orthogonal groups of points, one neuron active on each group and strictly inactive elsewhere: the flow tends to the net in which each neuron is the max margin of its own group, all weights non-zero. It is KKT, and where two groups share a label it is not a local optimum: the cost falls at first order.',
  hypotheses: [
    {
      id: 'orthogonal-groups',
      statement: 'points of different groups are orthogonal',
      holds: (instance) => {
        const all = groups(instance);
        const { x } = instance.data;
        return all.every(({ points }, k) =>
          all
            .slice(k + 1)
            .every((other) =>
              points.every((i) =>
                other.points.every((j) => i === j || innerProduct(x[i]!, x[j]!).sign() === 0),
              ),
            ),
        );
      },
      without: obtuseCases,
    },
    {
      id: 'acute-groups',
      without: losingGroupCases,
      statement: '⟨x_i, x_j⟩ ≥ 0 inside a group, and one label a group',
      holds: (instance) =>
        groups(instance).every(({ points }) =>
          points.every((i) =>
            points.every(
              (j) =>
                instance.data.y[i] === instance.data.y[j] &&
                innerProduct(instance.data.x[i]!, instance.data.x[j]!).sign() >= 0,
            ),
          ),
        ),
    },
    {
      id: 'own-group',
      without: groupCases('shared point', unturned),
      statement:
        'each point is in one group; neuron k is active on group k with an output of its label, and strictly inactive on all other points',
      holds: (instance) =>
        groups(instance).reduce((sum, { points }) => sum + points.length, 0) === instance.data.x.length &&
        groups(instance).every(
          ({ w, a, points }) =>
            !isZero(w) &&
            points.length > 0 &&
            a.sign() === instance.data.y[points[0]!] &&
            instance.data.x.every((x, i) => points.includes(i) || innerProduct(w, x).sign() < 0),
        ),
    },
    {
      id: 'shared-label',
      without: groupCases('different labels', unturned),
      statement: 'two groups have the same label',
      holds: (instance) => twoOfOneLabel(instance) !== undefined,
    },
  ],
  cases: groupCases('shared label'),
  caseSchema: flowCase,
  prediction: NOT_LOCAL,
  decide,
  gap: DISTANCE_GAP,
  axes: { points: ['data.x', 'data.y'] },
  smaller: smallerFlows,
  controls: [
    {
      id: 'local',
      statement: 'the limit is a local optimum',
      variant: LOCAL,
    },
    {
      id: 'two-labels',
      statement: 'two groups of different labels: there the limit is a local optimum',
      cases: groupCases('different labels'),
      instead: LOCAL,
    },
    {
      id: 'wrong-neuron',
      statement:
        'the neuron of the first group starts active on the second group too: it does not end on the first alone',
      cases: groupCases('overlapping neuron'),
    },
  ],
};
