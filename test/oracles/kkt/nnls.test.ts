import fc from 'fast-check';
import quadprog from 'quadprog';
import { describe, expect, it } from 'vitest';
import { nnls } from '../../../oracles/kkt/nnls.ts';
import { dot, norm, OrthogonalFactor } from '../../../oracles/kkt/orthogonal-factor.ts';

const coordinate = fc.integer({ min: -64, max: 64 }).map((value) => value / 64);
const vectorOf = (length: number) =>
  fc.array(coordinate, { minLength: length, maxLength: length }).map((values) => Float64Array.from(values));

/** Problems with repeated, zero and dependent columns among the rest. */
const problem = fc
  .record({
    rows: fc.integer({ min: 1, max: 5 }),
    width: fc.integer({ min: 1, max: 6 }),
    columns: fc.array(vectorOf(5), { minLength: 6, maxLength: 6 }),
    target: vectorOf(5),
  })
  .map(({ rows, width, columns, target }) => ({
    columns: columns.slice(0, width).map((column) => column.slice(0, rows)),
    target: target.slice(0, rows),
  }));

/** Least distance over every support whose least-squares solution is non-negative: 2^k factorisations. */
function bruteForceDistance(columns: readonly Float64Array[], target: Float64Array): number {
  let best = norm(target);
  for (let support = 1; support < 2 ** columns.length; support++) {
    const factor = new OrthogonalFactor();
    const chosen = columns.filter((_, j) => (support >> j) & 1);
    if (!chosen.every((column) => factor.append(column))) continue;
    const { components, residual } = factor.project(target);
    if (factor.coefficientsOf(components).every((value) => value >= 0)) best = Math.min(best, norm(residual));
  }
  return best;
}

function quadprogDistance(columns: readonly Float64Array[], target: Float64Array): number {
  const size = columns.length;
  const oneBased = <T>(entries: T[]): T[] => [undefined as unknown as T, ...entries];
  const gram = columns.map((a, i) => oneBased(columns.map((b, j) => dot(a, b) + (i === j ? 1e-13 : 0))));
  const identity = columns.map((_, i) => oneBased(columns.map((__, j) => (i === j ? 1 : 0))));
  const { solution } = quadprog.solveQP(
    oneBased(gram),
    oneBased(columns.map((column) => dot(column, target))),
    oneBased(identity),
    oneBased(new Array<number>(size).fill(0)),
  );
  const residual = Float64Array.from(target);
  columns.forEach((column, j) => {
    for (let i = 0; i < residual.length; i++) residual[i]! -= solution[j + 1]! * column[i]!;
  });
  return norm(residual);
}

describe('non-negative least squares', () => {
  it('meets its optimality conditions: x ≥ 0, residual = target − Ax, Aᵀr ≤ 0, ⟨x, Aᵀr⟩ = 0', () => {
    fc.assert(
      fc.property(problem, ({ columns, target }) => {
        const { x, residual, distance } = nnls(columns, target);
        const scale = 1 + norm(target);
        const recomputed = target.map((value, i) =>
          columns.reduce((rest, column, j) => rest - x[j]! * column[i]!, value),
        );
        for (let i = 0; i < target.length; i++)
          expect(Math.abs(recomputed[i]! - residual[i]!)).toBeLessThan(1e-10 * scale);
        expect(distance).toBeCloseTo(norm(residual), 12);
        columns.forEach((column, j) => {
          expect(x[j]!).toBeGreaterThanOrEqual(0);
          expect(dot(column, residual)).toBeLessThan(1e-12 * scale);
          if (x[j]! > 0) expect(Math.abs(dot(column, residual))).toBeLessThan(1e-12 * scale);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('agrees with brute force over all supports', () => {
    fc.assert(
      fc.property(problem, ({ columns, target }) => {
        expect(nnls(columns, target).distance).toBeCloseTo(bruteForceDistance(columns, target), 10);
      }),
      { numRuns: 200 },
    );
  });

  it('is as near as quadprog, and no nearer than the accuracy of its normal equations explains', () => {
    fc.assert(
      fc.property(problem, ({ columns, target }) => {
        const nonZero = columns.filter((column) => norm(column) > 0);
        fc.pre(nonZero.length > 0);
        const theirs = quadprogDistance(nonZero, target);
        const { distance } = nnls(nonZero, target);
        expect(distance).toBeLessThan(theirs + 1e-6);
        expect(distance).toBeGreaterThan(theirs - 1e-3);
      }),
      { numRuns: 200 },
    );
  });

  it('reaches 1e-15 of the target where the truth is 0, ill-conditioned columns included', () => {
    fc.assert(
      fc.property(
        fc.array(vectorOf(40), { minLength: 10, maxLength: 10 }),
        fc.array(fc.integer({ min: 0, max: 64 }), { minLength: 10, maxLength: 10 }),
        fc.constantFrom(1, 2 ** -10, 2 ** -20),
        (directions, weights, spread) => {
          // Columns crowd around the first one: condition number about 1/spread.
          const columns = directions.map((direction) =>
            direction.map((value, i) => directions[0]![i]! + spread * value),
          );
          const target = new Float64Array(40);
          columns.forEach((column, j) => {
            for (let i = 0; i < 40; i++) target[i]! += (weights[j]! / 64) * column[i]!;
          });
          fc.pre(norm(target) > 0);
          expect(nnls(columns, target).distance / norm(target)).toBeLessThan(2e-15);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('orthogonal factor', () => {
  it('gives the same residual after columns have left as when they never came', () => {
    fc.assert(
      fc.property(
        fc.array(vectorOf(8), { minLength: 5, maxLength: 5 }),
        vectorOf(8),
        fc.integer({ min: 0, max: 4 }),
        (columns, target, position) => {
          const updated = new OrthogonalFactor();
          const fresh = new OrthogonalFactor();
          fc.pre(columns.every((column) => updated.append(column, 1e-6)));
          updated.remove(position);
          for (const column of columns.toSpliced(position, 1)) fresh.append(column);
          const difference = updated
            .project(target)
            .residual.map((value, i) => value - fresh.project(target).residual[i]!);
          expect(norm(difference)).toBeLessThan(1e-13);
        },
      ),
    );
  });
});
