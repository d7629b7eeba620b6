import fc from 'fast-check';
import { solveQP } from 'quadprog';
import { describe, expect, it } from 'vitest';
import { BoxLeastSquares } from '../../../oracles/two-layer/box-least-squares.ts';

interface Problem {
  readonly x: number[][];
  readonly base: number[];
  readonly lower: number[];
  readonly upper: number[];
  readonly start: number[];
}

const coordinate = fc.integer({ min: -64, max: 64 }).map((k) => k / 64);

/** Boxes that are finite, half-infinite or single points, with a start that may lie outside. */
const problems: fc.Arbitrary<Problem> = fc
  .record({ n: fc.integer({ min: 1, max: 8 }), d: fc.integer({ min: 1, max: 4 }) })
  .chain(({ n, d }) =>
    fc.record({
      x: fc.array(fc.array(coordinate, { minLength: d, maxLength: d }), { minLength: n, maxLength: n }),
      base: fc.array(coordinate, { minLength: d, maxLength: d }),
      boxes: fc.array(
        fc.oneof(
          fc.tuple(coordinate, fc.nat(64)).map(([from, length]) => [from, from + length / 64] as const),
          coordinate.map((from) => [from, Number.POSITIVE_INFINITY] as const),
          coordinate.map((to) => [Number.NEGATIVE_INFINITY, to] as const),
        ),
        { minLength: n, maxLength: n },
      ),
      start: fc.array(coordinate, { minLength: n, maxLength: n }),
    }),
  )
  // Points at 0 are not in a pricing problem.
  .filter(({ x }) => x.every((row) => row.some((value) => value !== 0)))
  .map(({ x, base, boxes, start }) => ({
    x,
    base,
    lower: boxes.map(([from]) => from),
    upper: boxes.map(([, to]) => to),
    start,
  }));

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, j) => sum + value * b[j]!, 0);
}

function solve({ x, base, lower, upper, start }: Problem): { solver: BoxLeastSquares; norm: number } {
  const gram = x.flatMap((row) => x.map((other) => dot(row, other)));
  const solver = new BoxLeastSquares(
    Float64Array.from(x.flat()),
    Float64Array.from(gram),
    x.length,
    base.length,
  );
  solver.base.set(base);
  solver.lower.set(lower);
  solver.upper.set(upper);
  solver.m.set(start);
  return { solver, norm: solver.solve() };
}

/** The same minimum by quadprog, with 1e-10·‖m‖² added because it wants a positive definite matrix. */
function quadprogNorm({ x, base, lower, upper }: Problem): number {
  const n = x.length;
  const oneBased = <T>(values: readonly T[]): T[] => [undefined as T, ...values];
  const sides = x.flatMap((_, i) => [
    ...(Number.isFinite(lower[i]!) ? [{ i, sign: 1, bound: lower[i]! }] : []),
    ...(Number.isFinite(upper[i]!) ? [{ i, sign: -1, bound: -upper[i]! }] : []),
  ]);
  const quadratic = x.map((row, i) => oneBased(x.map((other, k) => dot(row, other) + (i === k ? 1e-10 : 0))));
  const columns = Array.from({ length: n }, (_, i) =>
    oneBased(sides.map((side) => (side.i === i ? side.sign : 0))),
  );
  const { solution } = solveQP(
    oneBased(quadratic),
    oneBased(x.map((row) => -dot(row, base))),
    oneBased(columns),
    oneBased(sides.map(({ bound }) => bound)),
  );
  const sum = base.map(
    (value, j) =>
      value +
      dot(
        x.map((row) => row[j]!),
        solution.slice(1),
      ),
  );
  return Math.hypot(...sum);
}

describe('BoxLeastSquares', () => {
  it('ends in the box, with the sum and norm of its multipliers, at a point that satisfies the KKT conditions', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { solver, norm } = solve(problem);
        const m = Array.from(solver.m);
        const sum = problem.base.map(
          (value, j) =>
            value +
            dot(
              problem.x.map((row) => row[j]!),
              m,
            ),
        );
        expect(norm).toBeCloseTo(Math.hypot(...sum), 12);
        const size = 1 + Math.max(...m.map(Math.abs));
        m.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(problem.lower[i]!);
          expect(value).toBeLessThanOrEqual(problem.upper[i]!);
          const slope = dot(problem.x[i]!, sum);
          if (value > problem.lower[i]!) expect(slope).toBeLessThanOrEqual(1e-9 * size);
          if (value < problem.upper[i]!) expect(slope).toBeGreaterThanOrEqual(-1e-9 * size);
        });
      }),
    );
  });

  it('reaches the minimum that quadprog reaches', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        expect(solve(problem).norm).toBeLessThanOrEqual(quadprogNorm(problem) + 1e-6);
      }),
    );
  });

  it('stops early at a norm that is enough', () => {
    const problem = {
      x: [
        [1, 0],
        [0, 1],
      ],
      base: [4, 3],
      lower: [-9, -9],
      upper: [0, 0],
      start: [0, 0],
    };
    const { solver } = solve(problem);
    solver.m.fill(0);
    expect(solver.solve(5)).toBe(5);
    expect(solver.solve(0)).toBeCloseTo(0, 14);
  });
});
