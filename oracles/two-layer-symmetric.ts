import type { Dataset } from '../src/data/dataset.ts';
import { Rational } from '../src/numbers/rational.ts';
import { type Certificate, certificateData } from './certificate.ts';
import type { Infeasible } from './infeasible.ts';
import { l2Margin } from './l2-margin.ts';

/** The best net on mirrored data: the pair of neurons ±w, which together compute a linear function. */
export interface SymmetricOptimum {
  readonly status: 'optimal';
  /** Square of the largest normalised margin of any two-layer net: ((1+α)/4)²·γ*². */
  readonly marginSquared: Rational;
  /** The linear max-margin separator with least margin 1. */
  readonly w: readonly Rational[];
  readonly certificate: Certificate;
}

/** A point whose mirror image (−x, −y) is missing. */
export interface NotMirrored {
  readonly status: 'not-mirrored';
  readonly point: number;
}

/** Index of a mirror image of every point, or the first point that has none. */
export function mirrorImages(data: Dataset): { mirrors: number[] } | { missing: number } {
  const key = (row: readonly Rational[], label: number) => `${label}:${row.join(',')}`;
  const places = new Map(data.x.map((row, i) => [key(row, data.y[i]!), i]));
  const mirrors: number[] = [];
  for (const [i, row] of data.x.entries()) {
    const place = places.get(
      key(
        row.map((value) => value.neg()),
        -data.y[i]!,
      ),
    );
    if (place === undefined) return { missing: i };
    mirrors.push(place);
  }
  return { mirrors };
}

/**
 * The largest normalised margin that a two-layer leaky ReLU net of any width m ≥ 2 reaches on data that is its own
 * mirror image, with the certificate "two-layer-symmetric" (lyu2021; the argument is in checker/FORMAT.md).
 */
export function symmetricOptimum(
  data: Dataset,
  alpha: Rational,
): SymmetricOptimum | NotMirrored | Infeasible {
  const images = mirrorImages(data);
  if ('missing' in images) return { status: 'not-mirrored', point: images.missing };
  const linear = l2Margin(data);
  if (linear.status === 'infeasible') return linear;
  const factor = alpha.add(Rational.ONE).div(Rational.of(4n));
  const marginSquared = factor.mul(factor).mul(linear.marginSquared);
  const half = Rational.of(1n, 2n);
  // A point and its mirror image have the same y·x, so half of a multiplier may move to the image.
  const pairs = linear.support.map((point) => ({
    point,
    mirror: images.mirrors[point]!,
    weight: String(linear.multipliers[point]!.mul(half)),
  }));
  return {
    status: 'optimal',
    marginSquared,
    w: linear.w,
    certificate: {
      format: 'farkas/certificate@1',
      claim: { kind: 'two-layer-symmetric', alpha: String(alpha), marginSquared: String(marginSquared) },
      data: certificateData(data),
      solution: { w: linear.w.map(String) },
      derivation: { pairs },
    },
  };
}
