import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type StoredCase, storeCase } from '../../src/claims/case-file.ts';
import { inThisProcess } from '../../src/claims/case-job.ts';
import type { AnyClaim } from '../../src/claims/claim.ts';
import { BadInput } from '../../src/data/bad-input.ts';
import { resolveDataset } from '../../src/data/resolve.ts';
import { junit } from '../../src/reporting/junit.ts';
import { type RunReport, runReportJson, runReportText } from '../../src/reporting/run-report.ts';
import { ResultStore } from '../../src/results/result-store.ts';
import { resuming } from '../../src/results/resuming.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { onData } from '../on-data.ts';
import { positiveNumber, wholeNumber } from '../option-values.ts';
import { type CommonOptions, print, withCommonOptions } from '../options.ts';
import { selectClaims } from '../select-claims.ts';
import { casesOf, PROFILES, type Profile } from '../verify/profiles.ts';
import { runProgress } from '../verify/progress.ts';
import { type AskedRun, ask, type Question, resume } from '../verify/question.ts';
import { checkOnce, checkUntilStopped } from '../verify/run-claims.ts';
import { workerPool } from '../worker-pool.ts';
import { checkWritable, ensureFolder, writeWhole, writing } from '../write-file.ts';

interface VerifyOptions extends CommonOptions {
  readonly profile: Profile;
  readonly runs?: number;
  readonly minutes?: number;
  readonly jobs: number;
  readonly data?: string;
  readonly junit?: string;
  readonly results: string;
  readonly resume?: boolean;
}

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

async function check(
  { run, seed, question }: AskedRun,
  store: ResultStore,
  options: VerifyOptions,
): Promise<RunReport & { interrupted: boolean }> {
  const data = question.data === undefined ? undefined : resolveDataset(question.data);
  const { claims, notApplicable } = onData(selectClaims(question.claims), data);
  const interrupt = abortOnInterrupt();
  process.stderr.write(`seed ${seed} (repeat with --seed ${seed})\n`);
  const progress = runProgress(countCases(claims, question), options.quiet ?? false);
  const pool = options.jobs > 1 ? workerPool(options.jobs, question.data) : undefined;
  const keep = (stored: StoredCase) =>
    writing(options.results, () => storeCase(join(options.results, 'cases'), stored));
  const deadline = options.minutes === undefined ? [] : [AbortSignal.timeout(60_000 * options.minutes)];
  try {
    const work = {
      seed,
      profile: question.profile,
      ...(question.runs === undefined ? {} : { runs: question.runs }),
      execute: resuming(pool?.execute ?? inThisProcess(claims), store, run),
      parallel: pool ? 2 * options.jobs : 1,
      shrinkMilliseconds: 30_000,
      signal: AbortSignal.any([interrupt.signal, ...deadline]),
      onCase: progress.show,
      onCounterexample: keep,
      onUndecided: keep,
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
    };
  } finally {
    progress.end();
    await pool?.close();
  }
}

async function verify(names: readonly string[], options: VerifyOptions): Promise<void> {
  const { seed, profile, runs, data } = options;
  if (options.minutes !== undefined && profile !== 'soak')
    throw new BadInput({
      file: 'command line',
      path: '--minutes',
      expected: '--profile soak with it: the other profiles end by themselves',
      found: `--profile ${profile}`,
    });
  selectClaims(names);
  if (data !== undefined) resolveDataset(data);
  checkWritable([options.junit]);
  ensureFolder(options.results);
  const file = join(options.results, 'results.sqlite');
  const store = new ResultStore(file);
  try {
    const question = { claims: names, profile, ...(runs && { runs }), ...(data && { data }) };
    const asked = options.resume ? resume(store, file) : ask(store, question, seed);
    const run = await check(asked, store, options);
    print(options.format, runReportJson(run), () => runReportText(run));
    if (run.interrupted)
      process.stderr.write('interrupted: what was decided until then is reported, and kept for --resume\n');
    if (options.junit) writeWhole(options.junit, junit(run.claims));
    process.exitCode = run.interrupted ? EXIT.interrupted : exitCodeOf(run.claims);
  } finally {
    store.close();
  }
}

export function addVerify(program: Command): void {
  withCommonOptions(
    program
      .command('verify')
      .description('check claims: each on freshly drawn cases, with its controls')
      .argument('[claim...]', 'ids such as L2, or a paper such as lyu2021; all if none is named')
      .addOption(
        new Option('--profile <profile>', 'how many cases: quick 20 a claim, full 200, soak until stopped')
          .choices(Object.keys(PROFILES))
          .default('quick'),
      )
      .addOption(
        new Option('--runs <number>', 'cases a claim, instead of the profile').argParser(wholeNumber(1)),
      )
      .addOption(new Option('--minutes <number>', 'stop after this time; for soak').argParser(positiveNumber))
      .addOption(
        new Option('--jobs <number>', 'worker threads')
          .argParser(wholeNumber(1))
          .default(availableParallelism(), 'one a core'),
      )
      .option('--data <data>', 'draw starts only, on this data file or bundled data set')
      .option('--results <folder>', 'where decided cases and counterexamples are kept', 'farkas-results')
      .option('--resume', 'go on with the last run of the results folder that was interrupted')
      .option('--junit <file>', 'also write the verdicts as JUnit XML'),
  )
    .addHelpText(
      'after',
      `
Examples:
  farkas verify                              every claim, 20 cases each
  farkas verify L2 --runs 1000 --seed 7      one claim, many cases, repeatable
  farkas verify --profile full               every claim, 200 cases each: under an hour on two cores
  farkas verify --resume                     the same run again after an interrupt: decided cases are not run again
  farkas verify L2 V5 --profile soak --minutes 30
  farkas verify --data iris                  on bundled real data
  farkas verify --data my-data.csv --junit verdicts.xml

Exit code: 0 every claim holds, 1 one is refuted, 2 one is undecided or nothing was asked, 130 interrupted (a first
interrupt reports what was decided, a second one ends at once).`,
    )
    .action(verify);
}
