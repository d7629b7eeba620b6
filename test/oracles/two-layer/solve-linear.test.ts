import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solveLinear } from '../../../oracles/two-layer/solve-linear.ts';

const coordinate = fc.integer({ min: -64, max: 64 }).map((k) => k / 64);

/** A matrix of rank at most `rank`, and a right-hand side in its range. */
const consistent = fc
  .record({ size: fc.integer({ min: 1, max: 7 }), rank: fc.integer({ min: 1, max: 7 }) })
  .chain(({ size, rank }) => {
    const factor = fc.array(coordinate, { minLength: size * rank, maxLength: size * rank });
    const point = fc.array(coordinate, { minLength: size, maxLength: size });
    return fc.record({ left: factor, right: factor, point }).map(({ left, right, point }) => {
      const matrix = Float64Array.from({ length: size * size }, (_, k) => {
        const [r, c] = [Math.floor(k / size), k % size];
        return Array.from({ length: rank }, (_, a) => left[r * rank + a]! * right[c * rank + a]!).reduce(
          (s, v) => s + v,
        );
      });
      return { size, matrix, image: multiply(matrix, Float64Array.from(point)) };
    });
  });

function multiply(matrix: Float64Array, point: Float64Array): Float64Array {
  const size = point.length;
  return point.map((_, r) => point.reduce((sum, value, c) => sum + matrix[r * size + c]! * value, 0));
}

describe('solveLinear', () => {
  it('solves every consistent system, singular or not', () => {
    fc.assert(
      fc.property(consistent, ({ size, matrix, image }) => {
        const solution = image.slice();
        solveLinear(matrix.slice(), solution, size);
        const reached = multiply(matrix, solution);
        const largest = solution.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
        reached.forEach((value, r) => {
          expect(Math.abs(value - image[r]!)).toBeLessThanOrEqual(1e-8 * largest);
        });
      }),
    );
  });

  it('leaves what a zero matrix does not determine at 0', () => {
    const right = Float64Array.of(0, 0);
    solveLinear(new Float64Array(4), right, 2);
    expect(right).toEqual(Float64Array.of(0, 0));
  });
});
