import fc from 'fast-check';
import { z } from 'zod';
import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { exactDataset } from '../../src/claims/exact-schemas.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { float64 } from '../../src/numbers/float64.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { flowTwice, unreached } from '../flow-twice.ts';
import { separableData } from '../separable-data.ts';
import { anyLabels, DATA_AXES, positiveNumber } from './diagonal-cases.ts';
import { diagonalProblem, statesOf } from './diagonal-run.ts';
import { excessOf, onePointDepth, trainedDepths } from './excess.ts';
import { balanced, withSigns } from './generators.ts';
import { l1Limit } from './l1-limit.ts';
import { moroshko2020 } from './paper.ts';

/** How small the ℓ1 excess is to become, and from which start. */
export interface LossCase {
  readonly data: Dataset;
  readonly alpha: Rational;
  readonly excess: Rational;
}

/** The power of α by which the needed log(1/𝓛) is said to grow. */
type Power = number;

/** Of the excess at the predicted loss. */
const RELATIVE_ERROR = 1e-6;
/** On several points the depth is g·α² + b + o(1): how far the third of three depths may be from the line through two. */
const CURVATURE = 0.02;
/** How near to a depth its run ends, in log G: a last correction is of order 2. */
const LOCATED = 1e-3;
/** Multiples of the case's α at which the three are measured. */
const MULTIPLES = [8, 16, 32] as const;
/** Where they are not on a line yet, a larger α. */
const LARGER = [1, 4];
/** In units of α². */
const DEEPEST = 1e8;

async function decide(instance: LossCase, power: Power): Promise<Decision> {
  const optimum = await l1Limit(instance.data);
  if (typeof optimum === 'string') return undecided(optimum);
  return instance.data.x.length === 1
    ? decideOnePoint(instance, optimum.margin, power)
    : decideSeveral(instance, optimum.margin, power);
}

/** The excess at the loss that the closed form names must be the one asked for. */
function decideOnePoint({ data, alpha, excess }: LossCase, margin: number, power: Power): Decision {
  const sizes = data.x[0]!.map((value) => Math.abs(value.toNumber()));
  const wanted = excess.toNumber();
  const most = Math.max(...sizes);
  if (sizes.every((size) => most <= size * (1 + wanted)))
    return undecided(`the excess is below ${excess} from the start`);
  const depth = alpha.toNumber() ** power * onePointDepth(float64, sizes, wanted);
  const runs = flowTwice(diagonalProblem(data, 2, alpha.toNumber(), -depth / Math.LN10));
  const short = unreached(runs);
  if (short) return undecided(short);
  const found = [runs.coarse, runs.fine].map((run) => excessOf(statesOf(run).at(-1)!, margin));
  const off = Math.max(...found.map((value) => Math.abs(value / wanted - 1)));
  const figures = { log10Depth: Math.log10(depth), discrepancy: off };
  if (off <= RELATIVE_ERROR) return supports('measured', figures);
  const why = `at log10 loss ${(-depth / Math.LN10).toPrecision(9)} the excess is ${found[1]!.toPrecision(6)}, not ${wanted}`;
  return refutes('measured', why, figures);
}

/** Three depths must lie on a line over α^power, if not at first then nearer to one as α grows. */
function decideSeveral(instance: LossCase, margin: number, power: Power): Decision {
  const curvatures: number[] = [];
  for (const larger of LARGER) {
    const depths = depthsAt(instance, margin, larger);
    if (typeof depths === 'string') return undecided(depths);
    const [first, second, third] = depths;
    const [a, b, c] = MULTIPLES.map((multiple) => multiple ** power) as [number, number, number];
    const expected = second + ((second - first) * (c - b)) / (b - a);
    const curvature = Math.abs(third / expected - 1);
    curvatures.push(curvature);
    const figures = { log10Depth: Math.log10(third), discrepancy: curvature };
    if (curvature <= CURVATURE) return supports('measured', figures);
    if (larger === LARGER.at(-1) && curvature > curvatures[0]! / 2)
      return refutes(
        'measured',
        `log(1/𝓛) grows from ${second.toExponential(3)} to ${third.toExponential(3)}, not to ${expected.toExponential(3)}, as α is doubled`,
        figures,
      );
  }
  return undecided('the depths near a line in α² as α grows', { discrepancy: curvatures.at(-1)! });
}

