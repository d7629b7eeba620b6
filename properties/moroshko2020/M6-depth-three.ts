import fc from 'fast-check';
import { z } from 'zod';
import { l2Margin } from '../../oracles/l2-margin.ts';
import { quasiNormOptimum } from '../../oracles/local-optimality/quasi-norm.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { allOf, type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { exactDataset, exactNumber } from '../../src/claims/exact-schemas.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { separable, separatorsDiffer } from '../../src/generators/datasets.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { unreached } from '../flow-twice.ts';
import { diagonalProblem, nearestDepth, preciselyTwice, statesOf } from './diagonal-run.ts';
import { withSigns } from './generators.ts';
import { fallsWithScale } from './kernel-regime.ts';
import { l1Limit } from './l1-limit.ts';
import { moroshko2020 } from './paper.ts';
import { certifyStationary, snappedLimit } from './quasi-norm-limit.ts';
import { angleBetween } from './vectors.ts';

/** A network of depth D = power from u± = α·1. */
export interface DeepCase {
  readonly data: Dataset;
  readonly power: number;
  readonly alpha: Rational;
}

interface Asserted {
  readonly limit: 'stationary' | 'l1' | 'l2' | 'global';
  /** The difference from the linear model is said to be of order 2 in G/α^kernelPower. */
  readonly kernelPower: 'depth' | 'two';
}

/** log10 𝓛 at the end: the next one where a feature nearly ties, so that C in C/G is large. */
const UNTIL = [-1e9, -1e13, -1e17];
/** The direction may move by so much over the last decade of log 𝓛; settled runs move by C/G. */
const SETTLED = 1e-5;
const RHO = 0.03;

/** Whether the run ends at what is asserted. */
async function endsAt(instance: DeepCase, asserted: Asserted['limit']): Promise<Decision> {
  let decision = undecided('no depth was given');
  for (const until of UNTIL) {
    decision = await endsAtBy(until, instance, asserted);
    if (decision.outcome !== 'undecided') break;
  }
  return decision;
}

async function endsAtBy(
  until: number,
  { data, power, alpha }: DeepCase,
  asserted: Asserted['limit'],
): Promise<Decision> {
  const runs = preciselyTwice(diagonalProblem(data, power, alpha.toNumber(), until));
  const short = unreached(runs);
  if (short) return undecided(short);
  const coarse = statesOf(runs.coarse);
  const states = statesOf(runs.fine).filter(({ depth }) => depth > 0);
  const last = states.at(-1)!;
  const errorEstimate = angleBetween(coarse.at(-1)!.w, last.w);
  const change = angleBetween(nearestDepth(states, last.depth / 10).w, last.w) + errorEstimate;
  const limit = snappedLimit(data, last);
  if (change > SETTLED)
    return undecided(`the direction still moves: by ${change.toExponential(1)} over the last decade`, {
      change,
    });
  const distances = {
    toL1: await distanceTo(data, limit, 'l1'),
    toGlobal: angleBetween(limit, separator(quasiNormOptimum(data, 2 / power))),
  };
  const figures = { change, ...distances };
  if (angleBetween(limit, last.w) > SETTLED)
    return undecided('the direction is not at what it was snapped to', figures);
  if (asserted === 'stationary')
    return certifyStationary(data, limit, power)
      ? supports('measured', figures)
      : refutes('measured', `[${Array.from(limit)}] is not stationary`, figures);
  const distance = asserted === 'global' ? distances.toGlobal : await distanceTo(data, limit, asserted);
  if (distance <= SETTLED) return supports('measured', figures);
  return refutes(
    'measured',
    `the run ends ${distance.toExponential(1)} from the ${asserted} optimum`,
    figures,
  );
}

async function distanceTo(data: Dataset, w: Float64Array, norm: 'l1' | 'l2'): Promise<number> {
  if (norm === 'l2') return angleBetween(w, separator(l2Margin(data)));
  const optimum = await l1Limit(data);
  if (typeof optimum === 'string') throw new RangeError(optimum);
  return angleBetween(w, optimum.w);
}

