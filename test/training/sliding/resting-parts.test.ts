import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slidingFlow } from '../../../src/training/sliding/flow.ts';
import { margins, unit } from './cases.ts';

const part = fc.integer({ min: 1, max: 64 }).map((value) => value / 64);
const parts = (length: number) => fc.array(part, { minLength: length, maxLength: length });

/** An orthogonal matrix of rational entries from two Pythagorean rotations, rows of length 3. */
function rotation([s, t]: readonly number[]): number[][] {
  const turn = (u: number) => [(1 - u * u) / (1 + u * u), (2 * u) / (1 + u * u)];
  const [[c, b], [f, g]] = [turn(s), turn(t)];
  return [
    [c, -b * f, b * g],
    [b, c * f, -c * g],
    [0, g, f],
  ];
}

const combine = (coefficients: readonly number[], rows: readonly (readonly number[])[]) =>
  [0, 1, 2].map((j) => coefficients.reduce((sum, value, r) => sum + value * rows[r][j], 0));

/** V3 of vardi2022: two groups of points orthogonal to each other, and a ReLU neuron for each that does not see the other. */
const groups = fc.record({
  turns: parts(2),
  first: fc.array(parts(2), { minLength: 1, maxLength: 3 }),
  second: part,
  w: fc.tuple(parts(3), parts(3)),
  a: parts(2),
});

describe('what no point drives', () => {
  it.each([-1e4, -1e12, -1e20, -1e40])('keeps its sign down to log10 loss %d', (until) => {
    fc.assert(
      fc.property(groups, ({ turns, first, second, w, a }) => {
        const axes = rotation(turns);
        const rows = [...first.map((values) => combine([...values, 0], axes)), combine([0, 0, second], axes)];
        const start = [
          combine([w[0][0], w[0][1], -w[0][2]], axes),
          combine([-w[1][0], -w[1][1], w[1][2]], axes),
        ];
        const run = {
          points: rows.length,
          dimension: 3,
          x: Float64Array.from(rows.flat()),
          y: new Float64Array(rows.length).fill(1),
          width: 2,
          alpha: 0,
          loss: 'exponential',
          start: [...start.flat(), ...a],
          until,
        } as const;
        const end = slidingFlow(run);
        expect(end.reason.kind).toBe('target');
        expect(Object.values(end.events)).toEqual([0, 0, 0, 0, 0]);
        // Each neuron ends along its own group: without a part along the other it has only what it started with.
        const size = 10 ** (end.final.logNorm / Math.LN10);
        const direction = unit(end.parameters);
        for (const [k, others] of [[2], [0, 1]].entries())
          for (const axis of others) {
            const along = axes[axis].reduce((sum, value, j) => sum + value * direction[3 * k + j], 0);
            expect(Math.abs(along * size + w[k][axis]) / size).toBeLessThan(1e-13);
          }
        expect(Math.min(...margins(run, direction))).toBeCloseTo(end.final.normalizedMargin, 9);
      }),
      { numRuns: 15 },
    );
  });
});
