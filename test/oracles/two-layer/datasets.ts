import fc from 'fast-check';
import type { Dataset, Label } from '../../../src/data/dataset.ts';
import { gridCoordinate, matrix } from '../../../src/generators/coordinates.ts';
import { Rational } from '../../../src/numbers/rational.ts';

/** Integer points with labels. */
export function integerDataset(x: readonly (readonly number[])[], y: readonly Label[]): Dataset {
  return { name: 'integer', x: x.map((row) => row.map((value) => Rational.of(BigInt(value)))), y };
}

export const XOR = integerDataset(
  [
    [1, 1],
    [-1, -1],
    [1, -1],
    [-1, 1],
  ],
  [1, 1, -1, -1],
);

const CORNERS = [1, -1].flatMap((a) => [1, -1].flatMap((b) => [1, -1].map((c) => [a, b, c])));

/** Parity of three bits ±1, and a constant feature 1. */
export const PARITY = integerDataset(
  CORNERS.map((bits) => [...bits, 1]),
  CORNERS.map(([a, b, c]) => (a! * b! * c! > 0 ? 1 : -1)),
);

/** Any points on the grid of 1/64 with any labels: most can be classified, few linearly. */
export function anyLabels(points: number, dimension: number): fc.Arbitrary<Dataset> {
  const label = fc.constantFrom<Label>(1, -1);
  return fc
    .record({
      x: matrix(gridCoordinate(), {
        minRows: 1,
        maxRows: points,
        minColumns: dimension,
        maxColumns: dimension,
      }),
      labels: fc.array(label, { minLength: points, maxLength: points }),
    })
    .map(({ x, labels }) => ({ name: 'any labels', x, y: labels.slice(0, x.length) }));
}

/** Slopes k/16 from ReLU to linear. */
export function anySlope(): fc.Arbitrary<Rational> {
  return fc.integer({ min: 0, max: 16 }).map((k) => Rational.of(BigInt(k), 16n));
}
