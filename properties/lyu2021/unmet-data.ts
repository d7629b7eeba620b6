import fc from 'fast-check';
import type { Dataset, Label } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { symmetrise } from '../../src/data/transforms.ts';
import { matrix } from '../../src/generators/coordinates.ts';
import { type DatasetSize, oneClass, separable } from '../../src/generators/datasets.ts';
import { Rational } from '../../src/numbers/rational.ts';

/** Data that misses one hypothesis of L1 to L3 each, and meets the others. */

const FEW: DatasetSize = { points: [1, 4], dimension: [1, 3] };

/** Separable, but (as a rule) not its own mirror image. */
export function asymmetric(size = FEW): fc.Arbitrary<Dataset> {
  return fc.oneof(oneClass(size), separable(size));
}

/**
 * Separable by the last coordinate, but barely: signed points (v_i, h_i), h_i > 0 small, the first two of which are nearly opposite. One
 * neuron has to answer all of them by h; several share them at less cost.
 */
export function nearlyOpposite(): fc.Arbitrary<Dataset> {
  const quarters = fc.integer({ min: 2, max: 8 }).map((k) => Rational.of(BigInt(k), 4n));
  const eighth = fc.integer({ min: 1, max: 4 }).map((k) => Rational.of(BigInt(k), 8n));
  return fc
    .record({
      sides: fc.array(fc.record({ size: quarters, height: eighth, label: fc.constantFrom<Label>(1, -1) }), {
        minLength: 2,
        maxLength: 4,
      }),
      oneClass: fc.boolean(),
    })
    .map(({ sides, oneClass }) => {
      const y = sides.map(({ label }): Label => (oneClass ? 1 : label));
      const x = sides.map(({ size, height }, i) => {
        const point = [i % 2 === 0 ? size : size.neg(), height];
        return y[i] === 1 ? point : point.map((value) => value.neg());
      });
      return { name: 'generated', x, y };
    });
}

/**
 * Separable and symmetric, with ⟨μ,x⟩ = 0 at the first point: signed points (v_i, h_i) with h_i > 0, of which v_1 is along the first
 * coordinate and v_2 is moved along it until the sum of all is orthogonal to the first point.
 */
export function degenerate(): fc.Arbitrary<Dataset> {
  const quarters = fc.integer({ min: -12, max: 12 }).map((k) => Rational.of(BigInt(k), 4n));
  return fc
    .record({
      sides: matrix(quarters, { minRows: 2, maxRows: 4, minColumns: 1, maxColumns: 3 }),
      first: fc.constantFrom(Rational.of(1n, 2n), Rational.ONE, Rational.of(2n)),
      heights: fc.array(
        fc.integer({ min: 1, max: 12 }).map((k) => Rational.of(BigInt(k), 4n)),
        { minLength: 4, maxLength: 4 },
      ),
    })
    .map(({ sides, first, heights }) => {
      const zero = sides[0]!.slice(1).map(() => Rational.ZERO);
      const points = sides.map((side, i) => [...(i === 0 ? [first, ...zero] : side), heights[i]!]);
      const rest = innerProduct(points[0]!, sumOf(points));
      const [moved, ...others] = points[1]!;
      points[1] = [moved!.sub(rest.div(first)), ...others];
      return symmetrise({ name: 'generated', x: points, y: points.map((): Label => 1) });
    });
}

function sumOf(points: readonly (readonly Rational[])[]): Rational[] {
  return points.reduce<Rational[]>(
    (sum, point) => sum.map((value, j) => value.add(point[j]!)),
    points[0]!.map(() => Rational.ZERO),
  );
}

/**
 * Symmetric data whose mean is far from the max-margin separator: two orthogonal points, one at least twice as long as the
 * other. With lengths A and B, μ is along (A, B) and the separator along (1/A, 1/B).
 */
export function meanOffSeparator(): fc.Arbitrary<Dataset> {
  return fc
    .record({
      p: fc.integer({ min: 1, max: 8 }),
      q: fc.integer({ min: 0, max: 8 }),
      factor: fc.integer({ min: 8, max: 16 }),
      labels: fc.array(fc.constantFrom<1 | -1>(1, -1), { minLength: 2, maxLength: 2 }),
    })
    .map(({ p, q, factor, labels }) => {
      const number = (value: number) => Rational.of(BigInt(value), 4n);
      const x = [[number(p), number(q)], [number(-q), number(p)].map((value) => value.mul(number(factor)))];
      return symmetrise({ name: 'orthogonal points of different length', x, y: labels });
    });
}

/** One class, in the orthant of coordinates ≥ 0: no angle between two points is obtuse. */
export function inOneOrthant(size: DatasetSize): fc.Arbitrary<Dataset> {
  const [minRows, maxRows] = size.points;
  const [minColumns, maxColumns] = size.dimension;
  const quarters = fc.integer({ min: 0, max: 12 }).map((k) => Rational.of(BigInt(k), 4n));
  return matrix(quarters, { minRows, maxRows, minColumns, maxColumns }).map((rows) => ({
    name: 'generated',
    x: rows.map(([first, ...others]) => [first!.add(Rational.of(1n, 4n)), ...others]),
    y: rows.map((): Label => 1),
  }));
}
