import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { flowCase } from '../../src/claims/exact-schemas.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { smallerFlows } from '../../src/generators/smaller-flows.ts';
import type { Model } from '../../src/models/model.ts';
import { parseModel } from '../../src/models/parse.ts';
import type { StopKind } from '../../src/training/stop.ts';
import { flowTwice, unreached } from '../flow-twice.ts';
import { conservingModels, conservingModelsOn } from './cases.ts';
import { lyuLi2020 } from './papers.ts';

/** Which field is integrated: the gradient, or one whose last layer (of u₊^D − u₋^D, u₋) has the wrong sign. */
type Field = 'gradient' | 'last layer reversed';

/** Drift, relative to the terms of the invariants, that integration at our tolerance (1e-6) explains many times over. */
const INTEGRATION = 1e-4;
/** Drift that no integration error explains. */
const VIOLATION = 1e-2;

/** Ends at which the whole flow was followed: invariants are kept on data that cannot be separated too. */
const ENDINGS: ReadonlySet<StopKind> = new Set(['target', 'stationary']);
/** Runs that arrive take a few hundred steps; a control's may go on for ever, and shows itself at once. */
const MAX_STEPS = { right: 4000, wrong: 300 };

/** The signs that a control puts on the gradient. */
function signsOf(field: Field, { parameterCount, weights }: Model): { signs?: Int8Array } {
  if (field === 'gradient') return {};
  const { rows, columns } = weights.at(-1)!;
  return { signs: new Int8Array(parameterCount).fill(1).fill(-1, parameterCount - rows * columns) };
}

function decide(instance: FlowCase, field: Field): Decision {
  const { data, loss } = instance;
  const model = parseModel(instance.model, data.x[0]!.length);
  const start = instance.start.map((value) => value.toNumber());
  const runs = flowTwice({
    model,
    data,
    loss,
    start,
    ...signsOf(field, model),
    until: -1e4,
    maxSteps: field === 'gradient' ? MAX_STEPS.right : MAX_STEPS.wrong,
  });
  const drifts = [runs.coarse, runs.fine].map((run) => run.conservationDrift);
  const figures = { drift: drifts[0]!, driftInDoubleDouble: drifts[1]! };
  if (drifts.every((drift) => drift > VIOLATION))
    return refutes('measured', `an invariant drifts by ${drifts[1]!.toExponential(1)} of its terms`, figures);
  const settled = [runs.coarse, runs.fine].every(({ reason }) => ENDINGS.has(reason.kind));
  if (!settled) return undecided(unreached(runs) ?? 'a run did not arrive', figures);
  if (drifts.every((drift) => drift <= INTEGRATION)) return supports('measured', figures);
  return undecided('the drift is too large for integration error and too small for a violation', figures);
}

/** F4: the flow keeps what the symmetries of a model conserve. */
export const F4: Claim<FlowCase, Field> = {
  id: 'F4',
  title: 'layers stay balanced',
  source: lyuLi2020,
  statement:
    'Along the flow these are constant: a_k² − ‖w_k‖² of every neuron of a two-layer (leaky) ReLU net; W_{l+1}ᵀW_{l+1} − W_lW_lᵀ of a deep linear net; ‖w‖² − ‖v‖² of a filter, linear or ReLU; u_lj² − u_{l+1,j}² of a diagonal net; and u₊,j·u₋,j of u₊² − u₋².',
  hypotheses: [],
  cases: conservingModels(),
  caseSchema: flowCase,
  prediction: 'gradient',
  decide,
  gap: 'drift',
  axes: { points: ['data.x', 'data.y'] },
  smaller: smallerFlows,
  controls: [
    {
      id: 'reversed-layer',
      statement: 'the gradient of the last layer has the wrong sign',
      variant: 'last layer reversed',
    },
  ],
  onData: conservingModelsOn,
};
