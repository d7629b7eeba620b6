import { extname } from 'node:path';
import { Piscina } from 'piscina';
import type { CaseJob, CaseResult, Executor } from '../src/claims/case-job.ts';
import { undecided } from '../src/claims/decision.ts';
import type { WorkerSetup, WorkerTask } from './case-worker.ts';

/** Worker threads that decide cases. */
export interface WorkerPool {
  readonly execute: Executor;
  close(): Promise<void>;
}

/** How often a case is looked at, for whether it takes too long. */
const WATCH_MILLISECONDS = 100;
/** After this many seconds a case is given up as undecided, unless told otherwise. */
export const MOST_SECONDS_A_CASE = 600;

/**
 * Worker threads. What a claim's own code does wrong (it throws, or never ends) leaves that case undecided and stops
 * nothing else: a thread that takes longer than `mostSeconds` is ended, and another takes its place.
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
    workerData: setup,
  });
  const execute = async (job: CaseJob): Promise<CaseResult> => {
    let started = performance.now();
    const given = new AbortController();
    // The time that a case waits for a thread, or a thread for its code to load, is not the case's own.
    const begun = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const watch = setInterval(() => {
      if (Atomics.load(begun, 0) === 0) started = performance.now();
      else if (performance.now() - started > 1000 * mostSeconds) given.abort();
    }, WATCH_MILLISECONDS);
    try {
      const task: WorkerTask = { job, begun };
      return (await pool.run(task, { signal: given.signal })) as CaseResult;
    } catch (error) {
      const why = given.signal.aborted
        ? `the case took more than ${mostSeconds} s`
        : `the claim's code failed: ${error instanceof Error ? error.message : String(error)}`;
      return { decision: undecided(why), seconds: (performance.now() - started) / 1000 };
    } finally {
      clearInterval(watch);
    }
  };
  return { execute, close: () => pool.destroy() };
}
