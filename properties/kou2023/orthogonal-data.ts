import fc from 'fast-check';
import type { Dataset } from '../../src/data/dataset.ts';
import {
  nearlyOrthogonal,
  nearOrthogonality,
  orthogonalDraws,
} from '../../src/generators/nearly-orthogonal.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { DescentCase } from './descent-case.ts';
import { pushingSlope } from './small-start.ts';

/** Data for the slope α. */
export type DataForSlope = (alpha: number) => Dataset;

/** The largest dimension of drawn data. */
export const MOST_DIMENSIONS = 16;

/**
 * Enough for any two points to differ by no more than ρ = 5/4·κ·C/(C − 2), κ = max‖x‖²/min‖x‖², in −ℓ'(q_i): where the
 * ratio is above κ·C/(C − 2) the smaller margin grows faster, and one step adds at most 0.6/n to a difference of margins.
 * Then C·slope > ρ keeps every ⟨w_k, x_i⟩ moving to the side of its label.
 */
export function factorNeeded(alpha: number, kappa: number): number {
  return 2 + (1.25 * kappa) / (alpha === 0 ? 1 : alpha);
}

/** Whether the data is as orthogonal as the slope needs. */
export function isNearlyOrthogonal({ data, alpha }: DescentCase): boolean {
  const { least, most, factor } = nearOrthogonality(data);
  const bothLabels = data.y.includes(1) && data.y.includes(-1);
  if (data.x.length < 3 || !bothLabels || least.sign() === 0) return false;
  const excess = (factor ?? Rational.ZERO).sub(Rational.of(2n)).mul(pushingSlope(alpha));
  return factor === undefined || excess.compare(most.div(least).mul(Rational.of(5n, 4n))) >= 0;
}

/**
 * Data of the family that the claims speak of: n from 3 to 10, d from n to n + 6, C from what is needed to thrice that.
 * Where `unequal`, the first point is a third longer than the second at least.
 */
export function orthogonalEnough({
  unequal = false,
  points = [3, 10],
}: {
  readonly unequal?: boolean;
  readonly points?: readonly [least: number, most: number];
} = {}): fc.Arbitrary<DataForSlope> {
  return fc
    .record({
      draw: orthogonalDraws({ points, spare: [0, MOST_DIMENSIONS - 10] }),
      surplus: fc.integer({ min: 4, max: 12 }),
    })
    .map(({ draw, surplus }) => {
      const lengths = unequal ? [19, 13, ...draw.lengths.slice(2)] : draw.lengths;
      return (alpha) =>
        nearlyOrthogonal({ ...draw, lengths }, (kappa) => (surplus / 4) * factorNeeded(alpha, kappa));
    });
}

/** Data of one size with min‖x_i‖² = C·n·max|⟨x_i, x_k⟩| for the C given, up to the grid. */
export function exactlyAsOrthogonal({
  points,
  spare,
  factor,
}: {
  readonly points: number;
  readonly spare: number;
  readonly factor: number;
}): fc.Arbitrary<DataForSlope> {
  return orthogonalDraws({ points: [points, points], spare: [spare, spare] }).map((draw) => {
    const data = nearlyOrthogonal(draw, () => factor);
    return () => data;
  });
}
