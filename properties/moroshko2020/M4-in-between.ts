import fc from 'fast-check';
import { z } from 'zod';
import { checkCertificate } from '../../oracles/checker/check.ts';
import { l2Margin } from '../../oracles/l2-margin.ts';
import { qMuMinimum } from '../../oracles/q-mu-minimum.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import { exactDataset } from '../../src/claims/exact-schemas.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { separable } from '../../src/generators/datasets.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import { type FlowTwiceOptions, unreached } from '../flow-twice.ts';
import { separableData } from '../separable-data.ts';
import { anyLabels, DATA_AXES, positiveNumber } from './diagonal-cases.ts';
import { diagonalProblem, preciselyOnce, preciselyTwice, statesOf } from './diagonal-run.ts';
import { dualPath, largestFall } from './dual-path.ts';
import { obtuse } from './generators.ts';
import { frozenLimit, losingSupport, readLosingSupport } from './losing-support.ts';
import { moroshko2020 } from './paper.ts';

/** Data and the ratio α²/log(1/𝓛) at which the run ends. */
export interface InBetween {
  readonly data: Dataset;
  readonly mu: Rational;
}

/** What w/log(1/𝓛) is said to tend to: the minimiser of Q for a multiple of μ, or the limit with a frozen multiplier. */
type Asserted = { readonly multipleOfMu: number } | 'frozen multiplier';

/** The scales at which the run is made: the error falls like 1/G = μ/α². */
const SCALES = [100, 1000] as const;
const ENOUGH_FALL = 1 / 30;
const NO_FALL = 1 / 3;
/** Of directions in float64. */
const ROUNDING = 1e-8;
/** A fall of a dual variable that the path is too coarse to show moves w by less than this. */
const CLEARLY_OFF = 1e-5;
/** Interior-point multipliers are good to this. */
const DUAL_ROUNDING = 1e-7;

/** The asserted limit, or why there is none. */
function assertedLimit({ data, mu }: InBetween, asserted: Asserted): number[] | string {
  if (asserted === 'frozen multiplier') {
    const net = readLosingSupport(data);
    return frozenLimit(net, 1 / mu.toNumber()).map((value, j) => net.signs[j]! * value);
  }
  const minimum = qMuMinimum(data, mu.mul(Rational.of(BigInt(asserted.multipleOfMu))));
  if (minimum.status !== 'optimal') return `the data is ${minimum.status}`;
  const checked = checkCertificate(minimum.certificate);
  if (!checked.accepted) return `the checker rejects the Q_μ certificate: ${checked.message}`;
  return minimum.w.map((value) => value.toNumber());
}

function decide(instance: InBetween, asserted: Asserted): Decision {
  const limit = assertedLimit(instance, asserted);
  if (typeof limit === 'string') return undecided(limit);
  const size = Math.hypot(...limit);
  const problem = (alpha: number): FlowTwiceOptions =>
    diagonalProblem(instance.data, 2, alpha, -(alpha ** 2) / (instance.mu.toNumber() * Math.LN10));
  const normalised = (run: Trajectory) => {
    const { w, depth } = statesOf(run).at(-1)!;
    return Array.from(w, (value) => value / depth);
  };
  const off = (w: readonly number[], from: readonly number[]) =>
    Math.hypot(...w.map((value, j) => value - from[j]!)) / size;

  const first = preciselyOnce(problem(SCALES[0]));
  const runs = preciselyTwice(problem(SCALES[1]));
  const short = unreached(runs) ?? unreached({ coarse: first, fine: first });
  if (short) return undecided(short);
  const fine = normalised(runs.fine);
  const errorEstimate = off(normalised(runs.coarse), fine);
  const [before, error] = [off(normalised(first), limit), off(fine, limit)];
  const figures = { error, errorAtSmallerScale: before, errorEstimate };
  const resolution = ROUNDING + 10 * errorEstimate;
  if (error <= ENOUGH_FALL * before + resolution) return supports('measured', figures);
  if (error > NO_FALL * before && error > CLEARLY_OFF + 10 * resolution)
    return refutes(
      'measured',
      `w/log(1/𝓛) is ${error.toExponential(2)} off, and was ${before.toExponential(2)} off at a tenth of the scale`,
      figures,
    );
  return undecided(`the error fell from ${before.toExponential(1)} to ${error.toExponential(1)}`, figures);
}

/** 1/μ from 1 to 1024. */
const ratio = () =>
  fc.integer({ min: 0, max: 20 }).map((k) => Rational.of(1n, BigInt(Math.round(2 ** (k / 2)))));

/** M4: between the regimes, w minimises Q_μ, as long as no multiplier of the Q_μ′ problems decreases on the way. */
export const M4: Claim<InBetween, Asserted> = {
  id: 'M4',
  title: 'between the regimes',
  source: moroshko2020,
  statement:
    'For D = 2 and α → ∞ with log(1/𝓛)/α² → 1/μ, w/log(1/𝓛) tends to the minimiser of Q_μ(w) = Σ_j ∫₀^{w_j} arcsinh(s/2μ) ds among the separators of margin 1, provided that no dual variable of the Q_μ′ problems decreases as μ′ falls to μ.',
  differs:
    'The proviso is ours, and it is needed: 4Xᵀν = arcsinh(w/2α²) = ∇Q_μ(w/log(1/𝓛)) makes 4|ν| the dual variables, and ν cannot decrease. That the support vectors do not change is not enough: on x = (5, 0), (4, 3), y = +1 both points support the minimiser for all 1/μ < 402.952, but its first dual variable falls from 1/μ = 30.4725 on, and at 1/μ = 300 the flow is at (0.215045, 0.046606) instead of (0.2, 0.066667). Cases are drawn with y_iy_k x_i∘x_k ≤ 0 coordinatewise for i ≠ k, which is sufficient: then Zdiag(w′)Zᵀ has no positive entry off its diagonal, and the dual variables grow.',
  hypotheses: [
    separableData(fc.record({ data: anyLabels(), mu: ratio() })),
    {
      id: 'monotone-duals',
      statement: 'no dual variable of the Q_μ′ problem decreases as μ′ falls to μ',
      holds: ({ data, mu }) => {
        const separator = l2Margin(data);
        if (separator.status !== 'optimal') return true;
        const w = separator.w.map((value) => value.toNumber());
        return largestFall(dualPath(data, w, mu.toNumber())) <= DUAL_ROUNDING;
      },
      without: fc.oneof(
        fc.record({ data: separable({ points: [2, 4], dimension: [2, 3] }), mu: ratio() }),
        losingSupport(),
      ),
    },
  ],
  cases: fc.record({ data: obtuse(), mu: ratio() }),
  caseSchema: z.strictObject({ data: exactDataset, mu: positiveNumber }),
  prediction: { multipleOfMu: 1 },
  decide,
  gap: 'error',
  axes: DATA_AXES,
  controls: [
    {
      id: 'decreasing-dual',
      statement:
        'z = (a, 0), (b, c) beyond the peak of the first dual variable, where both points still support the minimiser; the flow keeps that variable',
      cases: losingSupport(),
      variant: { multipleOfMu: 1 },
      instead: 'frozen multiplier',
    },
    {
      id: 'another-mu',
      statement: 'the minimiser of Q for 2μ, on one point with unequal coordinates',
      cases: fc.record({
        data: fc.integer({ min: 2, max: 8 }).map((k) => ({
          name: 'one point',
          x: [[Rational.ONE, Rational.of(BigInt(k))]],
          y: [1 as const],
        })),
        mu: ratio(),
      }),
      variant: { multipleOfMu: 2 },
    },
  ],
};
