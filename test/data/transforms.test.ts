import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import {
  addHints,
  appendConstant,
  isSymmetric,
  rescale,
  select,
  symmetrise,
} from '../../src/data/transforms.ts';
import { Rational } from '../../src/numbers/rational.ts';

/** Few distinct points, so that repeated and mirrored ones are common; the zero row included. */
const data: fc.Arbitrary<Dataset> = fc
  .array(
    fc.tuple(
      fc.integer({ min: -2, max: 2 }),
      fc.integer({ min: -1, max: 1 }),
      fc.constantFrom(1 as const, -1 as const),
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((points) => ({
    name: 'drawn',
    x: points.map(([a, b]) => [Rational.of(BigInt(a), 2n), Rational.of(BigInt(b))]),
    y: points.map(([, , y]) => y),
  }));

const text = (value: unknown) => JSON.stringify(value);
const points = ({ x, y }: Dataset) => x.map((row, i) => text([row, y[i]]));
const mirror = (set: Dataset): Dataset => ({
  ...rescale(set, Rational.of(-1n)),
  y: set.y.map((y) => (y === 1 ? -1 : 1)),
});

describe('symmetrise', () => {
  it('keeps the data first and adds only what makes it equal to its mirror image as a multiset', () => {
    fc.assert(
      fc.property(data, (set) => {
        const result = symmetrise(set);
        expect(points(result).slice(0, set.x.length)).toEqual(points(set));
        expect(points(result).sort()).toEqual(points(mirror(result)).sort());
        expect(isSymmetric(set)).toBe(text(points(set).sort()) === text(points(mirror(set)).sort()));
      }),
    );
  });

  it('is smallest: each point occurs as often as it or its image did, whichever is more', () => {
    fc.assert(
      fc.property(data, (set) => {
        const count = (within: Dataset, point: string) => points(within).filter((p) => p === point).length;
        const result = symmetrise(set);
        for (const point of points(result))
          expect(count(result, point)).toBe(Math.max(count(set, point), count(mirror(set), point)));
        expect(symmetrise(result)).toEqual(result);
      }),
    );
  });
});

describe('rescale', () => {
  it('composes and inverts exactly', () => {
    fc.assert(
      fc.property(data, fc.integer({ min: 1, max: 1000 }), (set, k) => {
        const factor = Rational.of(BigInt(k), 7n);
        expect(text(rescale(rescale(set, factor), Rational.ONE.div(factor)))).toBe(text(set));
        expect(rescale(set, factor).y).toEqual(set.y);
      }),
    );
  });
});

describe('appendConstant', () => {
  it('adds one coordinate to every point', () => {
    fc.assert(
      fc.property(data, (set) => {
        const result = appendConstant(set, Rational.of(3n));
        expect(result.x.map((row) => row.slice(0, -1))).toEqual(set.x);
        expect(result.x.every((row) => row.at(-1)!.equals(Rational.of(3n)))).toBe(true);
        expect(text(appendConstant(set))).toBe(text(appendConstant(set, Rational.ONE)));
      }),
    );
  });
});

describe('select', () => {
  it('takes points with their labels, in the order asked for', () => {
    fc.assert(
      fc.property(data, fc.infiniteStream(fc.nat()), (set, stream) => {
        const indices = [...stream.take(5)].map((k) => k % set.x.length);
        expect(points(select(set, indices))).toEqual(indices.map((i) => points(set)[i]));
      }),
    );
  });

  it.each([[[]], [[2]], [[-1]], [[0.5]], [[Number.NaN]]])(
    'refuses the indices %j of two points',
    (indices) => {
      const set: Dataset = { name: '', x: [[Rational.ONE], [Rational.ZERO]], y: [1, -1] };
      expect(() => select(set, indices)).toThrow(/expected (at least one index|indices from 0 to 1), found/);
    },
  );
});

describe('addHints', () => {
  it("gives the points of claims.md's example", () => {
    const set: Dataset = {
      name: 'S',
      x: [['1', '1/5', '0'].map(Rational.parse)],
      y: [1],
    };
    const e = (j: number) => [0, 1, 2].map((k) => Rational.of(k === j ? 1n : 0n));
    const result = addHints(set, {
      direction: e(2),
      spread: e(1),
      far: Rational.of(50n),
      near: Rational.parse('0.05'),
      sideways: Rational.ONE,
    });
    expect(points(result)).toEqual([
      text([['1', '1/5', '0'], 1]),
      text([['0', '0', '50'], 1]),
      text([['0', '1', '1/20'], 1]),
      text([['0', '-1', '1/20'], 1]),
    ]);
  });
});
