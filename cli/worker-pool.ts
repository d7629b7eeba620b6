import { extname } from 'node:path';
import { Piscina } from 'piscina';
import type { CaseResult, Executor } from '../src/claims/case-job.ts';
import type { WorkerSetup } from './case-worker.ts';

/** Worker threads that decide cases. */
export interface WorkerPool {
  readonly execute: Executor;
  close(): Promise<void>;
}

export function workerPool(threads: number, data: string | undefined): WorkerPool {
  const setup: WorkerSetup = data === undefined ? {} : { data };
  const pool = new Piscina({
    filename: new URL(`./case-worker${extname(import.meta.url)}`, import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    workerData: setup,
  });
  return {
    execute: (job) => pool.run(job) as Promise<CaseResult>,
    close: () => pool.destroy(),
  };
}
