import { randomUUID } from 'node:crypto';
import { Queue, QueueEvents } from 'bullmq';
import { BadInput } from '../../src/data/bad-input.ts';
import { type Batch, Batches } from '../batching/batches.ts';
import type { WorkerPool } from '../threads/worker-pool.ts';
import { type BatchResults, batchOf, QUEUE } from './batch.ts';
import { connect } from './connection.ts';

/** The way through Redis takes some milliseconds: less than a hundredth of a second's work. */
const BATCHES = { worthwhile: 1, first: 4, largest: 512 };
/** A batch of which nothing was heard for this long is looked for, and sent again if Redis has lost it. */
const LOOK_MILLISECONDS = 5_000;

/** A batch that was sent. */
interface Sent {
  readonly batch: Batch;
  resolve(results: BatchResults): void;
  reject(error: Error): void;
}

/** Workers elsewhere that decide cases, reached through a queue in Redis. */
export async function queueExecutor(url: string): Promise<WorkerPool> {
  const [sending, listening] = [await connect(url), await connect(url)];
  const queue = new Queue(QUEUE, { connection: sending });
  // From now on, by the server's clock: what ends before the first reading is not missed.
  const [now] = await sending.time();
  const events = new QueueEvents(QUEUE, { connection: listening, lastEventId: `${Number(now) * 1000}-0` });
  const underWay = new Map<string, Sent>();

  const add = (id: string, { batch }: Sent) =>
    queue.add('cases', batchOf(batch.jobs), {
      jobId: id,
      removeOnComplete: { age: 3600 },
      removeOnFail: { age: 3600 },
      attempts: 1,
    });
  const take = (id: string): Sent | undefined => {
    const sent = underWay.get(id);
    underWay.delete(id);
    return sent;
  };
  const decide = (batch: Batch): Promise<BatchResults> =>
    new Promise((resolve, reject) => {
      const id = randomUUID();
      const sent = { batch, resolve, reject };
      underWay.set(id, sent);
      // A send that fails is made up for when the batch is looked for.
      add(id, sent).catch(() => {});
      const withdraw = (): void => {
        take(id)?.reject(batch.unwanted.reason);
        // One that a worker has begun stays, and nobody listens to what comes of it.
        queue.remove(id).catch(() => {});
      };
      batch.unwanted.addEventListener('abort', withdraw, { once: true });
    });
  const failure = (reason: string) =>
    new BadInput({ file: url, path: 'worker', expected: 'a worker that decides the cases', found: reason });

  events.on('completed', ({ jobId, returnvalue }) =>
    take(jobId)?.resolve(
      (typeof returnvalue === 'string' ? JSON.parse(returnvalue) : returnvalue) as BatchResults,
    ),
  );
  events.on('failed', ({ jobId, failedReason }) => take(jobId)?.reject(failure(failedReason)));
  events.on('error', () => {});
  queue.on('error', () => {});
  await events.waitUntilReady();

  /** After a restart of Redis events and jobs may be gone: every batch is looked for. */
  const look = async (): Promise<void> => {
    for (const [id, sent] of [...underWay]) {
      const job = await queue.getJob(id);
      if (!underWay.has(id)) continue;
      if (!job) await add(id, sent);
      else if (await job.isCompleted()) take(id)?.resolve(job.returnvalue as BatchResults);
      else if (await job.isFailed()) take(id)?.reject(failure(job.failedReason));
    }
  };
  const looking = setInterval(() => void look().catch(() => {}), LOOK_MILLISECONDS);

  return {
    execute: new Batches({ ...BATCHES, decide }).execute,
    async close() {
      clearInterval(looking);
      for (const id of underWay.keys()) await queue.remove(id).catch(() => {});
      await events.close();
      await queue.close();
      sending.disconnect();
      listening.disconnect();
    },
  };
}
