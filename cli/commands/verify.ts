import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { storeCase } from '../../src/claims/case-file.ts';
import { inThisProcess } from '../../src/claims/case-job.ts';
import type { AnyClaim } from '../../src/claims/claim.ts';
import { checkClaim } from '../../src/claims/runner.ts';
import { freshSeed } from '../../src/claims/seeds.ts';
import type { ClaimReport } from '../../src/claims/verdict.ts';
import { resolveDataset } from '../../src/data/resolve.ts';
import { junit } from '../../src/reporting/junit.ts';
import { type RunReport, runReportJson, runReportText } from '../../src/reporting/run-report.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { onData } from '../on-data.ts';
import { wholeNumber } from '../option-values.ts';
import { type CommonOptions, print, withCommonOptions } from '../options.ts';
import { progressBar } from '../progress.ts';
import { selectClaims } from '../select-claims.ts';
import { workerPool } from '../worker-pool.ts';
import { checkWritable, ensureFolder, writeWhole, writing } from '../write-file.ts';

/** Cases a claim and cases a control, by profile; soak runs until it is stopped. */
const PROFILES = {
  quick: { cases: 20, controlCases: 6 },
  full: { cases: 200, controlCases: 40 },
  soak: { cases: Number.POSITIVE_INFINITY, controlCases: 40 },
} as const;

interface VerifyOptions extends CommonOptions {
  readonly profile: keyof typeof PROFILES;
  readonly runs?: number;
  readonly jobs: number;
  readonly data?: string;
  readonly junit?: string;
  readonly cases: string;
}

/** Aborts on the first interrupt, so that what was decided is reported; a second one ends at once. */
function abortOnInterrupt(): AbortController {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  return controller;
}

async function verify(
  names: readonly string[],
  options: VerifyOptions,
): Promise<RunReport & { interrupted: boolean }> {
  const data = options.data === undefined ? undefined : resolveDataset(options.data);
  const { claims, notApplicable } = onData(selectClaims(names), data);
  checkWritable([options.junit]);
  ensureFolder(options.cases);
  const seed = options.seed ?? freshSeed();
  const interrupt = abortOnInterrupt();
  process.stderr.write(`seed ${seed} (repeat with --seed ${seed})\n`);
  const { cases, controlCases } = PROFILES[options.profile];
  const progress = progressBar(options.quiet ?? false);
  const pool = options.jobs > 1 ? workerPool(options.jobs, options.data) : undefined;
  const reports: ClaimReport[] = [];
  try {
    for (const claim of claims as readonly AnyClaim[]) {
      if (interrupt.signal.aborted) break;
      const report = await checkClaim(claim, {
        seed,
        cases: options.runs ?? cases,
        controlCases: Math.min(options.runs ?? controlCases, controlCases),
        execute: pool?.execute ?? inThisProcess(claims),
        parallel: pool ? 2 * options.jobs : 1,
        shrinkMilliseconds: 30_000,
        signal: interrupt.signal,
        onCase: ({ control, done, of }) =>
          progress.show(control ? `${claim.id} control` : claim.id, done, of),
        onCounterexample: (stored) => writing(options.cases, () => storeCase(options.cases, stored)),
      });
      reports.push(report);
    }
  } finally {
    progress.end();
    await pool?.close();
  }
  return {
    format: 'farkas/run@1',
    seed,
    profile: options.profile,
    data: data?.name ?? null,
    claims: reports,
    notApplicable,
    interrupted: interrupt.signal.aborted,
  };
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
      .addOption(
        new Option('--jobs <number>', 'worker threads')
          .argParser(wholeNumber(1))
          .default(availableParallelism(), 'one a core'),
      )
      .option('--data <data>', 'draw starts only, on this data file or bundled data set')
      .option('--cases <folder>', 'where counterexamples are stored', 'farkas-cases')
      .option('--junit <file>', 'also write the verdicts as JUnit XML'),
  )
    .addHelpText(
      'after',
      `
Examples:
  farkas verify                              every claim, 20 cases each
  farkas verify L2 --runs 1000 --seed 7      one claim, many cases, repeatable
  farkas verify --data iris                  on bundled real data
  farkas verify --data my-data.csv --junit verdicts.xml

Exit code: 0 every claim holds, 1 one is refuted, 2 one is undecided or nothing was asked, 130 interrupted (a first
interrupt reports what was decided, a second one ends at once).`,
    )
    .action(async (names: string[], options: VerifyOptions) => {
      const run = await verify(names, options);
      print(options.format, runReportJson(run), () => runReportText(run));
      if (run.interrupted) process.stderr.write('interrupted: what was decided until then is reported\n');
      if (options.junit) writeWhole(options.junit, junit(run.claims));
      process.exitCode = run.interrupted ? EXIT.interrupted : exitCodeOf(run.claims);
    });
}
