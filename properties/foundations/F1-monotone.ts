import fc from 'fast-check';
import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { flowCase } from '../../src/claims/exact-schemas.ts';
import { separable, symmetric } from '../../src/generators/datasets.ts';
import {
  deepLinearFlowCases,
  diagonalFlowCases,
  diagonalPmFlowCases,
  type FlowCase,
  linearFlowCases,
  twoLayerFlowCases,
} from '../../src/generators/flow-cases.ts';
import { smallerFlows } from '../../src/generators/smaller-flows.ts';
import { parseModel } from '../../src/models/parse.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { descentDirection } from '../../src/training/descent-direction.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import { flowTwice, unreached } from '../flow-twice.ts';
import { neverSeparates } from '../never-separates.ts';
import { everyModel, everyModelOn } from './cases.ts';
import { lyuLi2020 } from './papers.ts';
import { onSeparable, reachesSeparation } from './separation.ts';

/** Which field is integrated: the claim's, or one of its controls'. */
type Field = 'descent' | 'ascent' | 'largest component flipped';

/** A rise of the loss or a drop of the smoothed margin up to this size, ten times the tolerance, is integration error. */
const SLACK = 1e-5;

/** Runs that arrive take a few hundred steps; a control's may go on for ever, and shows itself at once. */
const MAX_STEPS = { right: 4000, wrong: 1000 };

/** The signs that a control puts on the gradient. */
function signsOf(field: Field, gradient: Float64Array): { signs?: Int8Array } {
  if (field === 'descent') return {};
  const signs = new Int8Array(gradient.length).fill(field === 'ascent' ? -1 : 1);
  const sizes = Array.from(gradient, Math.abs);
  if (field === 'largest component flipped') signs[sizes.indexOf(Math.max(...sizes))] = -1;
  return { signs };
}

/** What one run shows against the claim. */
function objection(run: Trajectory, points: number): string | undefined {
  if (run.largestLossRise > SLACK) return `the loss rises (log 𝓛 by ${run.largestLossRise.toExponential(1)})`;
  if (run.largestSmoothedMarginDrop > SLACK)
    return `the smoothed margin drops by ${run.largestSmoothedMarginDrop.toExponential(1)}`;
  const atZero = run.loss === 'exponential' ? 0 : Math.log10(Math.LN2);
  const separated = run.records.filter((record) => record.log10Loss < atZero - Math.log10(points));
  const shrinking = separated.findIndex((record, i) => i > 0 && record.logNorm < separated[i - 1]!.logNorm);
  if (shrinking > 0) return `‖θ‖ shrinks at log10 loss ${separated[shrinking]!.log10Loss.toPrecision(4)}`;
  return undefined;
}

function decide(instance: FlowCase, field: Field): Decision {
  const { data, loss } = instance;
  const model = parseModel(instance.model, data.x[0]!.length);
  if (model.degree > 1 && instance.start.every((value) => value.sign() === 0))
    return refutes('proved', 'θ = 0 is stationary: the loss stays as it is');
  const infeasible = neverSeparates(instance);
  if (infeasible) return infeasible;
  const start = instance.start.map((value) => value.toNumber());
  const runs = flowTwice({
    model,
    data,
    loss,
    start,
    ...signsOf(field, descentDirection(model, data, loss, start)),
    until: -1e9,
    maxSteps: field === 'descent' ? MAX_STEPS.right : MAX_STEPS.wrong,
  });
  const figures = {
    largestLossRise: runs.fine.largestLossRise,
    largestSmoothedMarginDrop: runs.fine.largestSmoothedMarginDrop,
  };
  const objections = [runs.coarse, runs.fine].map((run) => objection(run, data.x.length));
  if (objections.every((text) => text !== undefined)) return refutes('measured', objections[1]!, figures);
  const alone = objections.find((text) => text !== undefined);
  if (alone) return undecided(`${alone}, at one of the two precisions only`, figures);
  const short = unreached(runs);
  return short ? undecided(short, figures) : supports('measured', figures);
}

/** Models of layers that all start at 0. */
function startingAtZero(): fc.Arbitrary<FlowCase> {
  return fc
    .oneof(
      deepLinearFlowCases(separable()),
      diagonalFlowCases(separable()),
      diagonalPmFlowCases(separable()),
      twoLayerFlowCases(symmetric()),
    )
    .map((instance) => ({ ...instance, start: instance.start.map(() => Rational.ZERO) }));
}

/** F1: the loss falls to zero, and the smoothed margin never falls once every point is classified. */
export const F1: Claim<FlowCase, Field> = {
  id: 'F1',
  title: 'loss falls, smoothed margin rises',
  source: lyuLi2020,
  statement:
    'Along the flow of a homogeneous model from a start that is not stationary the loss strictly decreases; from the first time n𝓛 < ℓ(0) on, the smoothed margin ℓ⁻¹(n𝓛)/‖θ‖^L never decreases, ‖θ‖ grows without bound and the loss goes to 0.',
  hypotheses: [
    {
      id: 'not-stationary',
      statement: 'the gradient at the start is not zero',
      holds: ({ model, data, loss, start }) =>
        descentDirection(
          parseModel(model, data.x[0]!.length),
          data,
          loss,
          start.map((value) => value.toNumber()),
        ).some((component) => component !== 0),
      without: startingAtZero(),
    },
    reachesSeparation,
  ],
  cases: everyModel(),
  caseSchema: flowCase,
  prediction: 'descent',
  decide,
  gap: 'largestSmoothedMarginDrop',
  axes: { points: ['data.x', 'data.y'] },
  smaller: smallerFlows,
  controls: [
    {
      id: 'ascent',
      statement: 'the flow of −𝓛',
      variant: 'ascent',
    },
    {
      id: 'flipped-sign',
      statement: 'a gradient whose largest component has the wrong sign (d ≤ 2, where it outweighs the rest)',
      cases: linearFlowCases(separable({ points: [1, 8], dimension: [1, 2] })),
      variant: 'largest component flipped',
    },
  ],
  onData: onSeparable(everyModelOn),
};
