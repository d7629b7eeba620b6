import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { flowCase } from '../../src/claims/exact-schemas.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { select } from '../../src/data/transforms.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { smallerFlows } from '../../src/generators/smaller-flows.ts';
import { float64Kernel } from '../../src/linalg/float64.ts';
import type { Model } from '../../src/models/model.ts';
import { samplesOf } from '../../src/models/samples.ts';
import { descentDirection } from '../../src/training/descent-direction.ts';
import type { TrajectoryRecord } from '../../src/training/trajectory.ts';
import { unreached } from '../flow-twice.ts';
import { neverSeparates } from '../never-separates.ts';
import { type Approach, approachOf, type Decline, lag } from './approach.ts';
import { everyModel, everyModelOn, severalPoints } from './cases.ts';
import { jiTelgarsky2020 } from './papers.ts';
import { onSeparable, reachesSeparation } from './separation.ts';

/** What θ is said to align with: −∇𝓛, or one of the wrong things that controls substitute. */
type Asserted = 'descent direction' | 'one sign flipped' | 'one point left out';

/** 1 − cos of float64 directions, by the rounding of their products. */
const ROUNDING = 1e-14;
/** An angle with 1 − cos above this at the end of both runs, where … */
const CLEARLY_APART = 1e-6;
/** … 1 − cos has not lost this part of itself over the last stretch, does not go to 0. */
const STANDS_STILL = 0.05;

/** 1 − cos(θ, g) at a recorded state, for the g asserted. */
function angleAt(
  { data, loss }: FlowCase,
  model: Model,
  { alignment, direction, logNorm }: TrajectoryRecord,
  asserted: Asserted,
): number {
  if (asserted === 'descent direction') return 1 - alignment;
  const theta = direction!.map((value) => value * Math.exp(logNorm));
  const target =
    asserted === 'one sign flipped'
      ? flipped(descentDirection(model, data, loss, theta))
      : descentDirection(model, withoutNearest(model, data, direction!), loss, theta);
  return 1 - cosine(direction!, target);
}

/** The same vector with the sign of its largest component wrong. */
function flipped(vector: Float64Array): Float64Array {
  const sizes = Array.from(vector, Math.abs);
  const largest = sizes.indexOf(Math.max(...sizes));
  return vector.map((value, j) => (j === largest ? -value : value));
}

/** All points but the one of least margin. */
function withoutNearest(model: Model, data: Dataset, direction: Float64Array): Dataset {
  const network = model.on(float64Kernel, samplesOf(float64Kernel, data));
  network.evaluate(direction);
  const margins = Array.from(network.margins);
  const nearest = margins.indexOf(Math.min(...margins));
  return select(
    data,
    [...margins.keys()].filter((i) => i !== nearest),
  );
}

function cosine(a: Float64Array, b: Float64Array): number {
  const product = a.reduce((sum, value, j) => sum + value * b[j]!, 0);
  return product / (Math.hypot(...a) * Math.hypot(...b));
}

/** 1 − cos at the marks of a run. */
function declineOf(instance: FlowCase, { model, marks }: Approach, asserted: Asserted): Decline {
  return marks.map((mark) => ({
    log10Loss: mark.log10Loss,
    value: angleAt(instance, model, mark, asserted),
  }));
}

/**
 * Why 1 − cos(θ, −∇𝓛) does not go to 0 as predicted; undefined where it does. Near a KKT point θ* a mode of relative size δ turns −∇𝓛 by an angle of order δ against θ, so that 1 − cos is of order δ²: it falls
 * at twice the exponent at which the direction converges.
 */
function lagsBehind(decline: Decline, { limit }: Approach): string | undefined {
  if (limit.kind === 'unsnapped') return 'no limit was found by which to predict the rate';
  const lagging = lag(decline, 2 * limit.predictedExponent, ROUNDING);
  return lagging && `of 1 − cos: ${lagging}`;
}

function decide(instance: FlowCase, asserted: Asserted): Decision {
  const infeasible = neverSeparates(instance);
  if (infeasible) return infeasible;
  // Depth is chosen by the true angle, so that a wrong one is judged on the same runs.
  const approach = approachOf(
    instance,
    (reached) => !lagsBehind(declineOf(instance, reached, 'descent direction'), reached),
  );
  if (!approach) return undecided('the start is so uneven that no log10 loss down to −1e200 settles it');
  const { model, runs, limit } = approach;
  const short = unreached(runs);
  if (short) return undecided(short);
  const decline = declineOf(instance, approach, asserted);
  const [before, last] = decline.slice(-2).map(({ value }) => value) as [number, number];
  const coarse = angleAt(instance, model, runs.coarse.final, asserted);
  const figures = {
    oneMinusCos: last,
    inCoarseRun: coarse,
    ...(approach.driftSteps === undefined ? {} : { driftSteps: approach.driftSteps }),
  };
  // After a slow drift the rate is so small that almost any angle falls like it, or stands still.
  if (approach.driftSteps !== undefined && last > CLEARLY_APART)
    return undecided(`after the drift 1 − cos is still ${last.toExponential(2)}`, figures);
  if (Math.min(last, coarse) > CLEARLY_APART && last > (1 - STANDS_STILL) * before)
    return refutes('measured', `1 − cos stays at ${last.toExponential(2)}`, figures);
  const lagging = lagsBehind(decline, approach);
  if (lagging || limit.kind === 'unsnapped') return undecided(lagging!, figures);
  return supports('measured', { ...figures, predictedExponent: 2 * limit.predictedExponent });
}

/** F3: θ and −∇𝓛 align. */
export const F3: Claim<FlowCase, Asserted> = {
  id: 'F3',
  title: 'parameters and gradient align',
  source: jiTelgarsky2020,
  statement:
    'From n𝓛 < ℓ(0) on, cos(θ, −∇𝓛) → 1 along the flow of a homogeneous model; 1 − cos falls at twice the exponent of log(1/𝓛) at which the direction converges.',
  differs:
    'The theorem is for models with locally Lipschitz gradients. It is asserted of (leaky) ReLU nets, too, and measured there. The rate is ours: it follows from the flow linearised at the limit. Slow drifts are carried on as in F2.',
  hypotheses: [reachesSeparation],
  cases: everyModel(),
  caseSchema: flowCase,
  prediction: 'descent direction',
  decide,
  gap: 'oneMinusCos',
  axes: { points: ['data.x', 'data.y'] },
  smaller: smallerFlows,
  controls: [
    {
      id: 'flipped-sign',
      statement: 'alignment with the gradient whose largest component has the wrong sign',
      cases: severalPoints(),
      variant: 'one sign flipped',
    },
    {
      id: 'point-left-out',
      statement:
        'alignment with the gradient of the loss without the point of least margin (where that point matters)',
      cases: severalPoints(),
      variant: 'one point left out',
      refutes: 'some',
    },
  ],
  onData: onSeparable(everyModelOn),
};
