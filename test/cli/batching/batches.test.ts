import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Batch, Batches } from '../../../cli/batching/batches.ts';
import type { CaseJob, CaseResult } from '../../../src/claims/case-job.ts';
import { undecided } from '../../../src/claims/decision.ts';

const LIMITS = { worthwhile: 1, first: 4, largest: 16 };
const job = (seed: number): CaseJob => ({ claim: 'F1', assert: 'stated', seed });
/** A decision that names its case. */
const decided = ({ seed }: CaseJob, seconds = 0.1): CaseResult => ({
  decision: undecided(`${seed}`),
  seconds,
});
const seedsOf = ({ jobs }: Batch) => jobs.map(({ seed }) => seed);
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Batches that wait until they are told to end. */
function held() {
  const sent: (Batch & { end(): void })[] = [];
  const decide = (batch: Batch) =>
    new Promise<readonly CaseResult[]>((resolve) => {
      sent.push({ ...batch, end: () => resolve(batch.jobs.map((each) => decided(each))) });
    });
  return { sent, decide };
}

describe('batches', () => {
  it('answer every case with its own decision, in batches that grow to what is worthwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 6 }),
        fc.integer({ min: 0, max: 3 }),
        async (rounds, workers) => {
          const sizes: number[] = [];
          const batches = new Batches({
            ...LIMITS,
            workers,
            decide: async ({ jobs }) => {
              sizes.push(jobs.length);
              return jobs.map((each) => decided(each));
            },
          });
          for (const count of rounds) {
            const jobs = Array.from({ length: count }, (_, index) => job(index));
            const results = await Promise.all(jobs.map((each) => batches.execute(each)));
            expect(results).toEqual(jobs.map((each) => decided(each)));
          }
          // Ten cases take the second that is worthwhile; before that was known, four went together.
          expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(10);
          if (workers === 0 && rounds.length > 1 && rounds[1]! >= 10) expect(sizes).toContain(10);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('give every worker its share of few cases', async () => {
    const { sent, decide } = held();
    const batches = new Batches({ ...LIMITS, first: 100, largest: 100, workers: 3, decide });
    for (const seed of [0, 1, 2, 3, 4]) void batches.execute(job(seed));
    await turn();
    expect(sent.map(seedsOf)).toEqual([[0, 1], [2, 3], [4]]);
    for (const seed of [5, 6, 7]) void batches.execute(job(seed));
    await turn();
    // Nobody is idle now: what waits travels together.
    expect(sent.slice(3).map(seedsOf)).toEqual([[5, 6, 7]]);
  });

  it('reject what is not wanted any more at once, and a batch is unwanted when all of it is', async () => {
    const { sent, decide } = held();
    const batches = new Batches({ ...LIMITS, first: 2, decide });
    const one = new AbortController();
    const other = new AbortController();
    const ask = (seed: number, controller: AbortController) =>
      batches.execute(job(seed), controller.signal).then(
        () => 'decided',
        (error: unknown) => error,
      );
    const asked = [ask(0, one), ask(1, one), ask(2, one), ask(3, other)];
    await turn();
    const late = ask(4, one);
    one.abort('stopped');
    expect(await Promise.all([...asked.slice(0, 3), late])).toEqual(new Array(4).fill('stopped'));
    expect(sent.map(({ unwanted }) => unwanted.aborted)).toEqual([true, false]);
    sent[1]!.end();
    expect(await asked[3]).toBe('decided');
    await turn();
    // What was still to be sent is not, and nothing is taken for a signal that is aborted already.
    expect(sent).toHaveLength(2);
    expect(await ask(5, one)).toBe('stopped');
  });

  it('reject every case of a batch that fails', async () => {
    const batches = new Batches({ ...LIMITS, decide: () => Promise.reject(new Error('no worker')) });
    await expect(Promise.all([batches.execute(job(0)), batches.execute(job(1))])).rejects.toThrow(
      'no worker',
    );
  });
});
