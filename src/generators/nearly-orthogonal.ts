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
  const factor = overlap.sign() === 0 ? undefined : least.div(overlap.mul(Rational.of(BigInt(x.length))));
  return { least, most, factor };
}

/** Sizes of nearly orthogonal data. */
export interface OrthogonalSize {
  readonly points: readonly [least: number, most: number];
  /** Dimensions beyond the number of points. */
  readonly spare: readonly [least: number, most: number];
}

/** What nearly orthogonal data is made of, before it is decided how nearly. */
export interface OrthogonalDraw {
  /** ℓ_i in sixteenths. */
  readonly lengths: readonly number[];
  /** g_i, n × d. */
  readonly noise: readonly (readonly Rational[])[];
  readonly y: readonly Label[];
}

/** Lengths of the points before noise, in sixteenths: κ up to (19/13)² = 2.14 before noise. */
const LENGTHS = { min: 13, max: 19 };
/** The noise is a multiple of 2^−14 of its draw. */
const NOISE_UNIT = 14;
/** Room for the rounding of the float64 search. */
const SAFETY = 1 + 1e-9;

/** Lengths, Gaussian noise on a dyadic grid, and labels at random, both of which occur; shrinks towards few points without noise. */
export function orthogonalDraws({ points, spare }: OrthogonalSize): fc.Arbitrary<OrthogonalDraw> {
  const [fewest, most] = points;
  const widest = most + spare[1];
  return fc
    .record({
      count: fc.integer({ min: fewest, max: most }),
      room: fc.integer({ min: spare[0], max: spare[1] }),
      lengths: fc.array(fc.integer(LENGTHS), { minLength: most, maxLength: most }),
      noise: fc.array(gaussianCoordinate(), { minLength: most * widest, maxLength: most * widest }),
      coins: fc.array(fc.boolean(), { minLength: most, maxLength: most }),
    })
    .map(({ count, room, lengths, noise, coins }) => ({
      lengths: lengths.slice(0, count),
      noise: Array.from({ length: count }, (_, i) => noise.slice(i * widest, i * widest + count + room)),
      y: randomLabels(coins.slice(0, count)),
    }));
}

/**
 * The rows ℓ_i·(e_i + δ·g_i), where δ is the largest multiple of 2^−14 up to 1 (found by bisection) for which
 * min‖x_i‖² ≥ C·n·max_{i≠k}|⟨x_i, x_k⟩|: met by every draw, and closely.
 * @param factor C, in view of κ = max‖x_i‖²/min‖x_i‖².
 */
export function nearlyOrthogonal(draw: OrthogonalDraw, factor: (kappa: number) => number): Dataset {
  const level = largestNoise(draw, factor);
  const x = draw.noise.map((row, i) =>
    row.map((value, j) => {
      const direction = value.mul(Rational.of(BigInt(level))).scaledByPowerOfTwo(-NOISE_UNIT);
      const point = i === j ? direction.add(Rational.ONE) : direction;
      return point.mul(Rational.of(BigInt(draw.lengths[i]!), 16n));
    }),
  );
  return { name: 'nearly orthogonal', x, y: draw.y };
}

/** The largest δ·2^14 for which the rows ℓ_i·(e_i + δ·g_i) have the factor asked for. */
function largestNoise({ lengths, noise }: OrthogonalDraw, factor: (kappa: number) => number): number {
  const draws = noise.map((row) => row.map((value) => value.toNumber()));
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

/** Points mean·(1, …, 1) + g_i with Gaussian g_i and labels at random, both of which occur: not nearly orthogonal. */
export function gaussianPoints(points: number, dimension: number, mean: number): fc.Arbitrary<Dataset> {
  return fc
    .record({
      noise: fc.array(gaussianCoordinate(), {
        minLength: points * dimension,
        maxLength: points * dimension,
      }),
      coins: fc.array(fc.boolean(), { minLength: points, maxLength: points }),
    })
    .map(({ noise, coins }) => ({
      name: `Gaussian points of mean ${mean}`,
      x: coins.map((_, i) =>
        noise.slice(i * dimension, (i + 1) * dimension).map((value) => value.add(Rational.fromDouble(mean))),
      ),
      y: randomLabels(coins),
    }));
}

/** ±1 at random, but +1 first and −1 second. */
function randomLabels(coins: readonly boolean[]): Label[] {
  return coins.map((coin, i) => (i === 0 ? 1 : i === 1 ? -1 : coin ? 1 : -1));
}
