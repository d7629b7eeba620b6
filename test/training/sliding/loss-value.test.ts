import fc from 'fast-check';
import { expect, it } from 'vitest';
import { kinkLines } from '../../../src/training/sliding/lines.ts';
import { logLossAt } from '../../../src/training/sliding/loss-value.ts';
import type { SlidingProblem } from '../../../src/training/sliding/problem.ts';

function problem(points: number, loss: SlidingProblem['loss']): SlidingProblem {
  const none = new Float64Array(0);
  return {
    points,
    dimension: 1,
    width: 1,
    alpha: 0,
    x: none,
    y: none,
    norms: none,
    lines: kinkLines(none, 0, 1),
    loss,
    trainsOutputs: true,
  };
}

const qs = fc
  .array(fc.integer({ min: -640, max: 640 }), { minLength: 1, maxLength: 6 })
  .map((values) => Float64Array.from(values, (value) => value / 64));

it('is the logarithm of the mean loss where that can be computed plainly', () => {
  fc.assert(
    fc.property(qs, (q) => {
      const mean = (loss: (value: number) => number) =>
        Math.log(q.reduce((sum, value) => sum + loss(value), 0) / q.length);
      expect(logLossAt(problem(q.length, 'exponential'), q, 0)).toBeCloseTo(
        mean((value) => Math.exp(-value)),
        12,
      );
      expect(logLossAt(problem(q.length, 'logistic'), q, 0)).toBeCloseTo(
        mean((value) => Math.log1p(Math.exp(-value))),
        11,
      );
    }),
  );
});

it('neither overflows nor underflows, and counts only the points in use', () => {
  const q = Float64Array.of(1, 2, -3);
  const deep = 4 ** 300;
  expect(logLossAt(problem(3, 'exponential'), q, 300) / deep).toBeCloseTo(3, 12);
  // The logistic loss of a point far on the wrong side is its margin.
  expect(logLossAt(problem(3, 'logistic'), q, 300)).toBeCloseTo(Math.log(deep), 9);
  for (const loss of ['exponential', 'logistic'] as const) {
    expect(logLossAt(problem(3, loss), q, 300, Uint8Array.of(1, 1, 0)) / deep).toBeCloseTo(-1, 12);
    expect(logLossAt(problem(3, loss), q, 0, new Uint8Array(3))).toBe(Number.NEGATIVE_INFINITY);
  }
});

it('counts a logistic loss that is small beside another one far on the wrong side', () => {
  const q = Float64Array.of(-864, -52);
  expect(logLossAt(problem(2, 'logistic'), q, 0)).toBeCloseTo(Math.log((864 + 52) / 2), 12);
});
