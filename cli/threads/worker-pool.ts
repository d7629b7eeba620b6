import { extname } from 'node:path';
import { Piscina } from 'piscina';
import type { CaseJob, CaseResult, Executor } from '../../src/claims/case-job.ts';
import { codeFailed, undecided } from '../../src/claims/decision.ts';
import { type Batch, Batches } from '../batching/batches.ts';
import type { WorkerSetup } from './case-worker.ts';
import { SHARED, type WorkerTask } from './worker-task.ts';

/** Workers that decide cases. */
export interface WorkerPool {
  readonly execute: Executor;
  close(): Promise<void>;
}

/** How often a thread is looked at, for whether a case takes too long. */
const WATCH_MILLISECONDS = 100;
/** After this many seconds a case is given up as undecided, unless told otherwise. */
export const MOST_SECONDS_A_CASE = 600;
/** From one batch to the next a thread waits half a millisecond: a hundredth of such a batch. */
const BATCHES = { worthwhile: 0.05, first: 1, largest: 512 };

/**
 * Worker threads. What a claim's own code does wrong (it throws, ends its thread, or never ends) leaves that case
 * undecided and stops nothing else: a thread that takes longer than `mostSeconds` is ended, and another takes its place.
 */
export function workerPool(
  threads: number,
  setup: WorkerSetup,
  mostSeconds = MOST_SECONDS_A_CASE,
): WorkerPool {
  const pool = new Piscina({
    filename: new URL(`./case-worker${extname(import.meta.url)}`, import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    // The case that is waited for first comes first.
    stricterFIFO: true,
    workerData: setup,
  });
  // A thread may answer in the moment in which it is ended; nobody waits for that answer any more.
  pool.on('error', () => {});
  let closed = false;

  async function decide({ jobs, unwanted }: Batch): Promise<readonly CaseResult[]> {
    const shared = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
    const countBegun = () => Atomics.load(shared, SHARED.begun);
    // The thread goes on to the next batch by itself; one that is ended would have to load anew.
    unwanted.addEventListener('abort', () => Atomics.store(shared, SHARED.unwanted, 1), { once: true });
    const given = new AbortController();
    let [seen, since] = [0, performance.now()];
    const seconds = () => (performance.now() - since) / 1000;
    const watch = setInterval(() => {
      const now = countBegun();
      // The time that cases wait for a thread, or a thread for its code to load, is not the first one's own.
      if (now === 0 || now !== seen) [seen, since] = [now, performance.now()];
      else if (seconds() > mostSeconds) given.abort();
    }, WATCH_MILLISECONDS);
    const task: WorkerTask = { jobs, shared };
    try {
      return (await pool.run(task, { signal: given.signal })) as CaseResult[];
    } catch (error) {
      if (unwanted.aborted || closed) throw error;
      const last = Math.max(countBegun() - 1, 0);
      const decision = given.signal.aborted
        ? undecided(`the case took more than ${mostSeconds} s`)
        : codeFailed(error);
      const failed: CaseResult = { decision, seconds: seconds() };
      return [...(await again(jobs.slice(0, last))), failed, ...(await again(jobs.slice(last + 1)))];
    } finally {
      clearInterval(watch);
    }
    /** What was decided on a thread that ended is lost with it. */
    async function again(others: readonly CaseJob[]): Promise<readonly CaseResult[]> {
      return others.length === 0 ? [] : decide({ jobs: others, unwanted });
    }
  }

  const batches = new Batches({ ...BATCHES, workers: threads, decide });
  return {
    execute: batches.execute,
    close() {
      closed = true;
      return pool.destroy();
    },
  };
}
