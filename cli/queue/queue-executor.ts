import { randomUUID } from 'node:crypto';
import { Queue, QueueEvents } from 'bullmq';
import type { CaseJob, CaseResult } from '../../src/claims/case-job.ts';
import { BadInput } from '../../src/data/bad-input.ts';
import type { WorkerPool } from '../worker-pool.ts';
import { type BatchResults, batchOf, QUEUE } from './batch.ts';
import { BatchSize } from './batch-size.ts';
import { connect } from './connection.ts';

/** Jobs asked for within this time travel together, up to a batch. */
const GATHER_MILLISECONDS = 2;
/** A batch of which nothing was heard for this long is looked for, and sent again if Redis has lost it. */
const LOOK_MILLISECONDS = 5_000;

interface Waiting {
  readonly job: CaseJob;
  resolve(result: CaseResult): void;
  reject(error: Error): void;
}

/** Workers elsewhere that decide cases, reached through a queue in Redis. */
export async function queueExecutor(url: string): Promise<WorkerPool> {
  const [sending, listening] = [await connect(url), await connect(url)];
  const queue = new Queue(QUEUE, { connection: sending });
  const events = new QueueEvents(QUEUE, { connection: listening });
  const underWay = new Map<string, readonly Waiting[]>();
  let gathering: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  const batch = new BatchSize();

  const add = (id: string, waiting: readonly Waiting[]) =>
    queue.add('cases', batchOf(waiting.map(({ job }) => job)), {
      jobId: id,
      removeOnComplete: { age: 3600 },
      removeOnFail: { age: 3600 },
      attempts: 1,
    });
  const send = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const waiting = gathering;
    gathering = [];
    if (waiting.length === 0) return;
    const id = randomUUID();
    underWay.set(id, waiting);
    // A send that fails is made up for when the batch is looked for.
    add(id, waiting).catch(() => {});
  };
  const settle = (id: string, results: BatchResults | Error): void => {
    const waiting = underWay.get(id);
    if (!waiting) return;
    underWay.delete(id);
    if (!(results instanceof Error))
      batch.learn(results.flatMap((result) => ('seconds' in result ? result.seconds : [])));
    for (const [index, { resolve, reject }] of waiting.entries())
      if (results instanceof Error) reject(results);
      else resolve(results[index]!);
  };
  const failure = (reason: string) =>
    new BadInput({ file: url, path: 'worker', expected: 'a worker that decides the cases', found: reason });

  events.on('completed', ({ jobId, returnvalue }) =>
    settle(jobId, (typeof returnvalue === 'string' ? JSON.parse(returnvalue) : returnvalue) as BatchResults),
  );
  events.on('failed', ({ jobId, failedReason }) => settle(jobId, failure(failedReason)));
  events.on('error', () => {});
  queue.on('error', () => {});
  await events.waitUntilReady();

  /** After a restart of Redis events and jobs may be gone: every batch is looked for. */
  const look = async (): Promise<void> => {
    for (const [id, waiting] of [...underWay]) {
      const job = await queue.getJob(id);
      if (!job) await add(id, waiting);
      else if (await job.isCompleted()) settle(id, job.returnvalue as BatchResults);
      else if (await job.isFailed()) settle(id, failure(job.failedReason));
    }
  };
  const looking = setInterval(() => void look().catch(() => {}), LOOK_MILLISECONDS);

  return {
    execute: (job) =>
      new Promise((resolve, reject) => {
        gathering.push({ job, resolve, reject });
        if (gathering.length >= batch.size) send();
        else timer ??= setTimeout(send, GATHER_MILLISECONDS);
      }),
    async close() {
      clearInterval(looking);
      clearTimeout(timer);
      for (const id of underWay.keys()) await queue.remove(id).catch(() => {});
      await events.close();
      await queue.close();
      sending.disconnect();
      listening.disconnect();
    },
  };
}
