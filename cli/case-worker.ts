import { workerData } from 'node:worker_threads';
import { catalogue } from '../properties/catalogue.ts';
import { type CaseJob, type CaseResult, inThisProcess } from '../src/claims/case-job.ts';
import { resolveDataset } from '../src/data/resolve.ts';
import { onData } from './on-data.ts';

/** What the driver tells a worker once: the data set, if the run is about one. */
export interface WorkerSetup {
  readonly data?: string;
}

const { data } = workerData as WorkerSetup;
const { claims } = onData(catalogue, data === undefined ? undefined : resolveDataset(data));
const execute = inThisProcess(claims);

/** Decides one case on this worker thread. */
export default (job: CaseJob): Promise<CaseResult> => execute(job);
