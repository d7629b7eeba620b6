import { z } from 'zod';
import { l2Margin } from '../../oracles/l2-margin.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { allOf, type Decision, refutes, undecided } from '../../src/claims/decision.ts';
import { exactDataset, exactNumber } from '../../src/claims/exact-schemas.ts';
import { innerProduct, labelMean } from '../../src/data/label-mean.ts';
import { isSymmetric, symmetrise } from '../../src/data/transforms.ts';
import { fewPointsOf, oneClass } from '../../src/generators/datasets.ts';
import { leakySlope } from '../../src/generators/slopes.ts';
import { madeOneSigned } from '../../src/generators/starts.ts';
import {
  type AlignmentCase,
  alignmentCases,
  largestTiltOfStart,
  meanOffSeparator,
  someNeuronGrows,
  someNeuronIsOffAxis,
} from './alignment-cases.ts';
import { firstGrowth } from './first-growth.ts';
import { lyu2021 } from './paper.ts';
import { type Asserted, agreement, aligned, look, merged, PREDICTION, shaped } from './simplicity-checks.ts';

/** Of given data: a case of 784 dimensions takes over half a minute. */
const MOST_DIMENSIONS = 32;
/** σ is divided by these, to see orders. */
const DIVISORS = [1, 2, 4];

function separatorDirection({ data }: AlignmentCase): number[] | undefined {
  const linear = l2Margin(data);
  if (linear.status !== 'optimal') return undefined;
  const w = linear.w.map((value) => value.toNumber());
  return w.map((value) => value / Math.hypot(...w));
}

function decide(instance: AlignmentCase, asserted: Asserted): Decision {
  const axis = asserted.axis === 'mean' ? undefined : separatorDirection(instance);
  if (asserted.axis !== 'mean' && !axis) return undecided('the data is not separable');
  const first = firstGrowth(instance, axis);
  const scales = DIVISORS.map((divisor) => instance.scale.toNumber() / divisor);
  const looks = scales.map((scale) => look(instance, first, asserted, scale, 'double'));
  const precise = look(instance, first, asserted, scales.at(-1)!, 'dd');
  const stop = [...looks, precise].find((run) => run.stop)?.stop;
  if (stop?.kind === 'target-above-start')
    return refutes('measured', 'the start is past ‖θ‖ = r already, unaligned');
  if (stop) return undecided(stop.sentence);
  return allOf([
    agreement(first, looks.at(-1)!, precise),
    aligned(first, asserted, looks),
    shaped(instance, first, asserted, looks.at(-1)!),
    merged(looks),
  ]);
}

/** L3: a small net first becomes the simplest one that points along the data mean. */
export const L3: Claim<AlignmentCase, Asserted> = {
  id: 'L3',
  title: 'simplicity first',
  source: lyu2021,
  statement:
    'On separable symmetric non-degenerate data, when ‖θ‖ has grown from σ to a small r, every neuron that carries weight is aligned with ±μ: 1 − |cos(w_k,μ)| = ½‖σP⊥w̄_k√(2Σb²)/(b_k r) + r²T/(2Σb²)‖², of order σ² above a floor of order r⁴; f then decides like ⟨μ,x⟩ and has one kink; and at fixed loss θ is within order σ of the two-neuron net that merges the neurons of b_k > 0 and of b_k < 0, embedded.',
  differs:
    'The net is linear at this stage only if Σb² is the same on both sides, or α = 1: it bends at ⟨μ,x⟩ = 0 by (1−α)/(1+α)·|B₊−B₋|/(B₊+B₋), whatever σ. What is linear is its decision. And the slope 2 needs more than ten times the floor: the two parts of the tilt are vectors, and their product moves the slope by up to 2.9 times their ratio, so a thousand times the floor is asked for. The floor is given in full: T is a sum over the data (docs/simplicity.md).',
  hypotheses: [
    {
      id: 'separable',
      statement: 'some w has y⟨w,x⟩ > 0 at every point',
      holds: ({ data }) => l2Margin(data).status === 'optimal',
    },
    {
      id: 'symmetric',
      statement: '(−x, −y) occurs as often as (x, y)',
      holds: ({ data }) => isSymmetric(data),
    },
    {
      id: 'non-degenerate',
      statement: '⟨μ, x⟩ ≠ 0 at every point, μ = (1/n) Σ y x',
      holds: ({ data }) => data.x.every((row) => innerProduct(labelMean(data), row).sign() !== 0),
    },
    {
      id: 'growing',
      statement: 'a_k + ⟨w_k, μ/‖μ‖⟩ ≠ 0 for some neuron',
      holds: ({ start, data }) => someNeuronGrows(start, data),
    },
    {
      id: 'off-axis',
      statement: 'some neuron does not start along ±μ (else the distances are of order σ²)',
      holds: ({ start, data }) => someNeuronIsOffAxis(start, data),
    },
    {
      id: 'small',
      statement: 'σ‖P⊥w_k‖√(2Σb²)/(|b_k| r) ≤ 1/16 for the neurons that carry weight',
      holds: (instance) => largestTiltOfStart(instance) <= 1 / 16,
    },
  ],
  cases: alignmentCases(),
  caseSchema: z.strictObject({
    data: exactDataset,
    alpha: exactNumber,
    start: z.strictObject({ a: z.array(exactNumber), w: z.array(z.array(exactNumber)) }),
    scale: exactNumber,
    norm: exactNumber,
  }),
  prediction: PREDICTION,
  decide,
  controls: [
    {
      id: 'other-direction',
      statement: 'alignment with the max-margin separator, where that is far from μ',
      cases: alignmentCases({ data: meanOffSeparator() }),
      variant: { ...PREDICTION, axis: 'max-margin separator' },
    },
    { id: 'order-one', statement: '1 − |cos| of order σ', variant: { ...PREDICTION, order: 1 } },
    {
      id: 'linear-function',
      statement: 'f itself linear at this stage, for α ≤ ½ and one-signed draws',
      cases: alignmentCases({ alpha: leakySlope(8), adapt: madeOneSigned }),
      variant: { ...PREDICTION, shape: 'linear' },
      instead: PREDICTION,
    },
    {
      id: 'wrong-merging',
      statement: 'neurons merged by their output weights a_k alone',
      variant: { ...PREDICTION, merged: 'by output weight' },
    },
    {
      id: 'start-not-small',
      statement: 'σ so large that the start still tilts neurons by 45° and more at ‖θ‖ = r',
      cases: alignmentCases({ tilt: [0, 1] }),
    },
    {
      id: 'not-symmetric',
      statement: 'the same on data of one class',
      cases: alignmentCases({ data: oneClass({ points: [2, 6], dimension: [2, 4] }), alpha: leakySlope(8) }),
    },
  ],
  onData: (data) => {
    const dimension = data.x[0]!.length;
    if (dimension > MOST_DIMENSIONS)
      return {
        unmet: `affordable: ${dimension} dimensions, where orders in σ are measured in at most ${MOST_DIMENSIONS}`,
      };
    return l2Margin(data).status === 'optimal'
      ? alignmentCases({ data: fewPointsOf(data).map(symmetrise), maxDimension: dimension })
      : { unmet: 'separable: no w separates the data through the origin' };
  },
};
