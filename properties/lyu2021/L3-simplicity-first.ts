import { z } from 'zod';
import { l2Margin } from '../../oracles/l2-margin.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { allOf, type Decision, refutes, undecided } from '../../src/claims/decision.ts';
import { innerProduct, labelMean } from '../../src/data/label-mean.ts';
import { isSymmetric, symmetrise } from '../../src/data/transforms.ts';
import { type DatasetSize, separable, unseparable } from '../../src/generators/datasets.ts';
import { leakySlope } from '../../src/generators/slopes.ts';
import { madeOneSigned } from '../../src/generators/starts.ts';
import { separableData } from '../separable-data.ts';
import { type AlignmentCase, alignmentCases, normIsSmall, startIsSmall } from './alignment-cases.ts';
import {
  madeAxial,
  madeOpposed,
  madeStationary,
  madeTilted,
  someNeuronGrows,
  someNeuronIsOffAxis,
} from './alignment-starts.ts';
import { positiveNumber, startFits, TWO_LAYER_AXES, twoLayerFields } from './case-schemas.ts';
import { firstGrowth } from './first-growth.ts';
import { onSeparable } from './given-data.ts';
import { initialForce } from './hints.ts';
import { lyu2021 } from './paper.ts';
import { type Asserted, agreement, aligned, look, merged, PREDICTION, shaped } from './simplicity-checks.ts';
import { degenerate, inOneOrthant, meanOffSeparator } from './unmet-data.ts';

/** Of data that misses a hypothesis. */
const SIZE: DatasetSize = { points: [1, 4], dimension: [2, 4] };
/** σ is divided by these, to see orders. */
const DIVISORS = [1, 2, 4];

function separatorDirection({ data }: AlignmentCase): number[] | undefined {
  const linear = l2Margin(data);
  if (linear.status !== 'optimal') return undefined;
  const w = linear.w.map((value) => value.toNumber());
  return w.map((value) => value / Math.hypot(...w));
}

/** Output weights 0, and no force on them: f = 0 for ever. Exact. */
function isStationary({ data, alpha, start }: AlignmentCase): boolean {
  return (
    start.a.every((value) => value.sign() === 0) &&
    start.w.every((row) => initialForce(data, alpha, row).sign() === 0)
  );
}

function decide(instance: AlignmentCase, asserted: Asserted): Decision {
  if (isStationary(instance))
    return refutes('proved', 'the start is stationary, f = 0 and ∇𝓛 = 0: ‖θ‖ never grows to r');
  if (!someNeuronGrows(instance.start, instance.data))
    return undecided('no neuron grows to first order, so no formula applies');
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
    'The net is linear at this stage only if Σb² is the same on both sides, or α = 1: it bends at ⟨μ,x⟩ = 0 by (1−α)/(1+α)·|B₊−B₋|/(B₊+B₋), whatever σ. What is linear is its decision. And the slope 2 needs more than ten times the floor: the two parts of the tilt are vectors, and their product moves the slope over a halving of σ by up to 2/log 2 times their ratio, so a thousand times the floor is asked for. The floor is given in full: T is a sum over the data (docs/simplicity.md).',
  hypotheses: [
    separableData(alignmentCases({ data: unseparable(SIZE).map(symmetrise) })),
    {
      id: 'symmetric',
      statement: '(−x, −y) occurs as often as (x, y)',
      holds: ({ data }) => isSymmetric(data),
      without: alignmentCases({ data: separable(SIZE), alpha: leakySlope(8) }),
    },
    {
      id: 'non-degenerate',
      statement: '⟨μ, x⟩ ≠ 0 at every point, μ = (1/n) Σ y x',
      holds: ({ data }) => data.x.every((row) => innerProduct(labelMean(data), row).sign() !== 0),
      without: alignmentCases({ data: degenerate() }),
    },
    {
      id: 'growing',
      statement: 'a_k + ⟨w_k, μ/‖μ‖⟩ ≠ 0 for some neuron',
      holds: ({ start, data }) => someNeuronGrows(start, data),
      without: alignmentCases().map((instance) => ({
        ...instance,
        start: madeStationary(instance.start, instance.data),
      })),
    },
    {
      id: 'off-axis',
      statement: 'some neuron does not start along ±μ (else the distances are of order σ²)',
      holds: ({ start, data }) => someNeuronIsOffAxis(start, data),
      without: alignmentCases().map((instance) => ({
        ...instance,
        start: madeAxial(instance.start, instance.data),
      })),
    },
    {
      id: 'small',
      statement:
        'σ‖P⊥w_k‖√(2Σb²)/(|b_k| r) ≤ 1/16 for the neurons that carry weight, and ≤ half of the least sine of the angle from μ to a kink; σ‖θ̄‖ ≤ r/8',
      holds: startIsSmall,
      without: alignmentCases({ tilt: [0, 1], balance: [4, 6] }),
    },
    {
      id: 'small-norm',
      statement: 'r²/(2Σb²) times the largest margin (and pull T) that unit growth gives is at most 1/64',
      holds: normIsSmall,
      without: alignmentCases({ balance: [-4, -2] }),
    },
  ],
  cases: alignmentCases(),
  caseSchema: z
    .strictObject({ ...twoLayerFields, norm: positiveNumber })
    .refine(startFits, 'expected a row of w for every neuron, as long as a point'),
  prediction: PREDICTION,
  decide,
  gap: 'formulaError',
  axes: TWO_LAYER_AXES,
  controls: [
    {
      id: 'other-direction',
      statement: 'alignment with the max-margin separator, where that is far from μ',
      cases: alignmentCases({ data: meanOffSeparator() }),
      variant: { ...PREDICTION, axis: 'max-margin separator' },
    },
    {
      id: 'order-one',
      statement: '1 − |cos| of order σ, where the floor is low enough for an order to show',
      cases: alignmentCases({ adapt: madeTilted, balance: [4, 4] }),
      variant: { ...PREDICTION, order: 1 },
    },
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
      statement:
        'points of one class in one orthant: neurons against it grow at α times the rate of their negatives',
      cases: alignmentCases({
        data: inOneOrthant({ points: [2, 6], dimension: [2, 4] }),
        adapt: madeOpposed,
        alpha: leakySlope(8),
        tilt: [-8, -8],
      }),
    },
  ],
  onData: onSeparable(({ few, dimension }) =>
    alignmentCases({ data: few.map(symmetrise), maxDimension: dimension }),
  ),
};
