import type { Executor } from '../claims/case-job.ts';
import type { ResultStore } from './result-store.ts';

/**
 * An executor that records what another decides, and does not ask it what the run has decided before: an interrupted
 * run that is started again under its number ends as an uninterrupted one.
 */
export function resuming(execute: Executor, store: ResultStore, run: number): Executor {
  return async (job, signal) => {
    // Cases that were not drawn for the run (smaller ones, tried while shrinking) are no results of it.
    if (job.instance !== undefined) return execute(job, signal);
    const known = store.recall(run, job);
    if (known) return known;
    const result = await execute(job, signal);
    store.record(run, job, result);
    return result;
  };
}
