import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CholeskyFactorization } from '../../src/linalg/cholesky.ts';
import { type Kernel, kernelOver } from '../../src/linalg/kernel.ts';
import { LuFactorization } from '../../src/linalg/lu.ts';
import { doubleDouble } from '../../src/numbers/double-double.ts';
import { float64 } from '../../src/numbers/float64.ts';

const entry = fc.integer({ min: -64, max: 64 }).map((k) => k / 16);
const systems = fc.integer({ min: 1, max: 7 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    matrix: fc.array(entry, { minLength: size * size, maxLength: size * size }),
    v: fc.array(entry, { minLength: size, maxLength: size }),
  }),
);

/** MMᵀ + I for a square M: positive definite, eigenvalues at least 1. */
function positiveDefinite(matrix: readonly number[], size: number): number[] {
  return Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    let sum = i === j ? 1 : 0;
    for (let k = 0; k < size; k++) sum += matrix[i * size + k]! * matrix[j * size + k]!;
    return sum;
  });
}

function solveWith<T>(
  kernel: Kernel<T>,
  kind: 'lu' | 'cholesky',
  matrix: readonly number[],
  v: readonly number[],
): number[] | undefined {
  const { fromNumber, toNumber } = kernel.field;
  const size = v.length;
  const factorization =
    kind === 'lu' ? new LuFactorization(kernel, size) : new CholeskyFactorization(kernel, size);
  for (const [at, value] of matrix.entries()) factorization.matrix[at] = fromNumber(value);
  if (!factorization.factor()) return undefined;
  const solution = v.map(fromNumber);
  factorization.solve(solution);
  return solution.map(toNumber);
}

function residual(matrix: readonly number[], x: readonly number[], v: readonly number[]): number {
  const size = v.length;
  return Math.max(
    ...v.map((value, i) => {
      let sum = -value;
      for (let j = 0; j < size; j++) sum += matrix[i * size + j]! * x[j]!;
      return Math.abs(sum);
    }),
  );
}

describe.each([
  ['float64', kernelOver(float64) as Kernel<unknown>],
  ['double-double', kernelOver(doubleDouble) as Kernel<unknown>],
])('factorisations in %s', (_name, kernel) => {
  it('LU and Cholesky both solve positive definite systems', () => {
    fc.assert(
      fc.property(systems, ({ size, matrix, v }) => {
        const a = positiveDefinite(matrix, size);
        for (const kind of ['lu', 'cholesky'] as const) {
          const x = solveWith(kernel, kind, a, v)!;
          expect(residual(a, x, v)).toBeLessThan(1e-9);
        }
      }),
    );
  });

  it('LU solves general systems, or says that the matrix is singular', () => {
    fc.assert(
      fc.property(systems, ({ matrix, v }) => {
        const x = solveWith(kernel, 'lu', matrix, v);
        // The backward error of elimination with pivoting is a small multiple of ε·|A|·|x|.
        if (x) expect(residual(matrix, x, v)).toBeLessThan(1e-12 * (1 + Math.max(...x.map(Math.abs))));
      }),
    );
  });

  it('LU needs its pivots', () => {
    expect(solveWith(kernel, 'lu', [0, 1, 1, 0], [2, 3])).toEqual([3, 2]);
    expect(solveWith(kernel, 'lu', [1, 2, 2, 4], [1, 1])).toBeUndefined();
    expect(solveWith(kernel, 'lu', [Number.NaN, 1, 1, 0], [1, 1])).toBeUndefined();
  });

  it('Cholesky refuses what is not positive definite', () => {
    expect(solveWith(kernel, 'cholesky', [1, 2, 2, 1], [1, 1])).toBeUndefined();
    expect(solveWith(kernel, 'cholesky', [0], [1])).toBeUndefined();
    expect(solveWith(kernel, 'cholesky', [4], [2])).toEqual([0.5]);
  });
});
