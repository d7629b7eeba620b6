import { checkCertificate } from '../../oracles/checker/check.ts';
import { l2Margin } from '../../oracles/l2-margin.ts';
import { lpMargin } from '../../oracles/lp-margin.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { flowCase } from '../../src/claims/exact-schemas.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { separable, separatorsDiffer, unseparable } from '../../src/generators/datasets.ts';
import { type FlowCase, linearFlowCases } from '../../src/generators/flow-cases.ts';
import { smallerFlows } from '../../src/generators/smaller-flows.ts';
import { parseModel } from '../../src/models/parse.ts';
import type { TrajectoryRecord } from '../../src/training/trajectory.ts';
import { flowTwice, unreached } from '../flow-twice.ts';
import { neverSeparates } from '../never-separates.ts';
import { separableData } from '../separable-data.ts';
import { linearFlowCasesOn } from './cases.ts';
import { boundReference, distanceBound, gapBound } from './linear-gap-bound.ts';
import { soudry2018 } from './papers.ts';
import { onSeparable } from './separation.ts';

/** Of a direction and a margin in float64, and of their comparison with a bound that is met exactly. */
const ROUNDING = 1e-9;

/** Which max-margin separator the direction is said to converge to. */
type Norm = 'l2' | 'l1' | 'linf';

/** The direction asserted as the limit (unit ℓ2 norm), or why there is none. */
async function assertedDirection(data: Dataset, norm: Norm): Promise<Float64Array | string> {
  const separator = norm === 'l2' ? l2Margin(data) : await lpMargin(data, norm);
  if (separator.status !== 'optimal') return `the data is ${separator.status}`;
  const checked = checkCertificate(separator.certificate);
  if (!checked.accepted) return `the checker rejects the ${norm} certificate: ${checked.message}`;
  const w = separator.w.map((value) => value.toNumber());
  const length = Math.hypot(...w);
  return Float64Array.from(w, (value) => value / length);
}

/** The asserted direction must lie as near as the a-priori bound says at every record, and the gap must keep to it. */
async function decide(instance: FlowCase, norm: Norm): Promise<Decision> {
  const { data, loss } = instance;
  const linear = l2Margin(data);
  if (linear.status !== 'optimal') return neverSeparates(instance) ?? undecided('the data is not separable');
  const direction = await assertedDirection(data, norm);
  if (typeof direction === 'string') return undecided(direction);
  const margin = Math.sqrt(linear.marginSquared.toNumber());
  const model = parseModel('linear', data.x[0]!.length);
  const start = instance.start.map((value) => value.toNumber());
  const runs = flowTwice({ model, data, loss, start, until: -1e9, snapshots: true });
  const short = unreached(runs);
  if (short) return undecided(short);

  const last = runs.fine.final;
  const distanceTo = (record: TrajectoryRecord) =>
    Math.hypot(...direction.map((value, j) => value - record.direction![j]!));
  const error = Math.hypot(...runs.coarse.final.direction!.map((value, j) => value - last.direction![j]!));
  const distance = distanceTo(last);
  const figures = { distance, errorEstimate: error, relativeGap: 1 - last.normalizedMargin / margin };
  let shareOfBound = 0;
  for (const record of runs.fine.records) {
    if (record.log10Loss > boundReference(runs.fine).log10Loss) continue;
    const bound = gapBound(runs.fine, record, margin, data.x.length);
    const allowed = distanceBound(runs.fine, record, margin, data.x.length) + error + ROUNDING;
    shareOfBound = Math.max(shareOfBound, distanceTo(record) / allowed);
    if (distanceTo(record) > allowed)
      return refutes(
        'measured',
        `at log10 loss ${record.log10Loss.toPrecision(4)} the direction is ${distanceTo(record).toExponential(2)} from the ${norm} separator, where at most ${allowed.toExponential(2)} is possible`,
        { ...figures, shareOfBound },
      );
    const gap = 1 - record.normalizedMargin / margin;
    if (gap > bound + ROUNDING)
      return refutes('measured', `the margin gap ${gap} exceeds its bound ${bound}`, figures);
  }
  return supports('measured', { ...figures, shareOfBound });
}

/** F5: logistic and exponential regression converge in direction to the ℓ2 max-margin separator. */
export const F5: Claim<FlowCase, Norm> = {
  id: 'F5',
  title: 'linear models find the ℓ2 max margin',
  source: soudry2018,
  statement:
    'On separable data the flow of logistic or exponential regression converges in direction to the ℓ2 max-margin separator from every start, and its relative margin gap is at most C/‖w‖.',
  hypotheses: [separableData(linearFlowCases(unseparable()))],
  cases: linearFlowCases(separable()),
  caseSchema: flowCase,
  prediction: 'l2',
  decide,
  gap: 'shareOfBound',
  axes: { points: ['data.x', 'data.y'] },
  smaller: smallerFlows,
  controls: [
    {
      id: 'l1-separator',
      statement: 'the ℓ1 max-margin separator as the limit, on data where it differs',
      cases: linearFlowCases(separatorsDiffer()),
      variant: 'l1',
    },
    {
      id: 'linf-separator',
      statement: 'the ℓ∞ max-margin separator as the limit, on data where it differs',
      cases: linearFlowCases(separatorsDiffer()),
      variant: 'linf',
    },
  ],
  onData: onSeparable(linearFlowCasesOn),
};
