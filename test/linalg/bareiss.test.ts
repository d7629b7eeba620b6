import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solveGram, solveSquare } from '../../src/linalg/bareiss.ts';

const entry = fc.bigInt({ min: -9n, max: 9n });
const size = fc.integer({ min: 0, max: 6 });

function rows(count: number, length: number): fc.Arbitrary<bigint[][]> {
  return fc.array(fc.array(entry, { minLength: length, maxLength: length }), {
    minLength: count,
    maxLength: count,
  });
}

const dot = (a: readonly bigint[], b: readonly bigint[]) =>
  a.reduce((sum, value, j) => sum + value * b[j]!, 0n);

/** Determinant by expansion along the first row. */
function determinant(matrix: readonly (readonly bigint[])[]): bigint {
  if (matrix.length === 0) return 1n;
  const [first, ...rest] = matrix;
  return first!.reduce((sum, value, j) => {
    const minor = determinant(rest.map((row) => row.filter((_, k) => k !== j)));
    return sum + (j % 2 === 0 ? 1n : -1n) * value * minor;
  }, 0n);
}

describe('solveSquare', () => {
  it('solves A·x = b and Aᵀ·y = c over |det A|, or finds A singular', () => {
    const systems = size.chain((n) => fc.tuple(rows(n, n), rows(2, n)));
    fc.assert(
      fc.property(systems, ([matrix, sides]) => {
        const [b, c] = [sides[0]!, sides[1]!];
        const expected = determinant(matrix);
        const solution = solveSquare(matrix, b, c);
        if (expected === 0n) {
          expect(solution).toBeUndefined();
          return;
        }
        expect(solution?.determinant).toBe(expected < 0n ? -expected : expected);
        const { primal, dual } = solution!;
        matrix.forEach((row, i) => {
          expect(dot(row, primal)).toBe(b[i]! * solution!.determinant);
          expect(
            dot(
              matrix.map((other) => other[i]!),
              dual,
            ),
          ).toBe(c[i]! * solution!.determinant);
        });
      }),
    );
  });
});

describe('solveGram', () => {
  it('solves G·x = b for every side, or names the rows that depend on earlier ones', () => {
    const systems = fc
      .tuple(size, fc.integer({ min: 1, max: 6 }))
      .chain(([n, d]) => fc.tuple(rows(n, d), rows(2, n)));
    fc.assert(
      fc.property(systems, ([z, sides]) => {
        const gram = z.map((a) => z.map((b) => dot(a, b)));
        const solution = solveGram(gram, sides);
        if ('dependent' in solution) {
          const independent = z.filter((_, i) => !solution.dependent.includes(i));
          expect(determinant(independent.map((a) => independent.map((b) => dot(a, b))))).toBeGreaterThan(0n);
          for (const row of solution.dependent) {
            const before = z.filter((_, i) => i < row && !solution.dependent.includes(i));
            const both = [...before, z[row]!];
            expect(determinant(both.map((a) => both.map((b) => dot(a, b))))).toBe(0n);
          }
          return;
        }
        expect(solution.determinant).toBe(determinant(gram));
        solution.numerators.forEach((x, side) => {
          gram.forEach((row, i) => {
            expect(dot(row, x)).toBe(sides[side]![i]! * solution.determinant);
          });
        });
      }),
    );
  });
});
