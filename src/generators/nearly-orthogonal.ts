import fc from 'fast-check';
import type { Dataset, Label } from '../data/dataset.ts';
import { innerProduct } from '../data/label-mean.ts';
import { Rational } from '../numbers/rational.ts';
import { gaussianCoordinate } from './coordinates.ts';

/** What the geometry of a data set is worth in kou2023; all exact. */
export interface NearOrthogonality {
  /** min_i ‖x_i‖². */
  readonly least: Rational;
  /** max_i ‖x_i‖². */
  readonly most: Rational;
  /** The largest C with min‖x_i‖² ≥ C·n·max_{i≠k}|⟨x_i, x_k⟩|; undefined where the points are orthogonal. */
  readonly factor: Rational | undefined;
}

export function nearOrthogonality({ x }: Dataset): NearOrthogonality {
  const larger = (a: Rational, b: Rational) => (a.compare(b) < 0 ? b : a);
  const squares = x.map((row) => innerProduct(row, row));
  const most = squares.reduce(larger);
  const least = squares.reduce((a, b) => (a.compare(b) < 0 ? a : b));
  let overlap = Rational.ZERO;
  x.forEach((row, i) => {
    for (let k = 0; k < i; k++) overlap = larger(overlap, innerProduct(row, x[k]!).abs());
  });
  const factor =
    overlap.sign() === 0 ? undefined : least.div(overlap.mul(Rational.of(BigInt(x.length))));
  return { least, most, factor };
}

/** Sizes of nearly orthogonal data, and how nearly. */
export interface NearlyOrthogonalOptions {
  readonly points: readonly [least: number, most: number];
  /** Dimensions beyond the number of points. */
  readonly spare: readonly [least: number, most: number];
  /** The C that the data must have at least, in view of κ = max‖x_i‖²/min‖x_i‖². */
  readonly factor: (kappa: number) => number;
}

/** Lengths of the points before noise, in sixteenths: κ up to (19/13)² = 2.14 before noise. */
const LENGTHS = { min: 13, max: 19 };
/** The noise is a multiple of 2^−14 of its draw. */
const NOISE_UNIT = 14;
/** Room for the rounding of the float64 search. */
const SAFETY = 1 + 1e-9;

/**
 * Rows ℓ_i·(e_i + δ·g_i) with Gaussian g_i on a dyadic grid and labels at random, both of which occur. δ is the largest
 * multiple of 2^−14 up to 1 (found by bisection) for which the data has the factor asked for, so that the bound is met
 * by every draw, and closely. Shrinks towards few orthogonal points.
 */
export function nearlyOrthogonal(options: NearlyOrthogonalOptions): fc.Arbitrary<Dataset> {
  const [fewest, most] = options.points;
  const widest = most + options.spare[1];
  return fc
    .record({
      points: fc.integer({ min: fewest, max: most }),
      spare: fc.integer({ min: options.spare[0], max: options.spare[1] }),
      lengths: fc.array(fc.integer(LENGTHS), { minLength: most, maxLength: most }),
      noise: fc.array(gaussianCoordinate(), { minLength: most * widest, maxLength: most * widest }),
      coins: fc.array(fc.boolean(), { minLength: most, maxLength: most }),
    })
    .map(({ points, spare, lengths, noise, coins }) => {
      const dimension = points + spare;
      const draws = Array.from({ length: points }, (_, i) =>
        noise.slice(i * widest, i * widest + dimension),
      );
      const level = largestNoise(
        draws.map((row) => row.map((value) => value.toNumber())),
        lengths.slice(0, points),
        options.factor,
      );
      const x = draws.map((row, i) =>
        row.map((value, j) => {
          const direction = value.mul(Rational.of(BigInt(level))).scaledByPowerOfTwo(-NOISE_UNIT);
          const point = i === j ? direction.add(Rational.ONE) : direction;
          return point.mul(Rational.of(BigInt(lengths[i]!), 16n));
        }),
      );
      const y = coins
        .slice(0, points)
        .map((coin, i): Label => (i === 0 ? 1 : i === 1 ? -1 : coin ? 1 : -1));
      return { name: 'nearly orthogonal', x, y };
    });
}

/** The largest δ·2^14 for which the rows ℓ_i·(e_i + δ·g_i) have the factor asked for. */
function largestNoise(
  draws: readonly (readonly number[])[],
  lengths: readonly number[],
  factor: (kappa: number) => number,
): number {
  const fits = (level: number) => {
    const rows = draws.map((row, i) =>
      row.map((value, j) => (lengths[i]! / 16) * ((i === j ? 1 : 0) + (level / 2 ** NOISE_UNIT) * value)),
    );
    const product = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, value, j) => sum + value * b[j]!, 0);
    const squares = rows.map((row) => product(row, row));
    const least = Math.min(...squares);
    const kappa = Math.max(...squares) / least;
    const room = least / (rows.length * factor(kappa) * SAFETY);
    return rows.every((row, i) => rows.slice(0, i).every((other) => Math.abs(product(row, other)) <= room));
  };
  let [below, above] = [0, 2 ** NOISE_UNIT];
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (fits(middle)) below = middle;
    else above = middle;
  }
  return below;
}
