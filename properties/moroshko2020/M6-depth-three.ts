import fc from 'fast-check';
import type { Claim } from '../../src/claims/claim.ts';
import { allOf, type Decision } from '../../src/claims/decision.ts';
import { separable, separatorsDiffer } from '../../src/generators/datasets.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { separableData } from '../separable-data.ts';
import { type DeepLimit, endsAt } from './deep-limit.ts';
import { anyLabels, DATA_AXES, type ScaledCase, scaledCase } from './diagonal-cases.ts';
import { depths, endsAtOneCoordinate } from './ends-at-one-coordinate.ts';
import { fallsWithScale } from './kernel-regime.ts';
import { moroshko2020 } from './paper.ts';

interface Asserted {
  readonly limit: DeepLimit;
  /** The difference from the linear model is said to be of order 2 in G/α^kernelPower. */
  readonly kernelPower: 'depth' | 'two';
}

const RHO = 0.03;

async function decide(instance: ScaledCase, { limit, kernelPower }: Asserted): Promise<Decision> {
  const { data, power } = instance;
  const fall = 10 ** (kernelPower === 'depth' ? -2 : -4 / power);
  return allOf([await endsAt(instance, limit), fallsWithScale(data, power, RHO, fall)]);
}

/** 1/32 to 1/4. */
const smallScale = () => fc.integer({ min: 1, max: 8 }).map((k) => Rational.of(BigInt(k), 32n));

/** M6: deeper diagonal networks end at a stationary point of the ℓ_{2/D} problem, which need not be an optimum of anything. */
export const M6: Claim<ScaledCase, Asserted> = {
  id: 'M6',
  title: 'depth three and more',
  source: moroshko2020,
  statement:
    'For D ≥ 3, fixed α and loss → 0, w converges in direction to a stationary point of: minimise Σ|w_j|^{2/D} subject to margins of at least 1. It need be neither the ℓ1 separator nor the global ℓ_{2/D} optimum. At a given loss w differs from the linear model by order ρ², ρ = ‖w‖∞/(2α^D): the kernel regime needs log(1/𝓛) ≪ α^D.',
  differs:
    'Evidence for the limit: a run to log10 loss −10⁹ whose direction moves by less than 10⁻⁵ over the last decade, and a KKT certificate of the point it is snapped to. That it need be no optimum is shown by a family: z = (−a, b), (c, e) with b < e and b + e ≥ 2|c − a| ends at (0, 1/b) from small starts, and where the separator through both points is shorter, that is neither the ℓ1 nor the ℓ_{2/D} optimum.',
  hypotheses: [
    separableData(fc.record({ data: anyLabels(), power: depths(), alpha: smallScale() })),
    {
      id: 'depth',
      statement: 'D ≥ 3',
      holds: ({ power }) => power >= 3,
      without: fc.record({
        data: separable({ points: [1, 5], dimension: [1, 5] }),
        power: fc.constant(2),
        alpha: smallScale(),
      }),
    },
  ],
  cases: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        data: separable({ points: [1, 5], dimension: [1, 5] }),
        power: depths(),
        alpha: smallScale(),
      }),
    },
    { weight: 1, arbitrary: endsAtOneCoordinate() },
  ),
  caseSchema: scaledCase,
  prediction: { limit: 'stationary', kernelPower: 'depth' },
  decide,
  gap: 'distance',
  axes: DATA_AXES,
  controls: [
    {
      id: 'l1-separator',
      statement: 'the ℓ1 separator as the limit, on two points where the run ends at one coordinate',
      cases: endsAtOneCoordinate(),
      variant: { limit: 'l1', kernelPower: 'depth' },
    },
    {
      id: 'global-optimum',
      statement: 'the global ℓ_{2/D} optimum as the limit, on the same data',
      cases: endsAtOneCoordinate(),
      variant: { limit: 'global', kernelPower: 'depth' },
    },
    {
      id: 'l2-separator',
      statement: 'the ℓ2 separator as the limit, on data where the separators differ',
      cases: fc.record({ data: separatorsDiffer(), power: depths(), alpha: smallScale() }),
      variant: { limit: 'l2', kernelPower: 'depth' },
    },
    {
      id: 'kernel-scale-alpha-squared',
      statement: 'log(1/𝓛) ≪ α² as the kernel regime of depth D, on data where the separators differ',
      cases: fc.record({ data: separatorsDiffer(), power: depths(), alpha: smallScale() }),
      variant: { limit: 'stationary', kernelPower: 'two' },
    },
  ],
};
