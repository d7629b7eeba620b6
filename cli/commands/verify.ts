import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { BadInput } from '../../src/data/bad-input.ts';
import { resolveDataset } from '../../src/data/resolve.ts';
import { junit } from '../../src/reporting/junit.ts';
import { runReportJson, runReportText } from '../../src/reporting/run-report.ts';
import { ResultStore } from '../../src/results/result-store.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { positiveNumber, wholeNumber } from '../option-values.ts';
import { type CommonOptions, caseTimeoutOption, print, withCommonOptions } from '../options.ts';
import { writeReport } from '../report/folder.ts';
import { pagesOfRun } from '../report/pages-of-run.ts';
import { selectClaims } from '../select-claims.ts';
import { type CheckedRun, check } from '../verify/check.ts';
import { PROFILES, type Profile } from '../verify/profiles.ts';
import { ask, commandOf, resume } from '../verify/question.ts';
import { checkWritable, ensureFolder, writeWhole } from '../write-file.ts';

interface VerifyOptions extends CommonOptions {
  readonly profile?: Profile;
  readonly runs?: number;
  readonly minutes?: number;
  readonly queue?: string;
  readonly jobs: number;
  readonly caseTimeout: number;
  readonly data?: string;
  readonly junit?: string;
  readonly report?: string;
  readonly results: string;
  readonly resume?: boolean;
}

async function verify(names: readonly string[], options: VerifyOptions): Promise<void> {
  const { seed, profile = 'quick', runs, data } = options;
  if (!options.resume) checkEnds(options.minutes, profile);
  if (options.resume && names.length > 0)
    throw new BadInput({
      file: 'command line',
      path: 'CLAIM',
      expected: 'no claims with --resume: it goes on with those of the interrupted run',
      found: names.join(', '),
    });
  await selectClaims(names);
  if (data !== undefined) resolveDataset(data);
  checkWritable([options.junit]);
  ensureFolder(options.results);
  if (options.report !== undefined) ensureFolder(options.report);
  const file = join(options.results, 'results.sqlite');
  const store = new ResultStore(file);
  try {
    const question = { claims: names, profile, ...(runs && { runs }), ...(data && { data }) };
    const asked = options.resume ? resume(store, file, options) : ask(store, question, seed);
    if (options.resume) {
      checkEnds(options.minutes, asked.question.profile);
      process.stderr.write(`going on with: ${commandOf(asked)}\n`);
    }
    const run = await check(asked, store, options);
    print(options.format, runReportJson(run), () => runReportText(run));
    if (run.interrupted)
      process.stderr.write('interrupted: what was decided until then is reported, and kept for --resume\n');
    if (options.junit) writeWhole(options.junit, junit(run.claims));
    if (options.report) writeReport(options.report, await pagesOfRun(asked, run));
    process.exitCode = exitCodeOfRun(run);
  } finally {
    store.close();
  }
}

/** @throws BadInput for a time limit of a run that ends by itself. */
function checkEnds(minutes: number | undefined, profile: Profile): void {
  if (minutes === undefined || profile === 'soak') return;
  throw new BadInput({
    file: 'command line',
    path: '--minutes',
    expected: '--profile soak with it: the other profiles end by themselves',
    found: `--profile ${profile}`,
  });
}

function exitCodeOfRun({ interrupted, claims, damaged }: CheckedRun): number {
  if (interrupted) return EXIT.interrupted;
  return damaged > 0 ? EXIT.badInput : exitCodeOf(claims);
}

export function addVerify(program: Command): void {
  withCommonOptions(
    program
      .command('verify')
      .description('check claims: each on freshly drawn cases, with its controls')
      .argument(
        '[claim...]',
        'ids such as L2, papers such as lyu2021, files such as ./my-claim.ts; all if none is named',
      )
      .addOption(
        new Option(
          '--profile <profile>',
          'how many cases: quick 20 a claim, full 200, soak until stopped (default: quick)',
        ).choices(Object.keys(PROFILES)),
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
      .addOption(caseTimeoutOption())
      .option('--queue <url>', 'have workers at this Redis server decide (farkas worker --queue URL)')
      .option('--data <data>', 'draw starts only, on this data file or bundled data set')
      .option('--results <folder>', 'where decided cases and counterexamples are kept', 'farkas-results')
      .option('--resume', 'go on with the last run of the results folder that was interrupted')
      .option('--junit <file>', 'also write the verdicts as JUnit XML')
      .option('--report <folder>', 'also write a page a paper there (farkas report adds figures and tables)'),
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
  farkas verify ./my-claim.ts                a claim of your own
  farkas verify --data iris                  on bundled real data
  farkas verify --data my-data.csv --junit verdicts.xml
  farkas verify lyu2021 --report pages

Exit code: 0 every claim holds, 1 one is refuted, 2 one is undecided or nothing was asked, 130 interrupted (a first
interrupt reports what was decided, a second one ends at once).`,
    )
    .action(verify);
}
