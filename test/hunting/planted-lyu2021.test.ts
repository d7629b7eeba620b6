import { F5 } from '../../properties/foundations/F5-linear.ts';
import { L1 } from '../../properties/lyu2021/L1-optimum-is-linear.ts';
import { L2 } from '../../properties/lyu2021/L2-small-start-reaches-it.ts';
import type { AnyClaim } from '../../src/claims/claim.ts';
import { growthSigns } from '../../src/generators/starts.ts';
import type { TwoLayerCase } from '../../src/generators/two-layer-cases.ts';
import { huntPlanted, type Planted, type PlantedFalse, unconditional } from './hunt-planted.ts';

const FALSE: readonly PlantedFalse[] = [
  {
    name: "L1's value on data that is not symmetric",
    claim: unconditional(L1, 'symmetric'),
    why: /^one neuron, .* has the margin/,
  },
  {
    name: 'L2 from starts of σ = 10',
    claim: unconditional(L2, 'small-start'),
    why: /^from σ = \S+ the flow tends to a certified KKT point of 0\.\d+ of the optimum, not 1\.0/,
    points: 6,
  },
  {
    name: 'F5 with the ℓ∞ separator',
    claim: { ...F5, prediction: 'linf' },
    why: /^at log10 loss \S+ the direction is \S+ from the linf separator/,
  },
];

/** Every neuron grows, and on the same side of the mean. */
const oneSigned: AnyClaim = {
  ...L2,
  hypotheses: L2.hypotheses.map((hypothesis) =>
    hypothesis.id === 'two-signed'
      ? {
          id: 'one-signed',
          statement: 'a_k + ⟨w_k, μ/‖μ‖⟩ has one sign over the neurons k',
          holds: ({ start, data }: TwoLayerCase) =>
            Math.abs(sum(growthSigns(start, data))) === start.a.length,
        }
      : hypothesis,
  ),
  cases: unconditional(L2, 'two-signed').cases,
  prediction: 'one-neuron optimum',
};

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const TRUE: readonly Planted[] = [
  { claim: L1 },
  { claim: L2 },
  { name: 'L2 of one-signed starts, with their own limit', claim: oneSigned },
  { claim: F5 },
];

huntPlanted(FALSE, TRUE);
