import { workerData } from 'node:worker_threads';
import { catalogue } from '../../properties/catalogue.ts';
import { type CaseResult, deciderOf } from '../../src/claims/case-job.ts';
import { codeFailed } from '../../src/claims/decision.ts';
import { resolveDataset } from '../../src/data/resolve.ts';
import { loadClaims } from '../load-claims.ts';
import { onData } from '../on-data.ts';
import { SHARED, type WorkerTask } from './worker-task.ts';

/** What the driver tells a worker once: the data set, if the run is about one, and files of users' claims. */
export interface WorkerSetup {
  readonly data?: string;
  readonly claimFiles?: readonly string[];
}

const { data, claimFiles = [] } = workerData as WorkerSetup;

/** Loaded once; without await at the top level, for which a thread that is ended while it loads would abort the process. */
const ready = Promise.all(claimFiles.map(loadClaims)).then((own) => {
  const known = [...catalogue, ...own.flat()];
  const { claims } = onData(known, data === undefined ? undefined : resolveDataset(data));
  return deciderOf(claims);
});

/** Decides cases on this worker thread, as long as they are wanted. */
export default async ({ jobs, shared }: WorkerTask): Promise<CaseResult[]> => {
  const decide = await ready;
  const results: CaseResult[] = [];
  for (const job of jobs) {
    if (Atomics.load(shared, SHARED.unwanted) === 1) break;
    Atomics.add(shared, SHARED.begun, 1);
    const started = performance.now();
    const failed = (error: unknown): CaseResult => ({
      decision: codeFailed(error),
      seconds: (performance.now() - started) / 1000,
    });
    results.push(await decide(job).catch(failed));
  }
  return results;
};
