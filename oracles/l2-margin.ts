import type { Dataset } from '../src/data/dataset.ts';
import { Rational } from '../src/numbers/rational.ts';
import { type Infeasible, infeasible } from './infeasible.ts';
import { type IntegerPoints, integerPoints } from './linear/integer-points.ts';
import { leastNorm, type Weights } from './linear/least-norm.ts';
import { guessSupport } from './linear/least-norm-guess.ts';
import { LinearOptimum } from './linear/linear-optimum.ts';
import { signedPoints } from './linear/signed-points.ts';

/** The ℓ2 max-margin separator: unique. λ satisfies w = Σ λ_i y_i x_i and Σ λ_i = ‖w‖². */
export class L2Optimum extends LinearOptimum {
  /** Square of the largest margin of a unit-norm separator: 1/‖w‖². */
  readonly marginSquared: Rational;

  constructor(
    data: Dataset,
    integers: IntegerPoints,
    scale: Rational,
    weights: Weights,
    w: readonly bigint[],
  ) {
    const { numerators, denominator } = weights;
    const total = numerators.reduce((sum, value) => sum + value, 0n);
    const weightScale = scale.mul(scale);
    const marginSquared = Rational.of(denominator, total).mul(weightScale);
    const claim = { kind: 'l2-margin', marginSquared: String(marginSquared) };
    super(data, integers, claim, { w, denominator, weights, scale, weightScale });
    this.marginSquared = marginSquared;
  }
}

export type L2Margin = L2Optimum | Infeasible;

/** The exact ℓ2 max-margin separator of any data set, or the proof that none exists. Always decides. */
export function l2Margin(data: Dataset): L2Margin {
  return l2MarginFrom(data, guessSupport);
}

/** The same with any guess of the support from signed float points: it changes the time, never the separator. */
export function l2MarginFrom(
  data: Dataset,
  guess: (z: readonly Float64Array[]) => readonly number[],
): L2Margin {
  const integers = integerPoints(data);
  const points = signedPoints(integers, data.y);
  const found = leastNorm(points, guess(points.floats));
  return found.status === 'optimal'
    ? new L2Optimum(data, integers, points.scale, found.weights, found.w)
    : infeasible(data, integers, found.weights);
}
