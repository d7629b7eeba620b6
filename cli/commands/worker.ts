import { availableParallelism } from 'node:os';
import { UnrecoverableError, Worker } from 'bullmq';
import { type Command, Option } from 'commander';
import { EXIT } from '../exit-codes.ts';
import { wholeNumber } from '../option-values.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import { type Batch, type BatchResults, misfit, QUEUE } from '../queue/batch.ts';
import { connect } from '../queue/connection.ts';
import { workerPool } from '../threads/worker-pool.ts';

interface WorkerOptions extends CommonOptions {
  readonly queue: string;
  readonly jobs: number;
}

/** A worker that is gone for this long has its batches given to others. */
const LOCK_MILLISECONDS = 10_000;

async function work(options: WorkerOptions): Promise<void> {
  const connection = await connect(options.queue);
  const pool = workerPool(options.jobs, {});
  let decided = 0;
  const worker = new Worker<Batch, BatchResults>(
    QUEUE,
    async ({ data }) => {
      const wrong = misfit(data);
      if (wrong) throw new UnrecoverableError(wrong);
      const results = await Promise.all(data.jobs.map((job) => pool.execute(job)));
      decided += results.length;
      return results;
    },
    {
      connection,
      // While one batch waits for its last case, another keeps the threads busy.
      concurrency: 2,
      lockDuration: LOCK_MILLISECONDS,
      stalledInterval: LOCK_MILLISECONDS / 2,
      maxStalledCount: 10,
    },
  );
  worker.on('error', () => {});
  await worker.waitUntilReady();
  if (!options.quiet) process.stderr.write(`waiting for cases at ${options.queue}; Ctrl-C ends\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await worker.close();
  await pool.close();
  connection.disconnect();
  process.stderr.write(`${decided} cases decided\n`);
  process.exitCode = EXIT.holds;
}

export function addWorker(program: Command): void {
  withCommonOptions(
    program
      .command('worker')
      .description('decide cases that drivers on other machines put in a queue')
      .requiredOption('--queue <url>', 'the Redis server, such as redis://host:6379')
      .addOption(
        new Option('--jobs <number>', 'worker threads')
          .argParser(wholeNumber(1))
          .default(availableParallelism(), 'one a core'),
      ),
  )
    .addHelpText(
      'after',
      `
Examples:
  farkas worker --queue redis://10.0.0.5:6379                 on every machine that shall help
  farkas verify --profile full --queue redis://10.0.0.5:6379  on one machine`,
    )
    .action(work);
}
