import fc from 'fast-check';
import { z } from 'zod';
import { checkCertificate } from '../../oracles/checker/check.ts';
import { l2Margin } from '../../oracles/l2-margin.ts';
import { lpMargin } from '../../oracles/lp-margin.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { allOf, type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { exactDataset } from '../../src/claims/exact-schemas.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { fewPointsOf, separable, separatorsDiffer } from '../../src/generators/datasets.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { separableData } from '../separable-data.ts';
import { anyLabels, DATA_AXES, positiveNumber } from './diagonal-cases.ts';
import { unfit } from './given-data.ts';
import { besideLinear, fallsWithScale, linearWeights, RESOLUTION } from './kernel-regime.ts';
import { moroshko2020 } from './paper.ts';
import { angleBetween, largest } from './vectors.ts';

/** The scale depends on the loss: a case is data, and how far the weights of the smaller scale have moved. */
export interface KernelCase {
  readonly data: Dataset;
  /** ρ = ‖w‖∞/(2α²). */
  readonly rho: Rational;
}

interface Asserted {
  readonly limit: 'l2' | 'l1';
  /** The power of ρ that the difference from the linear model is said to be. */
  readonly order: number;
}

/** The distance from the separator is c/G, up to log G where the optimum is degenerate: it falls at least so much over a decade of G. */
const DEPTHS = [1e4, 1e5] as const;
const LEAST_FALL = 1 / 5;
/** ρ = G/α² up to the size of w, far below the 1/G that is looked for. */
const SMALL_RHO = [1e-2, 1e-3] as const;

async function separator(data: Dataset, norm: 'l2' | 'l1'): Promise<number[] | string> {
  const optimum = norm === 'l2' ? l2Margin(data) : await lpMargin(data, norm);
  if (optimum.status !== 'optimal') return `the data is ${optimum.status}`;
  const checked = checkCertificate(optimum.certificate);
  if (!checked.accepted) return `the checker rejects the ${norm} certificate: ${checked.message}`;
  return optimum.w.map((value) => value.toNumber());
}

async function nearsSeparator(data: Dataset, norm: 'l2' | 'l1'): Promise<Decision> {
  const target = await separator(data, norm);
  if (typeof target === 'string') return undecided(target);
  const errors: number[] = [];
  let resolution = RESOLUTION;
  for (const [k, depth] of DEPTHS.entries()) {
    const linear = linearWeights(data, depth);
    if (typeof linear === 'string') return undecided(linear);
    const rho = SMALL_RHO[k]!;
    const net = besideLinear(data, 2, depth, linear, Math.sqrt(largest(linear) / (2 * rho)));
    if (typeof net === 'string') return undecided(net);
    errors.push(angleBetween(net.w, target));
    resolution = RESOLUTION + 10 * net.errorEstimate + rho ** 2;
  }
  const [before, error] = errors as [number, number];
  const figures = { directionError: error };
  if (error <= LEAST_FALL * before + resolution) return supports('measured', figures);
  return refutes(
    'measured',
    `the distance from the ${norm} separator goes from ${before.toExponential(2)} to ${error.toExponential(2)} over a decade of log(1/𝓛)`,
    figures,
  );
}

async function decide({ data, rho }: KernelCase, { limit, order }: Asserted): Promise<Decision> {
  return allOf([fallsWithScale(data, 2, rho.toNumber(), 10 ** -order), await nearsSeparator(data, limit)]);
}

const LARGEST_RATIO = Rational.of(3n, 100n);
const smallRatio = fc.constant(LARGEST_RATIO);
/** 1 to 16. */
const largeRatio = fc.integer({ min: 1, max: 16 }).map((k) => Rational.of(BigInt(k)));

/** M3: from a large start the network behaves like the linear model and finds the ℓ2 max margin. */
export const M3: Claim<KernelCase, Asserted> = {
  id: 'M3',
  title: 'the kernel regime finds the ℓ2 max margin',
  source: moroshko2020,
  statement:
    'For D = 2 and α → ∞ with log(1/𝓛) → ∞ but log(1/𝓛)/α² → 0, w converges in direction to the ℓ2 max-margin separator. At the same loss w differs from the linear model by order ρ², ρ = ‖w‖∞/(2α²), and the linear model from the separator by order 1/log(1/𝓛).',
  differs:
    'The paper states the limit; the two orders are ours. Each is asserted on its own: α² ten times as large divides the difference from the linear model by 100.',
  hypotheses: [
    separableData(fc.record({ data: anyLabels(), rho: smallRatio })),
    {
      id: 'large-scale',
      statement: 'ρ ≤ 3/100 at the smaller of the two scales: α² ≫ log(1/𝓛)',
      holds: ({ rho }) => rho.compare(LARGEST_RATIO) <= 0,
      without: fc.record({ data: separable({ points: [1, 6], dimension: [1, 4] }), rho: largeRatio }),
    },
  ],
  cases: fc.record({ data: separable({ points: [1, 6], dimension: [1, 4] }), rho: smallRatio }),
  caseSchema: z.strictObject({ data: exactDataset, rho: positiveNumber }),
  prediction: { limit: 'l2', order: 2 },
  decide,
  gap: 'offOverExpected',
  axes: DATA_AXES,
  controls: [
    {
      id: 'l1-separator',
      statement: 'the ℓ1 max-margin separator as the limit, on data where it differs',
      cases: fc.record({ data: separatorsDiffer(), rho: smallRatio }),
      variant: { limit: 'l1', order: 2 },
    },
    {
      id: 'order-one',
      statement: 'a difference of order ρ, on data where the separators differ',
      cases: fc.record({ data: separatorsDiffer(), rho: smallRatio }),
      variant: { limit: 'l2', order: 1 },
    },
    {
      id: 'outside-the-regime',
      statement: 'the same at ρ = 10 and 1, where α² is below log(1/𝓛)',
      cases: fc.record({ data: separatorsDiffer(), rho: fc.constant(Rational.of(10n)) }),
    },
  ],
  onData: (data) => {
    const unmet = unfit(data);
    return unmet ? { unmet } : fc.record({ data: fewPointsOf(data), rho: smallRatio });
  },
};
