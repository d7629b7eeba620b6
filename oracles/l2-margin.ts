import type { Dataset } from '../src/data/dataset.ts';
import { Rational } from '../src/numbers/rational.ts';
import { type Certificate, certificateCombination, certificateData } from './certificate.ts';
import { leastNorm, type Weights } from './least-norm.ts';
import { guessSupport } from './least-norm-guess.ts';
import { type SignedPoints, signedPoints } from './signed-points.ts';

/** The data cannot be separated: Σ combination_i y_i x_i = 0 with combination ≥ 0, not all 0 (Gordan). */
export interface Infeasible {
  readonly status: 'infeasible';
  /** n multipliers, the least positive integers of their ray. */
  readonly combination: readonly Rational[];
  readonly certificate: Certificate;
}

/** The ℓ2 max-margin separator. Shapes: w has d entries, multipliers n. */
export interface L2Optimal {
  readonly status: 'optimal';
  /** Square of the largest margin of a unit-norm separator: 1/‖w‖². */
  readonly marginSquared: Rational;
  /** The separator, scaled so that its least margin is exactly 1. Unique. */
  readonly w: readonly Rational[];
  /** λ ≥ 0 with w = Σ λ_i y_i x_i and Σ λ_i = ‖w‖². */
  readonly multipliers: readonly Rational[];
  /** The points with λ_i > 0 (others may lie on the margin too). */
  readonly support: readonly number[];
  readonly certificate: Certificate;
}

export type L2Margin = L2Optimal | Infeasible;

/** The exact ℓ2 max-margin separator of any data set, or the proof that none exists. Always decides. */
export function l2Margin(data: Dataset): L2Margin {
  const points = signedPoints(data);
  return l2MarginFrom(data, points, guessSupport(points.floats));
}

/** The same from any guess of the support; the guess changes the time, never the separator. */
export function l2MarginFrom(data: Dataset, points: SignedPoints, guess: readonly number[]): L2Margin {
  const found = leastNorm(points, guess);
  if (found.status === 'infeasible') return infeasible(data, found.weights);
  const { weights } = found;
  // In units of z = yx/scale: w and its multipliers shrink by scale and scale² when the points grow by scale.
  const w = found.w.map((value) => over(value, weights.denominator, points.scale));
  const multipliers = data.x.map(() => Rational.ZERO);
  weights.rows.forEach((row, k) => {
    multipliers[row] = over(weights.numerators[k]!, weights.denominator, points.scale.mul(points.scale));
  });
  const total = weights.numerators.reduce((sum, value) => sum + value, 0n);
  const marginSquared = points.scale.mul(points.scale).mul(Rational.of(weights.denominator, total));
  return {
    status: 'optimal',
    marginSquared,
    w,
    multipliers,
    support: weights.rows.filter((_, k) => weights.numerators[k] !== 0n).sort((a, b) => a - b),
    certificate: {
      format: 'farkas/certificate@1',
      claim: { kind: 'l2-margin', marginSquared: String(marginSquared) },
      data: certificateData(data),
      solution: { w: w.map(String) },
      derivation: { combination: certificateCombination(multipliers) },
    },
  };
}

/** numerator / (denominator · scale) in lowest terms. */
function over(numerator: bigint, denominator: bigint, scale: Rational): Rational {
  return Rational.of(numerator * scale.den, denominator * scale.num);
}

/** The result for weights on signed points that sum to 0. */
export function infeasible(data: Dataset, { rows, numerators }: Weights): Infeasible {
  const combination = data.x.map(() => Rational.ZERO);
  rows.forEach((row, k) => {
    combination[row] = Rational.of(numerators[k]!);
  });
  return {
    status: 'infeasible',
    combination,
    certificate: {
      format: 'farkas/certificate@1',
      claim: { kind: 'infeasible' },
      data: certificateData(data),
      solution: {},
      derivation: { combination: certificateCombination(combination) },
    },
  };
}
