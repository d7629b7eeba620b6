import fc from 'fast-check';
import type { Dataset, Label } from '../data/dataset.ts';
import { innerProduct } from '../data/label-mean.ts';
import { Rational } from '../numbers/rational.ts';

/** Data with room for hints: two unit vectors, orthogonal to each other and to every point. */
export interface HintFrame {
  readonly base: Dataset;
  /** x⊥. */
  readonly direction: readonly Rational[];
  /** u. */
  readonly spread: readonly Rational[];
}

export interface HintFrameOptions {
  /** 'acute' (the default): y_i y_k⟨x_i,x_k⟩ ≥ 0 for all i, k; 'obtuse': separable, but not so. */
  readonly angles?: 'acute' | 'obtuse';
  /** 'orthogonal' (the default) to the data, or a coordinate that the data has. */
  readonly spread?: 'orthogonal' | 'inside';
  /** Most points of the data before hints. Default 4. */
  readonly mostPoints?: number;
}

/** Most coordinates that the data has before two are added for x⊥ and u. */
const MOST_COORDINATES = 3;
/** Dimension of the largest frame. */
export const MOST_DIMENSIONS = MOST_COORDINATES + 2;

/**
 * Frames of dimension 3 to 5. Signed points y·x are drawn on a grid of eighths up to 3, in the positive orthant where
 * they are to be acute, and the whole frame is turned by a reflection, so that x⊥ and u are not coordinate axes.
 */
export function hintFrames(options: HintFrameOptions = {}): fc.Arbitrary<HintFrame> {
  const { angles = 'acute', spread = 'orthogonal', mostPoints = 4 } = options;
  const first = fc.integer({ min: 1, max: 24 });
  const other = fc.integer({ min: 0, max: 24 });
  const obtuse = angles === 'obtuse';
  const rest = fc.array(other, { minLength: MOST_COORDINATES - 1, maxLength: MOST_COORDINATES - 1 });
  return fc
    .record({
      coordinates: fc.integer({ min: obtuse ? 2 : 1, max: MOST_COORDINATES }),
      points: fc.array(fc.record({ first, rest, positive: fc.boolean() }), {
        minLength: obtuse ? 2 : 1,
        maxLength: mostPoints,
      }),
      mirror: fc.array(fc.integer({ min: -2, max: 2 }), {
        minLength: MOST_DIMENSIONS,
        maxLength: MOST_DIMENSIONS,
      }),
    })
    .map(({ coordinates, points: drawn, mirror }) => {
      const points = obtuse ? spreadApart(drawn) : drawn;
      const turn = reflection(mirror.slice(0, coordinates + 2));
      const axis = (index: number) =>
        turn(Array.from({ length: coordinates + 2 }, (_, j) => (j === index ? Rational.ONE : Rational.ZERO)));
      const x = points.map(({ first, rest, positive }) => {
        const row = [first, ...rest.slice(0, coordinates - 1)].map((value) =>
          Rational.of(BigInt(positive ? value : -value), 8n),
        );
        return turn([...row, Rational.ZERO, Rational.ZERO]);
      });
      const y = points.map(({ positive }): Label => (positive ? 1 : -1));
      return {
        base: { name: 'generated', x, y },
        direction: axis(coordinates + 1),
        spread: axis(spread === 'inside' ? 0 : coordinates),
      };
    });
}

interface SignedPoint {
  readonly first: number;
  readonly rest: readonly number[];
  readonly positive: boolean;
}

/** Turns the first two signed points to either side of the first axis, more than 60° off it. */
function spreadApart(points: readonly SignedPoint[]): SignedPoint[] {
  return points.map((point, i) => {
    if (i > 1) return point;
    const [side, ...others] = point.rest;
    const aside = 8 + side!;
    return i === 0
      ? { ...point, first: Math.min(4, point.first), rest: [aside, ...others] }
      : { ...point, first: Math.min(4, point.first), rest: [-aside, ...others.map(() => 0)] };
  });
}

/** Householder's map x ↦ x − 2⟨v,x⟩/⟨v,v⟩·v; the identity for v = 0. */
function reflection(v: readonly number[]): (x: readonly Rational[]) => Rational[] {
  const mirror = v.map((value) => Rational.of(BigInt(value)));
  const square = innerProduct(mirror, mirror);
  if (square.sign() === 0) return (x) => [...x];
  return (x) => {
    const factor = innerProduct(mirror, x).mul(Rational.of(2n)).div(square);
    return x.map((value, j) => value.sub(factor.mul(mirror[j]!)));
  };
}
