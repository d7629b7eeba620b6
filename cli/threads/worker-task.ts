import type { CaseJob } from '../../src/claims/case-job.ts';

/** Cases for a thread to decide one after the other, and memory that it shares with the driver. */
export interface WorkerTask {
  readonly jobs: readonly CaseJob[];
  /** Two numbers, at the places below. */
  readonly shared: Int32Array;
}

/** Places in the shared memory: how many cases the thread has begun, and 1 once nobody wants the others. */
export const SHARED = { begun: 0, unwanted: 1 } as const;
