import fc from 'fast-check';
import type { Claim } from '../../src/claims/claim.ts';
import { allOf, type Decision, undecided } from '../../src/claims/decision.ts';
import { flowCase } from '../../src/claims/exact-schemas.ts';
import { rescale } from '../../src/data/transforms.ts';
import { separable } from '../../src/generators/datasets.ts';
import { deepLinearFlowCases, type FlowCase } from '../../src/generators/flow-cases.ts';
import { smallerFlows } from '../../src/generators/smaller-flows.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { FlowTwice } from '../flow-twice.ts';
import { neverSeparates } from '../never-separates.ts';
import { separableData } from '../separable-data.ts';
import { DISTANCE_GAP, decideTendency, runsOf } from './approach.ts';
import { contradicted } from './contradicted.ts';
import { decideStanding } from './decide-limit.ts';
import { deepLinearCases, saddleCases, startsBelow } from './deep-linear-cases.ts';
import { type DeepLinearLimit, deepLinearLimit } from './deep-linear-limit.ts';
import { vardi2022 } from './paper.ts';
import { collapseOf } from './saddle.ts';

/** What ‖θ‖² is said to be at margin 1: L·‖ŵ‖^{2/L}, or that with the exponent of one more layer. */
type Asserted = 'L‖ŵ‖^(2/L)' | 'L‖ŵ‖^(2/(L+1))';

/** ‖θ‖² at margin 1 along the run, relative to what is asserted of its limit, falls to 1 like the square of the distance. */
function decideCost(limit: DeepLinearLimit, asserted: Asserted, runs: FlowTwice): Decision {
  const { depth, separator } = limit;
  const squaredNorm = separator.reduce((sum, value) => sum + value.toNumber() ** 2, 0);
  const layers = asserted === 'L‖ŵ‖^(2/L)' ? depth : depth + 1;
  const cost = depth * squaredNorm ** (1 / layers);
  return decideTendency(
    'cost',
    runs,
    ({ normalizedMargin }) => Math.abs(normalizedMargin ** (-2 / depth) / cost - 1),
    -2 / depth,
  );
}

function decide(instance: FlowCase, asserted: Asserted): Decision {
  const infeasible = neverSeparates(instance);
  if (infeasible) return infeasible;
  const limit = deepLinearLimit(instance);
  if (typeof limit === 'string') return undecided(limit);
  const collapse = collapseOf(instance);
  if (collapse) return collapse;
  const runs = runsOf(instance);
  return allOf([
    decideStanding(limit, { kkt: true, local: true, global: true }),
    decideTendency('distance', runs, ({ direction }) => limit.distance(direction!), limit.rate),
    decideCost(limit, asserted, runs),
  ]);
}

/** V1: deep linear nets end at a global optimum, whose product is the ℓ2 max margin. */
export const V1: Claim<FlowCase, Asserted> = {
  id: 'V1',
  title: 'deep linear nets: the limit is a global optimum',
  source: vardi2022,
  statement:
    'Fully connected linear net of depth L ≥ 2 and any width, on separable data, from 𝓛(θ₀) < ℓ(0): the direction of the flow tends to nets that are global optima. Their product is along the ℓ2 max-margin separator ŵ, all layers have rank 1 and equal norms, and ‖θ‖² = L‖ŵ‖^{2/L} at margin 1.',
  differs:
    'The paper asks for n𝓛 < ℓ(0). The mean 𝓛 < ℓ(0) suffices: the loss of the saddles, where the product is 0, is then out of reach, and every KKT point of such a net is a global optimum.',
  hypotheses: [
    separableData(deepLinearCases(contradicted({ points: [2, 4], dimension: [1, 4] }))),
    {
      id: 'below',
      statement: '𝓛 < ℓ(0) at the start',
      holds: startsBelow,
      without: fc.oneof(deepLinearFlowCases(separable({ points: [1, 4], dimension: [1, 3] })), saddleCases()),
    },
  ],
  cases: deepLinearCases(separable({ points: [1, 6], dimension: [1, 4] })),
  caseSchema: flowCase,
  prediction: 'L‖ŵ‖^(2/L)',
  decide,
  gap: DISTANCE_GAP,
  axes: { points: ['data.x', 'data.y'] },
  smaller: smallerFlows,
  controls: [
    {
      id: 'saddle',
      statement: 'starts on the stable manifold of the saddle, such as (w, a) = (1, −1)',
      cases: saddleCases(),
    },
    {
      id: 'exponent',
      statement: '‖θ‖² = L‖ŵ‖^{2/(L+1)}, on points so short that ‖ŵ‖ ≥ 2',
      cases: deepLinearCases(
        separable({ points: [1, 6], dimension: [1, 4] }).map((data) => {
          const longest = Math.max(
            ...data.x.map((row) => Math.hypot(...row.map((value) => value.toNumber()))),
          );
          return rescale(data, Rational.of(1n, BigInt(Math.ceil(2 * longest))));
        }),
      ),
      variant: 'L‖ŵ‖^(2/(L+1))',
    },
  ],
};
