import { join } from 'node:path';
import { type StoredCase, storeCase } from '../../src/claims/case-file.ts';
import type { AnyClaim } from '../../src/claims/claim.ts';
import { BadInput } from '../../src/data/bad-input.ts';
import { resolveDataset } from '../../src/data/resolve.ts';
import type { RunReport } from '../../src/reporting/run-report.ts';
import type { ResultStore } from '../../src/results/result-store.ts';
import { resuming } from '../../src/results/resuming.ts';
import { isClaimFile } from '../load-claims.ts';
import { onData } from '../on-data.ts';
import { queueExecutor } from '../queue/queue-executor.ts';
import { selectClaims } from '../select-claims.ts';
import { type WorkerPool, workerPool } from '../threads/worker-pool.ts';
import { writing } from '../write-file.ts';
import { EMPTY_CORPUS, replayCorpus } from './corpus.ts';
import { casesOf } from './profiles.ts';
import { runProgress } from './progress.ts';
import type { AskedRun, Question } from './question.ts';
import { checkOnce, checkUntilStopped } from './run-claims.ts';

/** Aborts on the first interrupt, so that what was decided is reported; a second one ends at once. */
function abortOnInterrupt(): AbortController {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  return controller;
}

/** Cases of a run that ends by itself, the controls' included; a control of which some case is refuted counts as most. */
function countCases(claims: readonly AnyClaim[], { profile, runs }: Question): number | undefined {
  if (profile === 'soak') return undefined;
  return claims
    .map((claim) => ({ controls: claim.controls.length, ...casesOf(claim, profile, runs) }))
    .reduce((sum, { cases, controls, controlCases }) => sum + cases + controls * controlCases, 0);
}

/** How a run is carried out: nothing here changes what is decided. */
export interface VerifyOptions {
  readonly jobs: number;
  readonly quiet?: boolean;
  readonly minutes?: number;
  /** Seconds after which a case is given up. */
  readonly caseTimeout?: number;
  /** A Redis server whose workers decide instead of this machine's threads. */
  readonly queue?: string;
  /** The folder that holds the results file and the stored cases. */
  readonly results: string;
}

/** Cases under way at once: batches enough that a thread need not wait while another has a long one. */
const UNDER_WAY_A_THREAD = 64;
/** Where a queue is used: batches for some hundred threads, and few enough to lie in memory. */
const UNDER_WAY_IN_QUEUE = 4096;

/** Worker threads here, or workers behind a queue; those know the catalogue only. */
async function poolFor(
  { data, claims }: Question,
  { jobs, queue, caseTimeout }: VerifyOptions,
): Promise<WorkerPool> {
  const claimFiles = claims.filter(isClaimFile);
  if (queue === undefined)
    return workerPool(jobs, { ...(data === undefined ? {} : { data }), claimFiles }, caseTimeout);
  if (data === undefined && claimFiles.length === 0) return queueExecutor(queue);
  throw new BadInput({
    file: 'command line',
    path: '--queue',
    expected: "claims of the catalogue and drawn data: workers elsewhere do not have this machine's files",
    found: data ?? claimFiles[0]!,
  });
}

/** The verdicts; whether the run was interrupted, and how many files of the corpus could not be read. */
export type CheckedRun = RunReport & { readonly interrupted: boolean; readonly damaged: number };

/** Decides a run's claims on worker threads, with progress, keeping every decided case. */
export async function check(
  { run, seed, question }: AskedRun,
  store: ResultStore,
  options: VerifyOptions,
): Promise<CheckedRun> {
  const data = question.data === undefined ? undefined : resolveDataset(question.data);
  const { claims, notApplicable } = onData(await selectClaims(question.claims), data);
  const interrupt = abortOnInterrupt();
  process.stderr.write(`seed ${seed} (repeat with --seed ${seed})\n`);
  const progress = runProgress(countCases(claims, question), options.quiet ?? false);
  const pool = await poolFor(question, options);
  const keep = (stored: StoredCase) =>
    writing(options.results, () => storeCase(join(options.results, 'cases'), stored));
  const deadline = options.minutes === undefined ? [] : [AbortSignal.timeout(60_000 * options.minutes)];
  try {
    const corpus = data
      ? EMPTY_CORPUS
      : await replayCorpus(join(options.results, 'cases'), claims, pool.execute);
    for (const notice of corpus.notices) process.stderr.write(`${notice}\n`);
    const work = {
      seed,
      profile: question.profile,
      ...(question.runs === undefined ? {} : { runs: question.runs }),
      execute: resuming(pool.execute, store, run),
      parallel: options.queue === undefined ? UNDER_WAY_A_THREAD * options.jobs : UNDER_WAY_IN_QUEUE,
      shrinkMilliseconds: 30_000,
      signal: AbortSignal.any([interrupt.signal, ...deadline]),
      onCase: progress.show,
      onCounterexample: keep,
      onUndecided: keep,
      known: corpus.counterexamples,
    };
    const reports = await (question.profile === 'soak' ? checkUntilStopped : checkOnce)(claims, work);
    if (!interrupt.signal.aborted) store.finishRun(run);
    return {
      format: 'farkas/run@1',
      seed,
      profile: question.profile,
      data: data?.name ?? null,
      claims: reports,
      notApplicable,
      interrupted: interrupt.signal.aborted,
      damaged: corpus.damaged,
    };
  } finally {
    progress.end();
    await pool.close();
  }
}
