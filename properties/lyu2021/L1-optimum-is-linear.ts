import fc from 'fast-check';
import { z } from 'zod';
import { checkCertificate } from '../../oracles/checker/check.ts';
import { l2Margin } from '../../oracles/l2-margin.ts';
import { oneNeuronMargin } from '../../oracles/one-neuron-margin.ts';
import { mirrorImages, symmetricOptimum } from '../../oracles/two-layer-symmetric.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { exactDataset, exactNumber } from '../../src/claims/exact-schemas.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { symmetrise } from '../../src/data/transforms.ts';
import { oneClass, symmetric } from '../../src/generators/datasets.ts';
import { leakySlope } from '../../src/generators/slopes.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { lyu2021 } from './paper.ts';

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

/** Exact both ways: a certificate that the value is the optimum, or a net with a larger margin. */
function decide(instance: Case): Decision {
  const value = assertedValueSquared(instance);
  if (!value) return undecided('the data is not separable, so the value is not defined');
  for (const sign of [1, -1] as const) {
    const net = oneNeuronMargin(instance.data, instance.alpha, sign);
    if (net && net.marginSquared.compare(value) > 0)
      return refutes(
        'proved',
        `one neuron, a of sign ${sign} and w along (${net.w.join(', ')}), has a larger margin`,
        {
          assertedMargin: Math.sqrt(value.toNumber()),
          largerMargin: Math.sqrt(net.marginSquared.toNumber()),
        },
      );
  }
  const optimum = symmetricOptimum(instance.data, instance.alpha);
  if (optimum.status !== 'optimal')
    return undecided(
      'neither a larger margin nor a proof of optimality was found: the data is not symmetric',
    );
  const checked = checkCertificate(optimum.certificate);
  if (!checked.accepted) return undecided(`the checker rejects the certificate: ${checked.message}`);
  if (!optimum.marginSquared.equals(value))
    return refutes('proved', `the optimum is √(${optimum.marginSquared}), not √(${value})`);
  return supports('proved');
}

/** L1: on symmetric separable data no two-layer net beats the best linear function. */
export const L1: Claim<Case> = {
  id: 'L1',
  title: 'global optimum is linear',
  source: lyu2021,
  statement:
    'On separable symmetric data and for 0 < α ≤ 1, the largest normalised margin over all two-layer leaky ReLU nets of any width m ≥ 2 is exactly (1+α)/4 · γ*.',
  hypotheses: [
    {
      id: 'separable',
      statement: 'some w has y⟨w,x⟩ > 0 at every point',
      holds: ({ data }) => l2Margin(data).status === 'optimal',
    },
    {
      id: 'symmetric',
      statement: '(x, y) in S implies (−x, −y) in S',
      holds: ({ data }) => 'mirrors' in mirrorImages(data),
    },
  ],
  cases: fc.record({ data: symmetric(), alpha: leakySlope(16) }),
  caseSchema: z.strictObject({ data: exactDataset, alpha: exactNumber }),
  prediction: undefined,
  decide,
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
