import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinkLines } from '../../../src/training/sliding/lines.ts';

const DIMENSION = 3;
const coordinates = fc.array(
  fc.integer({ min: -64, max: 64 }).map((value) => value / 64),
  {
    minLength: DIMENSION,
    maxLength: DIMENSION,
  },
);
const isZero = (row: readonly number[]) => row.every((value) => value === 0);

describe('the lines that points lie on', () => {
  it('hold every point but zero rows, as the stated multiple of their first', () => {
    fc.assert(
      fc.property(fc.array(coordinates, { maxLength: 8 }), (rows) => {
        const lines = kinkLines(Float64Array.from(rows.flat()), rows.length, DIMENSION);
        for (const [i, row] of rows.entries()) {
          const line = lines.of[i];
          if (isZero(row)) expect(line).toBe(-1);
          else {
            expect(lines.points[line]).toContain(i);
            for (const [j, value] of row.entries())
              expect(lines.multiples[i] * lines.directions[line * DIMENSION + j]).toBeCloseTo(value, 14);
          }
        }
        expect(lines.points.flat().length).toBe(rows.filter((row) => !isZero(row)).length);
      }),
    );
  });

  it('are as many as before after multiples of their points are added', () => {
    const multiples = fc.array(fc.constantFrom(-3, -1, -1 / 3, 0.1, 1, 7), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(coordinates, { minLength: 1, maxLength: 8 }), multiples, (rows, factors) => {
        const more = [...rows, ...rows.map((row, i) => row.map((value) => factors[i] * value))];
        const count = (points: number[][]) =>
          kinkLines(Float64Array.from(points.flat()), points.length, DIMENSION).count;
        expect(count(more)).toBe(count(rows));
      }),
    );
  });
});
