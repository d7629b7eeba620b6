import { describe, expect, it } from 'vitest';
import { slidingFlow } from '../../../src/training/sliding/flow.ts';
import { SpanCoordinates } from '../../../src/training/sliding/span-coordinates.ts';
import { gaussianStart } from '../../../src/training/start.ts';
import { genericCase, margins } from './cases.ts';

const size = { points: 5, dimension: 12, width: 3, alpha: 0.2, scale: 0.3 };

describe('coordinates in the span of the points', () => {
  it('keep inner products among points and come back', () => {
    const { x } = genericCase(size, 1);
    const span = new SpanCoordinates(x, 5, 12);
    expect(span.rank).toBe(5);
    const back = span.lift(span.coordinates(x, 5), 5);
    for (const [j, value] of back.entries()) expect(value).toBeCloseTo(x[j], 12);
    const other = gaussianStart(12, 1, 3);
    const projected = span.lift(span.coordinates(other, 1), 1);
    const along = (v: Float64Array) => v.reduce((sum, value, j) => sum + value * x[j], 0);
    expect(along(projected)).toBeCloseTo(along(other), 12);
  });

  it('leave what the points do not see where it was', () => {
    const run = { ...genericCase(size, 2), until: -1e4 };
    const end = slidingFlow(run);
    expect(end.reason.kind).toBe('target');
    const span = new SpanCoordinates(run.x, 5, 12);
    const resting = (w: Float64Array) => {
      const seen = span.lift(span.coordinates(w, 3), 3);
      return w.map((value, j) => value - seen[j]);
    };
    const before = resting(Float64Array.from(run.start).subarray(0, 36));
    const after = resting(end.parameters.subarray(0, 36));
    for (const [j, value] of after.entries()) expect(value).toBeCloseTo(before[j], 10);
    const square = end.parameters.reduce((sum, value) => sum + value * value, 0);
    const least = Math.min(...margins(run, end.parameters));
    expect(end.final.normalizedMargin).toBeCloseTo(least / square, 12);
    expect(end.final.logNorm).toBeCloseTo(Math.log(square) / 2, 12);
  });
});
