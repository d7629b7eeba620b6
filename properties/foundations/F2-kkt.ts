import fc from 'fast-check';
import { l2Margin } from '../../oracles/l2-margin.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { flowCase } from '../../src/claims/exact-schemas.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { symmetrise } from '../../src/data/transforms.ts';
import { fewPointsOf, separable, symmetric } from '../../src/generators/datasets.ts';
import { type FlowCase, linearFlowCases, twoLayerFlowCases } from '../../src/generators/flow-cases.ts';
import type { Model } from '../../src/models/model.ts';
import { parseModel } from '../../src/models/parse.ts';
import type { TrajectoryRecord } from '../../src/training/trajectory.ts';
import { balancingDepth } from '../balancing-depth.ts';
import { type FlowTwice, flowTwice, unreached } from '../flow-twice.ts';
import { type Asserted, type Candidate, candidateOf } from './kkt-candidates.ts';
import { jiTelgarsky2020 } from './papers.ts';

/** log10 losses at which the distance to the candidate is measured, besides the end. */
const MARKS = [-1e2, -1e4, -1e6, -1e9];
/** Relative KKT residual of an exact point, and one that no rounding explains. */
const EXACT = 1e-12;
const CLEARLY_NOT = 1e-6;
/** Distances at and below this are rounding of the float64 directions. */
const ROUNDING = 1e-9;
/**
 * The distance to the limit is the length of a sum of modes C·log(1/𝓛)^r of the flow linearised there, so that between any
 * two marks it falls at least like its slowest mode. Logarithms, which come with points that are on the margin without a multiplier,
 * take a share: log(ℓ)/ℓ, ℓ = log(1/𝓛), falls like ℓ^−0.87 from −10² to −10⁴, where this is worst. So four fifths of the rate are asked for.
 */
const PART_OF_RATE = 0.8;

/** How far a run goes: until the two sides of a two-layer net have balanced. */
function depthOf({ data, model: spec, start }: FlowCase, { dimension, degree }: Model): number | undefined {
  if (degree === 1) return MARKS.at(-1);
  const width = start.length / (dimension + 1);
  const w = Array.from({ length: width }, (_, k) => start.slice(k * dimension, (k + 1) * dimension));
  return balancingDepth(data, Number(spec.split(':')[2]), { a: start.slice(width * dimension), w });
}

/** The states at the marks, and the last one. */
function marked({ fine }: FlowTwice): TrajectoryRecord[] {
  const atMarks = MARKS.map((mark) => fine.records.find((record) => record.log10Loss <= mark) ?? fine.final);
  return [...new Set([...atMarks, fine.final])];
}

/** A KKT point, exactly, to which the trajectory draws nearer from mark to mark at the rate that is predicted there. */
function judge(
  candidate: Candidate,
  records: readonly TrajectoryRecord[],
  short: string | undefined,
): Decision {
  const { relativeResidual } = candidate;
  const figures: Record<string, number> = { relativeResidual };
  if (relativeResidual > CLEARLY_NOT)
    return refutes('measured', `the relative KKT residual is ${relativeResidual.toExponential(1)}`, figures);
  if (short) return undecided(short, figures);
  if (relativeResidual > EXACT || !candidate.accepted)
    return undecided('the candidate is no exact KKT point', figures);
  const distances = records.map((record) => candidate.distance(record));
  Object.assign(figures, { predictedRate: candidate.rate, distance: distances.at(-1)! });
  for (let i = 1; i < records.length; i++) {
    const ratio = records[i]!.log10Loss / records[i - 1]!.log10Loss;
    const expected = distances[i - 1]! * ratio ** (PART_OF_RATE * candidate.rate);
    if (distances[i]! > Math.max(expected, ROUNDING))
      return undecided(
        `towards log10 loss ${records[i]!.log10Loss.toPrecision(3)} the distance to the limit falls from ${distances[i - 1]!.toExponential(2)} to ${distances[i]!.toExponential(2)} only; predicted is log(1/loss)^${candidate.rate.toFixed(3)}`,
        figures,
      );
  }
  return supports('measured', figures);
}

async function decide(instance: FlowCase, asserted: Asserted): Promise<Decision> {
  const { data, loss } = instance;
  const model = parseModel(instance.model, data.x[0]!.length);
  const start = instance.start.map((value) => value.toNumber());
  const until = depthOf(instance, model);
  if (until === undefined)
    return undecided('the start is so uneven that no log10 loss down to −1e200 settles it');
  const runs = flowTwice({ model, data, loss, start, until, snapshots: true });
  const records = marked(runs);
  const candidate = candidateOf(asserted, data, model, runs.fine, records);
  if (typeof candidate === 'string') return undecided(candidate);
  return 'notFeasible' in candidate
    ? refutes('measured', candidate.notFeasible)
    : judge(candidate, records, unreached(runs));
}

/** F2: the direction of the flow converges to a KKT point of the margin problem. */
export const F2: Claim<FlowCase, Asserted> = {
  id: 'F2',
  title: 'the limit is a KKT point',
  source: jiTelgarsky2020,
  statement:
    'From n𝓛 < ℓ(0) on, the direction of the flow converges, and its limit, rescaled to margin 1, is a KKT point of: minimise ½‖θ‖² subject to q_i(θ) ≥ 1.',
  hypotheses: [
    {
      id: 'separable',
      statement: 'some w has y⟨w,x⟩ > 0 at every point (so that n𝓛 < ℓ(0) is reached)',
      holds: ({ data }) => l2Margin(data).status === 'optimal',
    },
  ],
  cases: fc.oneof(linearFlowCases(separable()), twoLayerFlowCases(symmetric())),
  caseSchema: flowCase,
  prediction: 'limit',
  decide,
  controls: [
    {
      id: 'separating-state',
      statement: 'the first state of the run that separates the data, as the limit',
      cases: onPoints(separable({ points: [2, 8], dimension: [2, 4] })),
      variant: 'first separating state',
    },
    {
      id: 'wrong-pattern',
      statement: 'the KKT point of a wrong pattern: one support vector left out',
      cases: onPoints(separable({ points: [2, 8], dimension: [2, 4] })),
      variant: 'wrong pattern',
    },
  ],
  onData: (data) =>
    l2Margin(data).status === 'optimal'
      ? fc.oneof(
          linearFlowCases(fc.constant(data), data.x[0]!.length),
          twoLayerFlowCases(fewPointsOf(data).map(symmetrise), data.x[0]!.length),
        )
      : { unmet: 'separable: no w separates the data through the origin' },
};

function onPoints(data: fc.Arbitrary<Dataset>, maxDimension = 4): fc.Arbitrary<FlowCase> {
  return fc.oneof(linearFlowCases(data, maxDimension), twoLayerFlowCases(data.map(symmetrise), maxDimension));
}