function separator(
  optimum: { readonly w: readonly Rational[] } | { readonly status: 'infeasible' } | null,
): number[] {
  if (!optimum || !('w' in optimum)) throw new RangeError('the data is not separable');
  return optimum.w.map((value) => value.toNumber());
}

async function decide(instance: DeepCase, { limit, kernelPower }: Asserted): Promise<Decision> {
  const { data, power } = instance;
  const fall = 10 ** (kernelPower === 'depth' ? -2 : -4 / power);
  return allOf([await endsAt(instance, limit), fallsWithScale(data, power, RHO, fall)]);
}

const depths = () => fc.integer({ min: 3, max: 4 });
/** 1/32 to 1/4. */
const smallScale = () => fc.integer({ min: 1, max: 8 }).map((k) => Rational.of(BigInt(k), 32n));

/** A separator of two points in the plane that leaves a coordinate out costs at least so much more than the one through both. */
const WORSE = 1.02;

/**
 * z = (−a, b), (c, e), 0 < b < e. From a small start s = Xᵀν moves along the sum of the points until a coordinate blows up. It is the second one where
 * b + e > |c − a|, which separates alone: the run ends at (0, 1/b). The separator through both points is shorter in ℓ1 and in ℓ_{2/D}.
 */
function endsAtOneCoordinate(): fc.Arbitrary<DeepCase> {
  const plane: [number, number, number, number][] = [];
  for (let a = 1; a <= 6; a++)
    for (let b = 1; b <= 4; b++)
      for (let c = 1; c <= 6; c++)
        for (let e = b + 1; e <= 6; e++) {
          const [w1, w2] = [(e - b) / (a * e + b * c), (a + c) / (a * e + b * c)];
          const shorter = [1, 1 / 2].every((p) => WORSE * (w1 ** p + w2 ** p) < b ** -p);
          if (shorter && b + e >= 2 * Math.abs(c - a)) plane.push([a, b, c, e]);
        }
  const flags = fc.array(fc.boolean(), { minLength: 2, maxLength: 2 });
  return fc
    .record({ entries: fc.constantFrom(...plane), labels: flags, signs: flags, power: depths() })
    .map(({ entries: [a, b, c, e], labels, signs, power }) => {
      const rows = [
        [-a, b],
        [c, e],
      ].map((row) => row.map((value) => Rational.of(BigInt(value))));
      return {
        data: withSigns(rows, labels, signs, 'ends at one coordinate'),
        power,
        alpha: Rational.of(1n, 20n),
      };
    });
}

/** M6: deeper diagonal networks end at a stationary point of the ℓ_{2/D} problem, which need not be an optimum of anything. */
export const M6: Claim<DeepCase, Asserted> = {
  id: 'M6',
  title: 'depth three and more',
  source: moroshko2020,
  statement:
    'For D ≥ 3, fixed α and loss → 0, w converges in direction to a stationary point of: minimise Σ|w_j|^{2/D} subject to margins of at least 1. It need be neither the ℓ1 separator nor the global ℓ_{2/D} optimum. At a given loss w differs from the linear model by order ρ², ρ = ‖w‖∞/(2α^D): the kernel regime needs log(1/𝓛) ≪ α^D.',
  differs:
    'Evidence for the limit: a run to log10 loss −10⁹ whose direction moves by less than 10⁻⁵ over the last decade, and a KKT certificate of the point it is snapped to. That it need be no optimum is shown by a family: z = (−a, b), (c, e) with b < e and b + e ≥ 2|c − a| ends at (0, 1/b) from small starts, and where the separator through both points is shorter, that is neither the ℓ1 nor the ℓ_{2/D} optimum.',
  hypotheses: [
    {
      id: 'separable',
      statement: 'some w has y⟨w,x⟩ > 0 at every point',
      holds: ({ data }) => l2Margin(data).status === 'optimal',
    },
    { id: 'depth', statement: 'D ≥ 3', holds: ({ power }) => power >= 3 },
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
  caseSchema: z.strictObject({ data: exactDataset, power: z.int().min(2), alpha: exactNumber }),
  prediction: { limit: 'stationary', kernelPower: 'depth' },
  decide,
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
