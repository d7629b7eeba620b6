import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseModel } from '../../src/models/parse.ts';
import {
  countParameters,
  rowDirections,
  stableRank,
  type WeightMatrix,
  weightsOf,
} from '../../src/models/weights.ts';
import { SPECS } from './case.ts';

const entry = fc.integer({ min: -64, max: 64 }).map((k) => k / 16);
const matrices: fc.Arbitrary<WeightMatrix> = fc
  .record({ rows: fc.integer({ min: 1, max: 6 }), columns: fc.integer({ min: 1, max: 6 }) })
  .chain(({ rows, columns }) =>
    fc
      .array(entry, { minLength: rows * columns, maxLength: rows * columns })
      .filter((entries) => entries.some((value) => value !== 0))
      .map((entries) => ({ name: 'W', rows, columns, entries: Float64Array.from(entries) })),
  );

function transposed({ rows, columns, entries }: WeightMatrix): WeightMatrix {
  return {
    name: 'Wᵀ',
    rows: columns,
    columns: rows,
    entries: entries.map((_, at) => entries[(at % rows) * columns + Math.floor(at / rows)]!),
  };
}

describe('weightsOf', () => {
  it.each(SPECS)('%s: the matrices use up θ in order', (spec) => {
    const model = parseModel(spec, 4);
    expect(countParameters(model.weights)).toBe(model.parameterCount);
    const theta = Float64Array.from({ length: model.parameterCount }, (_, j) => j);
    expect(weightsOf(model, theta).flatMap(({ entries }) => Array.from(entries))).toEqual(Array.from(theta));
  });
});

describe('rowDirections', () => {
  it('are unit vectors along the rows', () => {
    const directions = rowDirections({
      name: 'W',
      rows: 2,
      columns: 2,
      entries: Float64Array.of(3, 4, 0, 0),
    });
    expect(directions.map((row) => Array.from(row))).toEqual([
      [0.6, 0.8],
      [0, 0],
    ]);
  });
});

describe('stableRank', () => {
  it('is 1 for rank one, and the ratio of traces for diagonal matrices', () => {
    const outer = { name: 'W', rows: 3, columns: 2, entries: Float64Array.of(1, 2, 2, 4, -3, -6) };
    expect(stableRank(outer)).toBeCloseTo(1, 14);
    const diagonal = (...d: number[]) => ({
      name: 'W',
      rows: d.length,
      columns: d.length,
      entries: Float64Array.from({ length: d.length ** 2 }, (_, at) =>
        at % (d.length + 1) === 0 ? d[at / (d.length + 1)]! : 0,
      ),
    });
    expect(stableRank(diagonal(2, 1, 1))).toBeCloseTo(1.5, 14);
    expect(stableRank(diagonal(1, 1, 1, 1))).toBeCloseTo(4, 14);
    expect(stableRank(diagonal(1, 1 - 2 ** -30))).toBeCloseTo(2 - 2 ** -29, 12);
  });

  it('lies between 1 and the size, and does not change under scaling or transposition', () => {
    fc.assert(
      fc.property(matrices, (matrix) => {
        const rank = stableRank(matrix);
        expect(rank).toBeGreaterThan(1 - 1e-12);
        expect(rank).toBeLessThan(Math.min(matrix.rows, matrix.columns) + 1e-12);
        expect(stableRank(transposed(matrix))).toBeCloseTo(rank, 10);
        expect(stableRank({ ...matrix, entries: matrix.entries.map((value) => 3 * value) })).toBeCloseTo(
          rank,
          10,
        );
      }),
    );
  });
});
