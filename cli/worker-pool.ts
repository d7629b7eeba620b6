import { extname } from 'node:path';
import { Piscina } from 'piscina';
import type { CaseJob, CaseResult, Executor } from '../src/claims/case-job.ts';
import { undecided } from '../src/claims/decision.ts';
import type { WorkerSetup } from './case-worker.ts';

/** Worker threads that decide cases. */
export interface WorkerPool {
  readonly execute: Executor;
  close(): Promise<void>;
}

/** After this many seconds a case is given up as undecided: its thread is ended, and another takes its place. */
export const MOST_SECONDS_A_CASE = 600;

/**
 * Worker threads. What a claim's own code does wrong (it throws, or never ends) leaves that case undecided and stops
 * nothing else.
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
    const started = performance.now();
    const signal = AbortSignal.timeout(1000 * mostSeconds);
    try {
      return (await pool.run(job, { signal })) as CaseResult;
    } catch (error) {
      const why = signal.aborted
        ? `the case took more than ${mostSeconds} s`
        : `the claim's code failed: ${error instanceof Error ? error.message : String(error)}`;
      return { decision: undecided(why), seconds: (performance.now() - started) / 1000 };
    }
  };
  return { execute, close: () => pool.destroy() };
}
