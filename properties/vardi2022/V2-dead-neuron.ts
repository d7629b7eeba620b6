import fc from 'fast-check';
import { integerPoints } from '../../oracles/linear/integer-points.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, undecided } from '../../src/claims/decision.ts';
import { flowCase } from '../../src/claims/exact-schemas.ts';
import { select } from '../../src/data/transforms.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { smallerFlows } from '../../src/generators/smaller-flows.ts';
import { rank } from '../../src/linalg/bareiss.ts';
import { DISTANCE_GAP } from './approach.ts';
import { unturned } from './axis-points.ts';
import { deadNeuronCases, losingCases } from './dead-neuron-cases.ts';
import { deadNeuronLimit, liveNeuron, marginPoints, othersAreDead } from './dead-neuron-limit.ts';
import { decideLimit } from './decide-limit.ts';
import { neuronOptimum } from './exact-net.ts';
import { vardi2022 } from './paper.ts';
import { startLogLoss } from './start-loss.ts';

/** What is asserted: that the criterion is right, or that it is wrong. */
type Asserted = 'as the criterion says' | 'the opposite';

function decide(instance: FlowCase, asserted: Asserted): Decision {
  const found = deadNeuronLimit(instance);
  if (typeof found === 'string') return undecided(found);
  if (found.split.kind === 'open') return undecided('no multipliers and no direction settle the criterion');
  const splits = (found.split.kind === 'pays') === (asserted === 'as the criterion says');
  return decideLimit(
    found.limit,
    splits ? { kkt: true, local: false } : { kkt: true, local: true, global: true },
  );
}

/** One dead neuron, and one more for each dimension of the polytope of valid multipliers: a curve of descent needs no more. */
function enoughDead(instance: FlowCase): boolean {
  const optimum = neuronOptimum(instance.data);
  if (typeof optimum === 'string') return false;
  const support = select(instance.data, marginPoints(instance, optimum.w));
  const width = instance.start.length / (optimum.w.length + 1);
  return width - 1 >= 1 + support.x.length - rank(integerPoints(support).x);
}

/** V2: with dead neurons, the limit of a ReLU net need not be a local optimum; an exact criterion says when it is. */
export const V2: Claim<FlowCase, Asserted> = {
  id: 'V2',
  title: 'a dead neuron leaves the limit not locally optimal',
  source: vardi2022,
  statement:
    'Two-layer ReLU net, all labels +1, one neuron active on every point with positive output, n𝓛(θ₀) < ℓ(0), the other neurons dead: the flow tends to the net of the live neuron alone, on w*, which is KKT. It is not a local optimum if for all valid multipliers some subset I of the support vectors has ‖Σ_I λ_i x_i‖ > 1; otherwise it is a global one.',
  differs:
    'The paper has the one example (1, ¼), (−1, ¼), which is the case h² < 1/3 of points (±1, h). The criterion is exact given enough dead neurons; with unique multipliers one is enough, else a curve may need two at once.',
  hypotheses: [
    {
      id: 'others-dead',
      statement:
        'one neuron is active on every point with positive output; all others are 0, or strictly inactive on every point',
      holds: (instance) => liveNeuron(instance) >= 0 && othersAreDead(instance),
      without: deadNeuronCases({ dimension: [1, 3], ambiguous: [0, 0], others: 2 }, 'alive', unturned),
    },
    {
      id: 'correct',
      statement: 'n𝓛 < ℓ(0) at the start (so that all labels are +1)',
      holds: (instance) => startLogLoss(instance) < 0,
      without: losingCases,
    },
    {
      id: 'enough-dead',
      statement: 'there are more of them than the multipliers have degrees of freedom',
      holds: enoughDead,
      without: deadNeuronCases({ dimension: [2, 3], ambiguous: [0, 0], others: 1 }, 'none', unturned),
    },
  ],
  cases: fc.oneof(
    { weight: 3, arbitrary: deadNeuronCases({ dimension: [1, 3], ambiguous: [0, 0], others: 2 }) },
    { weight: 1, arbitrary: deadNeuronCases({ dimension: [2, 3], ambiguous: [1, 2], others: 1 }) },
  ),
  caseSchema: flowCase,
  prediction: 'as the criterion says',
  decide,
  gap: DISTANCE_GAP,
  axes: { points: ['data.x', 'data.y'] },
  smaller: smallerFlows,
  controls: [
    {
      id: 'opposite',
      statement: 'the opposite of what the criterion says',
      variant: 'the opposite',
    },
    {
      id: 'made-live',
      statement: 'the other neurons made live: the net of one neuron is not the limit',
      cases: deadNeuronCases({ dimension: [1, 3], ambiguous: [0, 0], others: 2 }, 'alive'),
    },
  ],
};
