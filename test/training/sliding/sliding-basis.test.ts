import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlidingBasis } from '../../../src/training/sliding/sliding-basis.ts';

const DIMENSION = 4;
const vector = () =>
  fc
    .array(fc.integer({ min: -64, max: 64 }), { minLength: DIMENSION, maxLength: DIMENSION })
    .map((values) => Float64Array.from(values, (value) => value / 64));

const inner = (u: Float64Array, v: Float64Array) => u.reduce((sum, value, j) => sum + value * v[j], 0);

describe('the basis of the points that a neuron slides along', () => {
  it('projects onto the orthogonal complement of the points it took', () => {
    fc.assert(
      fc.property(fc.array(vector(), { maxLength: 6 }), vector(), (points, driving) => {
        const basis = new SlidingBasis();
        const taken = points.filter((point, i) => basis.add(i, point));
        expect(basis.members.length).toBe(taken.length);
        const projected = driving.slice();
        basis.project(projected, 0);
        for (const point of points) expect(Math.abs(inner(projected, point))).toBeLessThan(1e-12);
        const again = projected.slice();
        basis.project(again, 0);
        for (const [j, value] of again.entries()) expect(value).toBeCloseTo(projected[j], 12);
      }),
    );
  });

  it('balances any driving with multipliers of its points', () => {
    fc.assert(
      fc.property(fc.array(vector(), { minLength: 1, maxLength: 6 }), vector(), (points, driving) => {
        const basis = new SlidingBasis();
        for (const [i, point] of points.entries()) basis.add(i, point);
        const multipliers = basis.balance(driving);
        const total = driving.slice();
        for (const [index, i] of basis.members.entries())
          for (let j = 0; j < DIMENSION; j++) total[j] += multipliers[index] * points[i][j];
        const size = multipliers.reduce((sum, value) => sum + Math.abs(value), 1);
        for (const i of basis.members) expect(Math.abs(inner(total, points[i])) / size).toBeLessThan(1e-11);
      }),
    );
  });

  it('refuses a point that depends on those it has', () => {
    const basis = new SlidingBasis();
    expect(basis.add(0, Float64Array.of(1, 2, 0, 0))).toBe(true);
    expect(basis.add(1, Float64Array.of(-2, -4, 0, 0))).toBe(false);
    expect(basis.add(2, Float64Array.of(0, 0, 0, 0))).toBe(false);
    expect(basis.add(3, Float64Array.of(1, 2.5, 0, 0))).toBe(true);
    expect(basis.members).toEqual([0, 3]);
  });
});
