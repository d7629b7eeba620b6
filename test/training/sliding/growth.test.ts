import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ForcesAtZero,
  growthAtZero,
  LEAST_GROWTH,
  sidesOf,
} from '../../../src/training/sliding/growth.ts';

const grid = fc.integer({ min: -64, max: 64 }).map((value) => value / 64);
const forcesInPlane: fc.Arbitrary<ForcesAtZero> = fc
  .array(fc.tuple(grid, grid, grid, grid), { minLength: 2, maxLength: 6 })
  .filter((rows) => rows.every(([x, y]) => x !== 0 || y !== 0))
  .map((rows) => ({
    directions: rows.map(([x, y]) => Float64Array.of(x, y)),
    plus: rows.map(([, , plus]) => plus),
    minus: rows.map(([, , , minus]) => minus),
  }));

function potential({ directions, plus, minus }: ForcesAtZero, w: ArrayLike<number>): number {
  let sum = 0;
  for (const [h, u] of directions.entries()) {
    const z = u[0] * w[0] + u[1] * w[1];
    sum += z * (z > 0 ? plus[h] : minus[h]);
  }
  return sum;
}

describe('growth from w = 0', () => {
  it('is as fast as the best of 4,000 directions says', () => {
    fc.assert(
      fc.property(forcesInPlane, (forces) => {
        const angles = Array.from({ length: 4000 }, (_, k) => (2 * Math.PI * k) / 4000);
        const best = Math.max(...angles.map((t) => potential(forces, [Math.cos(t), Math.sin(t)])));
        const { direction, rate } = growthAtZero(forces);
        const scale = forces.directions.reduce(
          (sum, u, h) =>
            sum + Math.hypot(...u) * Math.max(Math.abs(forces.plus[h]), Math.abs(forces.minus[h])),
          0,
        );
        expect(Math.hypot(...direction)).toBeCloseTo(1, 12);
        expect(rate * scale).toBeCloseTo(potential(forces, direction), 12);
        // What does not grow need not be maximised.
        if (best > 1e-3 * scale) expect(rate * scale).toBeGreaterThan(best - 1e-2 * scale);
      }),
      { numRuns: 100 },
    );
  });

  it('is impossible where every force pulls back', () => {
    const forces = {
      directions: [Float64Array.of(1, 0), Float64Array.of(1, 2)],
      plus: [-1, -2],
      minus: [1, 0.5],
    };
    expect(growthAtZero(forces).rate).toBeLessThan(LEAST_GROWTH);
  });

  it('has two ways where a force pushes away on either side, and one where the other side holds', () => {
    const line = [Float64Array.of(3, 4)];
    expect(growthAtZero({ directions: line, plus: [1], minus: [-1] }).ways).toBe(2);
    expect(growthAtZero({ directions: line, plus: [1], minus: [1] }).ways).toBe(1);
  });

  it('lies on a kink that attracts it, and beside one that does not', () => {
    const directions = [Float64Array.of(1, 0), Float64Array.of(0, 1)];
    const forces = { directions, plus: [-1, 1], minus: [1, 1] };
    const { direction } = growthAtZero(forces);
    expect(direction[1]).toBeCloseTo(1, 6);
    expect(sidesOf(forces, direction)).toEqual([0, 1]);
  });
});
