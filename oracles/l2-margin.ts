import type { Dataset } from '../src/data/dataset.ts';
import { Rational } from '../src/numbers/rational.ts';
import { type Certificate, certificateData } from './certificate.ts';
import { Fractions } from './fractions.ts';
import { type Infeasible, infeasible } from './infeasible.ts';
import { type IntegerPoints, integerPoints } from './integer-points.ts';
import { leastNorm, type Weights } from './least-norm.ts';
import { guessSupport } from './least-norm-guess.ts';
import { signedPoints } from './signed-points.ts';

/** The ℓ2 max-margin separator. Vectors in lowest terms are made when they are first read. */
export class L2Optimum {
  readonly status = 'optimal';
  /** Square of the largest margin of a unit-norm separator: 1/‖w‖². */
  readonly marginSquared: Rational;
  /** The points with λ_i > 0, in order (others may lie on the margin too). */
  readonly support: readonly number[];
  readonly certificate: Certificate;
  readonly #points: number;
  readonly #separator: Fractions;
  readonly #weights: Fractions;
  #w: readonly Rational[] | undefined;
  #multipliers: readonly Rational[] | undefined;

  /** w and λ of the points y_i·x_i = scale·z_i, from those of z: smaller by scale and by scale². */
  constructor(
    data: Dataset,
    integers: IntegerPoints,
    scale: Rational,
    weights: Weights,
    w: readonly bigint[],
  ) {
    const { denominator } = weights;
    const order = weights.rows
      .map((row, k) => ({ row, weight: weights.numerators[k]! }))
      .filter(({ weight }) => weight !== 0n)
      .sort((a, b) => a.row - b.row);
    const total = order.reduce((sum, { weight }) => sum + weight, 0n);
    const scaleSquared = scale.mul(scale);
    this.#points = data.x.length;
    this.#separator = new Fractions(w, denominator, scale);
    this.#weights = new Fractions(
      order.map(({ weight }) => weight),
      denominator,
      scaleSquared,
    );
    this.marginSquared = Rational.of(denominator, total).mul(scaleSquared);
    this.support = order.map(({ row }) => row);
    const texts = this.#weights.toStrings();
    this.certificate = {
      format: 'farkas/certificate@1',
      claim: { kind: 'l2-margin', marginSquared: String(this.marginSquared) },
      data: certificateData(data, integers),
      solution: { w: this.#separator.toStrings() },
      derivation: { combination: this.support.map((point, k) => ({ point, weight: texts[k]! })) },
    };
  }

  /** The separator, d numbers, scaled so that its least margin is exactly 1. Unique. */
  get w(): readonly Rational[] {
    this.#w ??= this.#separator.toRationals();
    return this.#w;
  }

  /** λ ≥ 0, n numbers, with w = Σ λ_i y_i x_i and Σ λ_i = ‖w‖². */
  get multipliers(): readonly Rational[] {
    if (!this.#multipliers) {
      const multipliers = new Array<Rational>(this.#points).fill(Rational.ZERO);
      const values = this.#weights.toRationals();
      this.support.forEach((point, k) => {
        multipliers[point] = values[k]!;
      });
      this.#multipliers = multipliers;
    }
    return this.#multipliers;
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
