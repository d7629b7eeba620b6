import type { Dataset } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { l2Margin } from '../l2-margin.ts';
import { gcd, integerPoints } from '../linear/integer-points.ts';

/** A point x = length·direction with a primitive integer vector as direction, length > 0. */
interface Ray {
  readonly point: number;
  readonly direction: string;
  readonly opposite: string;
  readonly length: bigint;
}

/** Points that imply all others, or multipliers that show that no net classifies the data. */
export type Representatives =
  | { readonly status: 'found'; readonly points: readonly number[] }
  /** n numbers ≥ 0, not all 0, with Σ λ_i y_i φ(⟨w,x_i⟩) = 0 for every w. */
  | { readonly status: 'infeasible'; readonly multipliers: readonly Rational[] };

/**
 * The shortest point of every ray (f(t·x) = t·f(x), so it implies the longer ones), and whether the data
 * can be classified by a two-layer net at all. For α < 1 the functions φ(⟨·,x⟩) of different rays are
 * dependent only through ⟨w,x⟩ = (φ(⟨w,x⟩) − φ(⟨w,−x⟩))/(1 + α): so only a ray that carries both labels, or lines whose two rays
 * carry opposite labels and which no linear function separates, stand in the way. For α = 1 the net is linear.
 */
export function representatives(data: Dataset, alpha: Rational): Representatives {
  const none = () => data.x.map(() => Rational.ZERO);
  const shortest = new Map<string, Ray>();
  const points = integerPoints(data).x;
  for (const [point, row] of points.entries()) {
    const length = row.reduce(gcd, 0n);
    if (length === 0n) return { status: 'infeasible', multipliers: none().with(point, Rational.ONE) };
    const direction = row.map((value) => value / length).join();
    const opposite = row.map((value) => -value / length).join();
    const ray = { point, direction, opposite, length };
    const known = shortest.get(direction);
    if (known && data.y[known.point] !== data.y[point]) {
      const multipliers = none()
        .with(point, Rational.of(known.length))
        .with(known.point, Rational.of(length));
      return { status: 'infeasible', multipliers };
    }
    if (!known || length < known.length) shortest.set(direction, ray);
  }
  const rays = [...shortest.values()];
  const linear = alpha.equals(Rational.ONE)
    ? rays.map((ray) => ({ ray, mirror: undefined }))
    : rays.flatMap((ray) => {
        const mirror = shortest.get(ray.opposite);
        return mirror && mirror.point > ray.point && data.y[mirror.point] !== data.y[ray.point]
          ? [{ ray, mirror }]
          : [];
      });
  const multipliers = none();
  if (linear.length > 0) {
    const chosen = linear.map(({ ray }) => ray.point);
    const separation = l2Margin({
      name: data.name,
      x: chosen.map((i) => data.x[i]!),
      y: chosen.map((i) => data.y[i]!),
    });
    if (separation.status === 'infeasible') {
      linear.forEach(({ ray, mirror }, k) => {
        const weight = separation.combination[k]!;
        multipliers[ray.point] = weight;
        if (mirror) multipliers[mirror.point] = weight.mul(Rational.of(ray.length, mirror.length));
      });
      return { status: 'infeasible', multipliers };
    }
  }
  return { status: 'found', points: rays.map(({ point }) => point) };
}
