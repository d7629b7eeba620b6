import { checkCertificate } from '../../oracles/checker/check.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { flowCase } from '../../src/claims/exact-schemas.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { smallerFlows } from '../../src/generators/smaller-flows.ts';
import { unreached } from '../flow-twice.ts';
import { neverSeparates } from '../never-separates.ts';
import { type Approach, approachOf, distancesOf, lag } from './approach.ts';
import { everyModel, everyModelOn, severalPoints, wrongPatternCases } from './cases.ts';
import { jiTelgarsky2020 } from './papers.ts';
import { onSeparable, reachesSeparation } from './separation.ts';
import { firstSeparating, type WrongLimit, withoutOneSupportVector } from './wrong-limits.ts';

/** What is said to be the limit of a run: what it tends to, or one of the wrong things that controls substitute. */
type Asserted = 'limit' | 'first separating state' | 'wrong pattern';

/** Relative KKT residual of an exact point, and one that no rounding explains. */
const EXACT = 1e-12;
const CLEARLY_NOT = 1e-6;

/** Both runs must end within this factor of the same distance from the limit, or this near to it. */
const AGREEMENT = { factor: 2, near: 1e-5 };

/** A certified KKT point to which the trajectory draws nearer at the predicted rate, in both arithmetics. */
function judgeLimit(approach: Approach): Decision {
  const { limit, runs } = approach;
  const short = unreached(runs);
  if (short) return undecided(short);
  if (limit.kind === 'unsnapped')
    return undecided(`no pattern fits the end of the run: ${limit.reasons.join('; ')}`);
  const { relativeResidual, predictedExponent, certificate, distances } = limit;
  const decline = distancesOf(approach);
  const [distance, coarse] = [decline.at(-1)!.value, distances.at(-1)!.distance];
  const figures = {
    relativeResidual,
    predictedExponent,
    distance,
    distanceOfCoarseRun: coarse,
    ...(approach.driftSteps === undefined ? {} : { driftSteps: approach.driftSteps }),
  };
  if (relativeResidual > EXACT || !checkCertificate(certificate).accepted)
    return undecided('the point found is no exact KKT point', figures);
  const lagging = lag(decline, predictedExponent);
  if (lagging) return undecided(`of the distance to the limit: ${lagging}`, figures);
  if (coarse > AGREEMENT.factor * distance + AGREEMENT.near)
    return undecided('the two runs do not end alike', figures);
  return supports('measured', figures);
}

/** What is asserted instead by a control, by its KKT residual. */
function judgeWrong(wrong: WrongLimit): Decision {
  if (wrong.kind === 'not-separating')
    return refutes('measured', 'the asserted limit does not separate the data');
  const figures = { relativeResidual: wrong.relativeResidual };
  return wrong.relativeResidual > CLEARLY_NOT
    ? refutes('measured', `the relative KKT residual is ${wrong.relativeResidual.toExponential(1)}`, figures)
    : undecided('the asserted limit is a KKT point, too', figures);
}

function decide(instance: FlowCase, asserted: Asserted): Decision {
  const infeasible = neverSeparates(instance);
  if (infeasible) return infeasible;
  if (asserted === 'limit') {
    const approach = approachOf(instance);
    return approach
      ? judgeLimit(approach)
      : undecided('the start is so uneven that no log10 loss down to −1e200 settles it');
  }
  const wrong = asserted === 'wrong pattern' ? withoutOneSupportVector(instance) : firstSeparating(instance);
  return typeof wrong === 'string' ? undecided(wrong) : judgeWrong(wrong);
}

/** F2: the direction of the flow converges to a KKT point of the margin problem. */
export const F2: Claim<FlowCase, Asserted> = {
  id: 'F2',
  title: 'the limit is a KKT point',
  source: jiTelgarsky2020,
  statement:
    'From n𝓛 < ℓ(0) on, the direction of the flow of a homogeneous model converges, and its limit, rescaled to margin 1, is a KKT point of: minimise ½‖θ‖² subject to q_i(θ) ≥ 1.',
  differs:
    'Neurons of a two-layer net may exchange weight like log(1/𝓛)^r with an r of some thousandths, so that no loss in float64 shows where that leads. There the exchange itself is integrated in log log(1/𝓛), with steps of two lengths that must lead to the same limit, and the flow goes on from there (slow-drift.ts).',
  hypotheses: [reachesSeparation],
  cases: everyModel(),
  caseSchema: flowCase,
  prediction: 'limit',
  decide,
  gap: 'distance',
  axes: { points: ['data.x', 'data.y'] },
  smaller: smallerFlows,
  controls: [
    {
      id: 'separating-state',
      statement: 'the first state of the run that separates the data, as the limit',
      cases: severalPoints(),
      variant: 'first separating state',
    },
    {
      id: 'wrong-pattern',
      statement: 'the KKT point of a wrong pattern: one support vector left out',
      cases: wrongPatternCases(),
      variant: 'wrong pattern',
    },
  ],
  onData: onSeparable(everyModelOn),
};
