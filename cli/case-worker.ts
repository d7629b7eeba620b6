import { workerData } from 'node:worker_threads';
import { catalogue } from '../properties/catalogue.ts';
import { type CaseJob, type CaseResult, inThisProcess } from '../src/claims/case-job.ts';
import { resolveDataset } from '../src/data/resolve.ts';
import { loadClaims } from './load-claims.ts';
import { onData } from './on-data.ts';

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
  return inThisProcess(claims);
});

/** A case, and shared memory of one number, which is 1 once its turn has come. */
export interface WorkerTask {
  readonly job: CaseJob;
  readonly begun: Int32Array;
}

/** Decides one case on this worker thread. */
export default async ({ job, begun }: WorkerTask): Promise<CaseResult> => {
  Atomics.store(begun, 0, 1);
  return (await ready)(job);
};