/** The depths at the multiples of `larger` times α, or why one was not found. */
function depthsAt(
  { data, alpha, excess }: LossCase,
  margin: number,
  larger: number,
): [number, number, number] | string {
  const depths: number[] = [];
  for (const multiple of MULTIPLES) {
    const scale = larger * multiple * alpha.toNumber();
    const [depth] = trainedDepths(data, margin, scale, [excess.toNumber()], DEEPEST * scale ** 2, LOCATED);
    if (depth == null) return `at α = ${scale} the excess does not fall below ${excess} on the way`;
    depths.push(depth);
  }
  return depths as [number, number, number];
}

/** One point with a largest coordinate, all others at most ¾ of it. */
function onePoint(): fc.Arbitrary<Dataset> {
  return fc
    .record({
      largest: fc.integer({ min: 16, max: 32 }),
      others: fc.array(fc.integer({ min: 4, max: 12 }), { minLength: 1, maxLength: 3 }),
      signs: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      label: fc.boolean(),
    })
    .map(({ largest, others, signs, label }) => {
      const row = [largest, ...others].map((value) => Rational.of(BigInt(value), 8n));
      return withSigns([row], [label], signs, 'one point');
    });
}

const excesses = (...values: readonly string[]) =>
  fc.constantFrom(...values).map((text) => Rational.fromDecimal(text));
const sixteenths = (min: number, max: number) =>
  fc.integer({ min, max }).map((k) => Rational.of(BigInt(k), 16n));

function onePointCases(): fc.Arbitrary<LossCase> {
  return fc.record({ data: onePoint(), alpha: sixteenths(8, 64), excess: excesses('0.1', '0.01', '0.001') });
}

/** M5: the losses that the ultimate limit needs are ridiculous, and grow with the scale of the start. */
export const M5: Claim<LossCase, Power> = {
  id: 'M5',
  title: 'ridiculous accuracies',
  source: moroshko2020,
  statement:
    'For D = 2, let G(ε, α) = log(1/𝓛) be the depth at which the ℓ1 excess γ₁‖w‖₁/min q − 1 falls to ε. On one point it is α²·g(ε) with g explicit; for x = (1, 2), α = 1 and ε = 10 %, 1 %, 0.1 % that is log10 loss −17.50697, −2148.00224 and −216928.355. On several points it is α²·g(ε) + b(ε) + o(1) as α grows.',
  differs:
    'That the needed loss scales with α² is exact for one point only. On several points it is a line in α² for large α, and where no inactive feature lags behind, its slope g is 0 for the larger ε.',
  hypotheses: [
    separableData(
      fc.record({ data: anyLabels(), alpha: sixteenths(8, 32), excess: excesses('0.03', '0.01') }),
    ),
  ],
  cases: fc.oneof(
    { weight: 2, arbitrary: onePointCases() },
    {
      weight: 1,
      arbitrary: fc.record({
        data: balanced(0.4, 0.7),
        alpha: sixteenths(8, 32),
        excess: excesses('0.03', '0.01'),
      }),
    },
  ),
  caseSchema: z.strictObject({ data: exactDataset, alpha: positiveNumber, excess: positiveNumber }),
  prediction: 2,
  decide,
  gap: 'discrepancy',
  axes: DATA_AXES,
  controls: [
    {
      id: 'alpha-cubed',
      statement: 'a loss that grows with α³, on one point with α ≥ 3/2',
      cases: fc.record({ data: onePoint(), alpha: sixteenths(24, 64), excess: excesses('0.1', '0.01') }),
      variant: 3,
    },
    {
      id: 'alpha-itself',
      statement: 'a loss that grows with α, on several points with a lagging feature',
      cases: fc.record({ data: balanced(0.4, 0.7), alpha: sixteenths(24, 48), excess: excesses('0.01') }),
      variant: 1,
    },
  ],
};
