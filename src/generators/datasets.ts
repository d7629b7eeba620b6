import fc from 'fast-check';
import type { Dataset, Label } from '../data/dataset.ts';
import { innerProduct } from '../data/label-mean.ts';
import { inOwnSpan } from '../data/own-span.ts';
import { select, symmetrise } from '../data/transforms.ts';
import { Rational } from '../numbers/rational.ts';
import { gridCoordinate, matrix } from './coordinates.ts';

/** Bounds on the size of a generated data set. */
export interface DatasetSize {
  readonly points: readonly [least: number, most: number];
  readonly dimension: readonly [least: number, most: number];
}

export const SMALL: DatasetSize = { points: [1, 8], dimension: [1, 4] };

/**
 * Data that some w separates through the origin, by construction and without filtering: a teacher w labels
 * random points, and every point is pushed along its label by a positive step δ·w, so that
 * y⟨w,x⟩ ≥ δ‖w‖² > 0 exactly. Points may repeat, labels may all agree.
 */
export function separable(size: DatasetSize = SMALL): fc.Arbitrary<Dataset> {
  const rows = { minRows: size.points[0] + 1, maxRows: size.points[1] + 1 };
  const columns = { minColumns: size.dimension[0], maxColumns: size.dimension[1] };
  return fc
    .record({
      grid: matrix(gridCoordinate(), { ...rows, ...columns }),
      pushes: fc.array(fc.integer({ min: 1, max: 16 }), {
        minLength: size.points[1],
        maxLength: size.points[1],
      }),
      coins: fc.array(fc.boolean(), { minLength: size.points[1], maxLength: size.points[1] }),
    })
    .map(({ grid, pushes, coins }) => {
      const [drawn, ...raw] = grid;
      const teacher = drawn!.every((value) => value.sign() === 0)
        ? [Rational.ONE, ...drawn!.slice(1)]
        : drawn!;
      return taughtBy(teacher, raw, pushes, coins);
    });
}

/**
 * Points labelled by a linear teacher and pushed along their labels by pushes/16 times the teacher.
 * @param teacher not 0.
 * @param coins labels of points on the teacher's boundary.
 */
export function taughtBy(
  teacher: readonly Rational[],
  points: readonly (readonly Rational[])[],
  pushes: readonly number[],
  coins: readonly boolean[],
): Dataset {
  const y = points.map((point, i): Label => {
    const side = innerProduct(teacher, point).sign();
    return side === 0 ? (coins[i]! ? 1 : -1) : side;
  });
  const x = points.map((point, i) => {
    const push = Rational.of(BigInt(pushes[i]! * y[i]!), 16n);
    return point.map((value, j) => value.add(push.mul(teacher[j]!)));
  });
  return { name: 'generated', x, y };
}

/** Data that no w separates: some point and a multiple of it have different labels, whatever the others are. */
export function unseparable(size: DatasetSize = SMALL): fc.Arbitrary<Dataset> {
  return fc
    .record({ data: separable(size), eighths: fc.integer({ min: 1, max: 7 }) })
    .map(({ data: { name, x, y }, eighths }) => {
      const shorter = x[0]!.map((value) => value.mul(Rational.of(BigInt(eighths), 8n)));
      return { name, x: [...x, shorter], y: [...y, -y[0]! as Label] };
    });
}

/** Separable data of one class only. */
export function oneClass(size: DatasetSize = SMALL): fc.Arbitrary<Dataset> {
  return separable(size).map((data) => ({
    ...data,
    x: data.x.map((row, i) => (data.y[i] === 1 ? row : row.map((value) => value.neg()))),
    y: data.y.map(() => 1 as const),
  }));
}

/**
 * Separable data that holds (−x, −y) with every (x, y).
 * @param size points before mirroring.
 */
export function symmetric(size: DatasetSize = { points: [1, 5], dimension: [1, 4] }): fc.Arbitrary<Dataset> {
  return separable(size).map(symmetrise);
}

/**
 * Data whose ℓ2, ℓ1 and ℓ∞ separators are pairwise far apart: multiples s·p, s ≥ 1, of one point p with two or
 * more coordinates of different size. Its separators are along p, along the largest coordinate and along sign(p).
 */
export function separatorsDiffer(): fc.Arbitrary<Dataset> {
  return fc
    .record({
      p: fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { minLength: 2, maxLength: 4 }),
      signs: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      copies: fc.array(fc.record({ factor: fc.integer({ min: 4, max: 16 }), positive: fc.boolean() }), {
        maxLength: 4,
      }),
    })
    .map(({ p, signs, copies }) => {
      const point = p.map((size, j) => Rational.of(BigInt(signs[j] ? size : -size)));
      const all = [{ factor: 4, positive: true }, ...copies];
      return {
        name: 'multiples of one point',
        x: all.map(({ factor, positive }) => {
          const multiple = Rational.of(BigInt(positive ? factor : -factor), 4n);
          return point.map((value) => value.mul(multiple));
        }),
        y: all.map(({ positive }): Label => (positive ? 1 : -1)),
      };
    });
}

/** Points of a larger data set that two-layer nets are trained on at a time. */
const MOST_POINTS = 10;

/** A data set whole if it is small, else random subsets of at most ten of its points, in their order. */
export function fewPointsOf(data: Dataset): fc.Arbitrary<Dataset> {
  const indices = data.x.map((_, i) => i);
  if (indices.length <= MOST_POINTS) return fc.constant(data);
  return fc
    .subarray(indices, { minLength: 2, maxLength: MOST_POINTS })
    .map((chosen) => ({ ...select(data, chosen), name: `${chosen.length} points of ${data.name}` }));
}

/** Most coordinates that two-layer and linear nets are trained in; beyond, points are taken in coordinates of their span. */
const MOST_COORDINATES = 32;

/** Given data for models that turn with their data: in its own span where it has many coordinates. */
export function affordable(data: Dataset): Dataset {
  return data.x[0]!.length > MOST_COORDINATES ? inOwnSpan(data) : data;
}

/** The same of few points, and the most coordinates that they have. */
export function affordableFew(data: Dataset): {
  readonly few: fc.Arbitrary<Dataset>;
  readonly dimension: number;
} {
  const dimension = data.x[0]!.length;
  return {
    few: fewPointsOf(data).map(affordable),
    dimension: dimension > MOST_COORDINATES ? Math.min(dimension, MOST_POINTS) : dimension,
  };
}
