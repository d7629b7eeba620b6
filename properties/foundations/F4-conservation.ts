import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { flowCase } from '../../src/claims/exact-schemas.ts';
import { symmetrise } from '../../src/data/transforms.ts';
import { fewPointsOf, symmetric } from '../../src/generators/datasets.ts';
import { type FlowCase, twoLayerFlowCases } from '../../src/generators/flow-cases.ts';
import { parseModel } from '../../src/models/parse.ts';
import type { StopKind } from '../../src/training/stop.ts';
import { flowTwice, unreached } from '../flow-twice.ts';
import { lyuLi2020 } from './papers.ts';

/** Which field is integrated: the gradient, or one whose output layer has the wrong sign. */
type Field = 'gradient' | 'output layer reversed';

/** Drift, relative to the terms a_k² and ‖w_k‖², that integration at our tolerance (1e-6) explains many times over. */
const INTEGRATION = 1e-4;
/** Drift that no integration error explains. */
const VIOLATION = 1e-2;

/** Ends at which the whole flow was followed: invariants are kept on data that cannot be separated too. */
const ENDINGS: ReadonlySet<StopKind> = new Set(['target', 'stationary']);
/** Runs that arrive take a few hundred; a control's may go on for ever. */
const MAX_STEPS = 4000;

/** The signs that a control puts on the gradient. */
function signsOf(field: Field, parameters: number, width: number): { signs?: Int8Array } {
  if (field === 'gradient') return {};
  return { signs: new Int8Array(parameters).fill(1).fill(-1, parameters - width) };
}

function decide(instance: FlowCase, field: Field): Decision {
  const { data, loss } = instance;
  const model = parseModel(instance.model, data.x[0]!.length);
  const start = instance.start.map((value) => value.toNumber());
  const width = start.length / (model.dimension + 1);
  const runs = flowTwice({
    model,
    data,
    loss,
    start,
    ...signsOf(field, start.length, width),
    until: -1e4,
    maxSteps: MAX_STEPS,
  });
  const drifts = [runs.coarse, runs.fine].map((run) => run.conservationDrift);
  const figures = { drift: drifts[0]!, driftInDoubleDouble: drifts[1]! };
  if (drifts.every((drift) => drift > VIOLATION))
    return refutes(
      'measured',
      `a_k² − ‖w_k‖² drifts by ${drifts[1]!.toExponential(1)} of its terms`,
      figures,
    );
  const settled = [runs.coarse, runs.fine].every(({ reason }) => ENDINGS.has(reason.kind));
  if (!settled) return undecided(unreached(runs) ?? 'a run did not arrive', figures);
  if (drifts.every((drift) => drift <= INTEGRATION)) return supports('measured', figures);
  return undecided('the drift is too large for integration error and too small for a violation', figures);
}

/** F4: the flow of a two-layer net keeps a_k² − ‖w_k‖² of every neuron. */
export const F4: Claim<FlowCase, Field> = {
  id: 'F4',
  title: 'layers stay balanced',
  source: lyuLi2020,
  statement: 'Along the flow of a two-layer leaky ReLU net, a_k² − ‖w_k‖² is constant for every neuron k.',
  hypotheses: [],
  cases: twoLayerFlowCases(symmetric()),
  caseSchema: flowCase,
  prediction: 'gradient',
  decide,
  controls: [
    {
      id: 'reversed-layer',
      statement: 'the gradient of the output layer has the wrong sign',
      variant: 'output layer reversed',
    },
  ],
  onData: (data) => twoLayerFlowCases(fewPointsOf(data).map(symmetrise), data.x[0]!.length),
};
