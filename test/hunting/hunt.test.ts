import { describe, expect, it } from 'vitest';
import { type CaseJob, inThisProcess } from '../../src/claims/case-job.ts';
import { FRESH_HUNT, type HuntOptions, hunt } from '../../src/hunting/hunt.ts';
import { sumStaysBelow } from './points-claim.ts';

const seed = Number(process.env['FARKAS_SEED']);

function hunting(bound: number, without: string | undefined, more: Partial<HuntOptions> = {}) {
  const claim = sumStaysBelow(bound);
  return hunt(claim, without, {
    seed,
    milliseconds: 20_000,
    shrinkMilliseconds: 20_000,
    execute: inThisProcess([claim]),
    parallel: 2,
    ...more,
  });
}

describe('a hunt', () => {
  it('finds what random draws cannot, by moving near misses, and makes it simple', async () => {
    // Eight points of at most 4 sum to at most 32: a draw above 28 is one in millions; doubling gets there.
    const { hit, draws, moves } = await hunting(28, 'small', { milliseconds: 12_000 });
    expect(draws).toBeGreaterThan(10);
    expect(moves).toBeGreaterThan(0);
    expect(hit!.decision.why).toMatch(/^the sum is/);
    const { x, y } = hit!.instance as { x: string[]; y: number[] };
    expect(x.length).toBe(y.length);
    // No point can go, no number can be made smaller: the sum is the least integer above 28.
    expect(x.reduce((sum, value, i) => sum + y[i]! * Number(value), 0)).toBe(29);
  });

  it('shrinks a drawn counterexample to what a blackboard holds', async () => {
    const { hit } = await hunting(5, 'small');
    const { x, y } = hit!.instance as { x: string[]; y: number[] };
    const terms = x.map((value, i) => y[i]! * Number(value));
    // The least sum that refutes, and no point can go. How many stay depends on the draw: 3 + 3, or 2 + 2 + 2 in one seed of nine.
    expect(terms.reduce((sum, term) => sum + term, 0)).toBe(6);
    expect(Math.min(...terms)).toBeGreaterThan(0);
  });

  it('keeps the other hypotheses, and finds nothing where nothing is', async () => {
    const jobs: CaseJob[] = [];
    const claim = sumStaysBelow(5);
    const report = await hunting(5, undefined, {
      milliseconds: 1_000,
      execute: async (job) => {
        jobs.push(job);
        return inThisProcess([claim])(job);
      },
    });
    expect(report.hit).toBeUndefined();
    expect(report.decided).toBeGreaterThan(20);
    expect(report.nearMisses[0]!.gap).toBeLessThanOrEqual(5);
    expect(report.draws + report.moves).toBe(jobs.length);
    expect(report.decided + report.outside).toBe(jobs.length);
  });

  it('goes on where it was interrupted', async () => {
    const first = await hunting(5, undefined, { milliseconds: 300 });
    const second = await hunting(5, undefined, { milliseconds: 300, from: first });
    expect(second.draws).toBeGreaterThan(first.draws);
    expect(second.nearMisses[0]!.gap).toBeGreaterThanOrEqual(first.nearMisses[0]!.gap);
    const stopped = new AbortController();
    stopped.abort();
    expect(await hunting(5, 'small', { signal: stopped.signal })).toEqual({ ...FRESH_HUNT, hit: undefined });
  });
});
