import { Rational } from '../numbers/rational.ts';
import type { Dataset, Label } from './dataset.ts';

/** Maps from data sets to data sets, all exact. */

type Point = readonly [x: readonly Rational[], y: Label];

function withPoints(data: Dataset, points: readonly Point[]): Dataset {
  return { name: data.name, x: points.map(([x]) => x), y: points.map(([, y]) => y) };
}

function identity([x, y]: Point): string {
  return `${y}:${x.join(',')}`;
}

/** The mirror images (−x, −y) that the data lacks to be symmetric as a multiset, in the order of their points. */
function missingMirrorImages(data: Dataset): Point[] {
  const unmatched = new Map<string, number>();
  const points = data.x.map((x, i): Point => [x, data.y[i]!]);
  for (const point of points) unmatched.set(identity(point), (unmatched.get(identity(point)) ?? 0) + 1);
  return points
    .map(([x, y]): Point => [x.map((value) => value.neg()), y === 1 ? -1 : 1])
    .filter((image) => {
      const count = unmatched.get(identity(image)) ?? 0;
      unmatched.set(identity(image), count - 1);
      return count <= 0;
    });
}

/** Whether (−x, −y) occurs as often as (x, y) for every point. */
export function isSymmetric(data: Dataset): boolean {
  return missingMirrorImages(data).length === 0;
}

/** The smallest symmetric data set that contains the data: (−x, −y) is added wherever it is missing. */
export function symmetrise(data: Dataset): Dataset {
  const images = missingMirrorImages(data);
  return withPoints(data, [...data.x.map((x, i): Point => [x, data.y[i]!]), ...images]);
}

/** Every x times the factor. */
export function rescale(data: Dataset, factor: Rational): Dataset {
  return { ...data, x: data.x.map((row) => row.map((value) => value.mul(factor))) };
}

/** One more coordinate, the same for all points, so that a homogeneous model has a bias. */
export function appendConstant(data: Dataset, constant = Rational.ONE): Dataset {
  return { ...data, x: data.x.map((row) => [...row, constant]) };
}

/**
 * The points of the given indices, in that order: a subsample, a permutation, or a repetition.
 * @throws RangeError for an index that no point has, and for no indices at all.
 */
export function select(data: Dataset, indices: readonly number[]): Dataset {
  if (indices.length === 0) throw new RangeError('expected at least one index, found none');
  const points = indices.map((i): Point => {
    if (data.x[i] === undefined)
      throw new RangeError(`expected indices from 0 to ${data.x.length - 1}, found ${i}`);
    return [data.x[i], data.y[i]!];
  });
  return withPoints(data, points);
}

/** The three points of lyu2021 that lure descent away from the optimum. */
export interface Hints {
  /** x⊥, orthogonal to every point of the data. */
  readonly direction: readonly Rational[];
  /** u, a unit vector. */
  readonly spread: readonly Rational[];
  /** H: the first hint is (H·x⊥, +1). */
  readonly far: Rational;
  /** ε and K: the other two are (ε·x⊥ ± K·u, +1). */
  readonly near: Rational;
  readonly sideways: Rational;
}

/** The data followed by its hints. */
export function addHints(data: Dataset, hints: Hints): Dataset {
  const { direction, spread, far, near, sideways } = hints;
  const combination = (a: Rational, b: Rational) =>
    direction.map((value, j) => value.mul(a).add(spread[j]!.mul(b)));
  return {
    name: data.name,
    x: [
      ...data.x,
      combination(far, Rational.ZERO),
      combination(near, sideways),
      combination(near, sideways.neg()),
    ],
    y: [...data.y, 1, 1, 1],
  };
}
