import fc from 'fast-check';
import { z } from 'zod';
import { checkCertificate } from '../../oracles/checker/check.ts';
import { l2Margin } from '../../oracles/l2-margin.ts';
import { type OneNeuronNet, oneNeuronMargin } from '../../oracles/one-neuron-margin.ts';
import { mirrorImages, symmetricOptimum } from '../../oracles/two-layer-symmetric.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { exactDataset } from '../../src/claims/exact-schemas.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { symmetrise } from '../../src/data/transforms.ts';
import { oneClass, symmetric, unseparable } from '../../src/generators/datasets.ts';
import { leakySlope } from '../../src/generators/slopes.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { separableData } from '../separable-data.ts';
import { leakySlopeSchema } from './case-schemas.ts';
import { lyu2021 } from './paper.ts';
import { asymmetric } from './unmet-data.ts';

interface Case {
  readonly data: Dataset;
  readonly alpha: Rational;
}

/** ((1+α)/4)²·γ*², the square of the value that the claim asserts. */
function assertedValueSquared({ data, alpha }: Case): Rational | undefined {
  const linear = l2Margin(data);
  if (linear.status === 'infeasible') return undefined;
  const factor = alpha.add(Rational.ONE).div(Rational.of(4n));
  return factor.mul(factor).mul(linear.marginSquared);
}

/** The better of the best nets of one neuron, of either sign; undefined where none separates the data. */
function bestNeuron({ data, alpha }: Case): OneNeuronNet | undefined {
  const [positive, negative] = ([1, -1] as const).map((sign) => oneNeuronMargin(data, alpha, sign));
  if (!positive || !negative) return positive ?? negative;
  return positive.marginSquared.compare(negative.marginSquared) < 0 ? negative : positive;
}

/** Exact both ways: a certificate that the value is the optimum, or a net with a larger margin. */
function decide(instance: Case): Decision {
  const value = assertedValueSquared(instance);
  if (!value) return undecided('the data is not separable, so the value is not defined');
  const neuron = bestNeuron(instance);
  const figures = neuron && { ratioOfOneNeuron: Math.sqrt(neuron.marginSquared.div(value).toNumber()) };
  if (neuron && neuron.marginSquared.compare(value) > 0) {
    const { accepted } = checkCertificate(neuron.certificate);
    if (!accepted) return undecided('the checker rejects the certificate of one neuron', figures);
    return refutes(
      'proved',
      `one neuron, a of sign ${neuron.sign} and w along (${neuron.w.join(', ')}), has the margin √(${neuron.marginSquared}), above √(${value})`,
      figures,
    );
  }
  const optimum = symmetricOptimum(instance.data, instance.alpha);
  if (optimum.status !== 'optimal')
    return undecided(
      'neither a larger margin nor a proof of optimality was found: the data is not symmetric',
      figures,
    );
  const checked = checkCertificate(optimum.certificate);
  if (!checked.accepted) return undecided(`the checker rejects the certificate: ${checked.message}`);
  if (!optimum.marginSquared.equals(value))
    return refutes('proved', `the optimum is √(${optimum.marginSquared}), not √(${value})`, figures);
  return supports('proved', figures);
}

/** L1: on symmetric separable data no two-layer net beats the best linear function. */
export const L1: Claim<Case> = {
  id: 'L1',
  title: 'global optimum is linear',
  source: lyu2021,
  statement:
    'On separable symmetric data and for 0 < α ≤ 1, the largest normalised margin over all two-layer leaky ReLU nets of any width m ≥ 2 is exactly (1+α)/4 · γ*.',
  hypotheses: [
    separableData(fc.record({ data: unseparable().map(symmetrise), alpha: leakySlope(16) })),
    {
      id: 'symmetric',
      statement: '(x, y) in S implies (−x, −y) in S',
      holds: ({ data }) => 'mirrors' in mirrorImages(data),
      without: fc.record({ data: asymmetric(), alpha: leakySlope(16) }),
    },
  ],
  cases: fc.record({ data: symmetric(), alpha: leakySlope(16) }),
  caseSchema: z.strictObject({ data: exactDataset, alpha: leakySlopeSchema }),
  prediction: undefined,
  decide,
  gap: 'ratioOfOneNeuron',
  axes: { points: ['data.x', 'data.y'], coordinates: ['data.x.*'] },
  controls: [
    {
      id: 'one-class',
      statement: 'the same value on data that is not symmetric (one class only)',
      cases: fc.record({ data: oneClass(), alpha: leakySlope(15) }),
    },
  ],
  onData: (data) =>
    l2Margin(data).status === 'optimal'
      ? fc.record({ data: fc.constant(symmetrise(data)), alpha: leakySlope(16) })
      : { unmet: 'separable: no w separates the data through the origin' },
};
