import { l2Margin } from '../../oracles/l2-margin.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { allOf, type Decision, refutes, undecided } from '../../src/claims/decision.ts';
import { flowCase } from '../../src/claims/exact-schemas.ts';
import { rescale } from '../../src/data/transforms.ts';
import { separable } from '../../src/generators/datasets.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { parseModel } from '../../src/models/parse.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { flow } from '../../src/training/flow.ts';
import { lossNamed } from '../../src/training/losses.ts';
import type { FlowTwice } from '../flow-twice.ts';
import { decideTendency, runsOf } from './approach.ts';
import { decideStanding } from './decide-limit.ts';
import { deepLinearCases, saddleCases, startsBelow } from './deep-linear-cases.ts';
import { type DeepLinearLimit, deepLinearLimit } from './deep-linear-limit.ts';
import { vardi2022 } from './paper.ts';

/** What ‖θ‖² is said to be at margin 1: L·‖ŵ‖^{2/L}, or that with the exponent of one more layer. */
type Asserted = 'L‖ŵ‖^(2/L)' | 'L‖ŵ‖^(2/(L+1))';

/** Part of ℓ(0) by which the loss is above it where a collapse is looked for, and what |f| may then be at most: of that order. */
const NEAR = 1e-8;
const SHORT = 1e-5;

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
  const limit = deepLinearLimit(instance);
  if (typeof limit === 'string') return undecided(limit);
  if (!startsBelow(instance)) {
    const collapse = collapseOf(instance);
    if (collapse) return collapse;
  }
  const runs = runsOf(instance);
  return allOf([
    decideStanding(limit, { kkt: true, local: true, global: true }),
    decideTendency('distance', runs, ({ direction }) => limit.distance(direction!), limit.rate),
    decideCost(limit, asserted, runs),
  ]);
}

/**
 * A start above the loss of θ = 0 may end there. Run to within a part NEAR of that loss, it is then short. (Farther on rounding shows: what is off
 * the stable manifold grows as θ shrinks.)
 */
function collapseOf({ model: spec, data, loss, start }: FlowCase): Decision | undefined {
  const model = parseModel(spec, data.x[0]!.length);
  const run = flow({
    model,
    data,
    loss,
    start: start.map((value) => value.toNumber()),
    precision: 'dd',
    until: (lossNamed(loss).logAtZero + NEAR) / Math.LN10,
  });
  const longest = Math.max(...data.x.map((row) => Math.hypot(...row.map((value) => value.toNumber()))));
  const reach = longest * Math.exp(model.degree * run.final.logNorm);
  return run.reason.kind === 'target' && reach < SHORT
    ? refutes('measured', 'the flow ends in the saddle θ = 0, where the loss is ℓ(0)', { reach })
    : undefined;
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
    {
      id: 'separable',
      statement: 'some w has y⟨w,x⟩ > 0 at every point',
      holds: ({ data }) => l2Margin(data).status === 'optimal',
    },
    { id: 'below', statement: '𝓛 < ℓ(0) at the start', holds: startsBelow },
  ],
  cases: deepLinearCases(separable({ points: [1, 6], dimension: [1, 4] })),
  caseSchema: flowCase,
  prediction: 'L‖ŵ‖^(2/L)',
  decide,
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
