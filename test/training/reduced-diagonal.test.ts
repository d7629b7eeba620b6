import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FloatDataset, toFloats } from '../../src/data/dataset.ts';
import { separable } from '../../src/generators/datasets.ts';
import { diagonalLink } from '../../src/training/diagonal-link.ts';
import { reducedDiagonalFlow } from '../../src/training/reduced-diagonal.ts';

const positive = (rows: readonly (readonly number[])[]): FloatDataset => ({
  points: rows.length,
  dimension: rows[0]!.length,
  x: Float64Array.from(rows.flat()),
  y: new Float64Array(rows.length).fill(1),
});

describe('the flow in the multipliers', () => {
  it('one point: the multiplier is the time', () => {
    const link = diagonalLink(2, 0.5);
    const [state] = reducedDiagonalFlow(positive([[1, -2]]), link, [3]);
    expect(state!.multipliers[0]).toBeCloseTo(3, 12);
    expect(state!.w[0]! / link.value(3)).toBeCloseTo(1, 9);
    expect(state!.w[1]! / link.value(-6)).toBeCloseTo(1, 9);
  });

  it('multipliers never fall and add up to the time, and the loss falls', () => {
    fc.assert(
      fc.property(separable({ points: [1, 5], dimension: [1, 4] }), (data) => {
        const floats = toFloats(data);
        const times = [0.25, 0.5, 1];
        const states = reducedDiagonalFlow(floats, diagonalLink(2, 1), times);
        let before: ArrayLike<number> = new Float64Array(floats.points);
        let lossBefore = 0;
        for (const { time, multipliers, w } of states) {
          expect(multipliers.reduce((a, b) => a + b, 0)).toBeCloseTo(time, 8);
          multipliers.forEach((value, i) => {
            expect(value).toBeGreaterThan(before[i]! - 1e-9);
          });
          const margins = Array.from({ length: floats.points }, (_, i) =>
            w.reduce((sum, value, j) => sum + floats.y[i]! * floats.x[i * floats.dimension + j]! * value, 0),
          );
          const least = Math.min(...margins);
          const mean = margins.reduce((sum, q) => sum + Math.exp(least - q), 0) / floats.points;
          const logLoss = Math.log(mean) - least;
          expect(logLoss).toBeLessThan(lossBefore);
          before = multipliers;
          lossBefore = logLoss;
        }
      }),
      { numRuns: 15 },
    );
  });

  it('wakes a point that was inactive (it was once left asleep, 20 % off)', () => {
    const data = positive([
      [3.333984375, -3.0771484375],
      [2.634765625, -4.4775390625],
    ]);
    const [state] = reducedDiagonalFlow(data, diagonalLink(2, 1), [1.5194022003]);
    const margins = [0, 1].map((i) => data.x[2 * i]! * state!.w[0]! + data.x[2 * i + 1]! * state!.w[1]!);
    // Both points carry the loss at the end.
    expect(Math.abs(margins[0]! / margins[1]! - 1)).toBeLessThan(1e-7);
    expect(state!.multipliers[1]).toBeGreaterThan(0.1);
  });

  it('says so when the flow blows up before the time asked for', () => {
    // D = 3, one point x = 1: the pole is at s = 1/(3α).
    const link = diagonalLink(3, 1);
    expect(() => reducedDiagonalFlow(positive([[1]]), link, [0.34])).toThrow(RangeError);
    const [state] = reducedDiagonalFlow(positive([[1]]), link, [0.33]);
    expect(state!.w[0]! / link.value(0.33)).toBeCloseTo(1, 7);
  });

  it.each([
    {
      fault: 'the rounding of s kept its iterations from settling (41 s)',
      depth: 5,
      alpha: 9 / 16,
      time: 0.1523,
      rows: [
        [-7405 / 1024, -549 / 512],
        [1543 / 1024, 2255 / 512],
        [-5579 / 1024, 13 / 512],
        [-6401 / 1024, 975 / 512],
        [-767 / 256, 593 / 128],
        [-1677 / 256, 269 / 128],
      ],
    },
    {
      fault: 'the rounding of s made errors that passed at random (48 s)',
      depth: 3,
      alpha: 15 / 8,
      time: 0.1309,
      rows: [
        [89 / 32, -7 / 256, 1 / 8, -309 / 64],
        [101 / 128, 4089 / 1024, -1 / 64, -293 / 256],
        [217 / 64, 73 / 512, -103 / 64, -359 / 128],
        [325 / 128, 3713 / 1024, -39 / 16, -705 / 256],
        [1 / 64, -31 / 16, -255 / 64, -203 / 32],
        [-175 / 128, 3263 / 1024, 221 / 64, -191 / 256],
      ],
    },
  ])('gives up at a blow-up in few steps: $fault', ({ depth, alpha, time, rows }) => {
    const link = diagonalLink(depth, alpha);
    let evaluations = 0;
    const counted = {
      ...link,
      value: (s: number) => {
        evaluations++;
        return link.value(s);
      },
    };
    expect(() => reducedDiagonalFlow(positive(rows), counted, [time])).toThrow(
      'the flow does not reach time',
    );
    expect(evaluations).toBeLessThan(500_000);
  });
});
