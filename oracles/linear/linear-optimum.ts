import type { Dataset } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { type Certificate, certificateData } from '../certificate.ts';
import { Fractions } from './fractions.ts';
import type { IntegerPoints } from './integer-points.ts';
import type { Weights } from './least-norm.ts';

/** An optimum on the signed points: w / denominator, and weights over their own denominator. */
export interface SignedOptimum {
  readonly w: readonly bigint[];
  readonly denominator: bigint;
  readonly weights: Weights;
  /** y_i·x_i = scale·z_i: what w shrinks by, going from z to x. */
  readonly scale: Rational;
  /** What the weights shrink by. */
  readonly weightScale: Rational;
}

/**
 * A max-margin separator of linearly separable data with its multipliers and certificate. The vectors in lowest
 * terms cost more than finding the optimum, so they are made when they are first read.
 */
export class LinearOptimum {
  readonly status = 'optimal';
  /** The points with λ_i > 0, in order (others may lie on the margin too). */
  readonly support: readonly number[];
  readonly certificate: Certificate;
  readonly #points: number;
  readonly #separator: Fractions;
  readonly #weights: Fractions;
  #w: readonly Rational[] | undefined;
  #multipliers: readonly Rational[] | undefined;

  constructor(data: Dataset, integers: IntegerPoints, claim: Certificate['claim'], optimum: SignedOptimum) {
    const { rows, numerators, denominator } = optimum.weights;
    const used = rows
      .map((point, k) => ({ point, weight: numerators[k]! }))
      .filter(({ weight }) => weight !== 0n)
      .sort((a, b) => a.point - b.point);
    this.support = used.map(({ point }) => point);
    this.#points = data.x.length;
    this.#separator = new Fractions(optimum.w, optimum.denominator, optimum.scale);
    this.#weights = new Fractions(
      used.map(({ weight }) => weight),
      denominator,
      optimum.weightScale,
    );
    const texts = this.#weights.toStrings();
    this.certificate = {
      format: 'farkas/certificate@1',
      claim,
      data: certificateData(data, integers),
      solution: { w: this.#separator.toStrings() },
      derivation: { combination: this.support.map((point, k) => ({ point, weight: texts[k]! })) },
    };
  }

  /** The separator, d numbers, scaled so that its least margin is exactly 1. */
  get w(): readonly Rational[] {
    this.#w ??= this.#separator.toRationals();
    return this.#w;
  }

  /** λ ≥ 0, n numbers; the proof of optimality (checker/FORMAT.md). */
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
