import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchSize } from '../../../cli/batching/batch-size.ts';

const LIMITS = { worthwhile: 1, first: 4, largest: 512 };

describe('how many cases travel together', () => {
  it('takes a second to decide, but for one case and at most 512', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (microseconds) => {
        const seconds = microseconds / 1e6;
        const batch = new BatchSize(LIMITS);
        batch.learn([seconds, seconds]);
        expect(batch.size).toBeGreaterThanOrEqual(1);
        expect(batch.size).toBeLessThanOrEqual(512);
        if (batch.size > 1) expect((batch.size - 1) * seconds).toBeLessThanOrEqual(1);
        if (batch.size < 512) expect(batch.size * seconds).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('follows a claim whose cases are cheaper', () => {
    const batch = new BatchSize(LIMITS);
    batch.learn([0.5]);
    const before = batch.size;
    for (let i = 0; i < 40; i++) batch.learn([0.001]);
    expect(batch.size).toBeGreaterThan(100 * before);
  });

  it('is small before anything is known, so that every worker gets some', () => {
    const batch = new BatchSize(LIMITS);
    batch.learn([]);
    expect(batch.size).toBeLessThan(8);
  });
});
