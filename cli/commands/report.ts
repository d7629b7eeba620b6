import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { catalogue } from '../../properties/catalogue.ts';
import { exhibitsOf } from '../../properties/exhibits.ts';
import { BadInput } from '../../src/data/bad-input.ts';
import { ResultStore } from '../../src/results/result-store.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { wholeNumber } from '../option-values.ts';
import { type CommonOptions, print, withCommonOptions } from '../options.ts';
import { progressLine } from '../progress.ts';
import { paperFiles, type ReportFiles } from '../report/build.ts';
import { PAPERS, reportsIn, writeReport } from '../report/folder.ts';
import { check } from '../verify/check.ts';
import { type AskedRun, ask, resume, versions } from '../verify/question.ts';
import { ensureFolder } from '../write-file.ts';

interface ReportOptions extends CommonOptions {
  readonly profile?: 'quick' | 'full';
  readonly runs?: number;
  readonly jobs: number;
  readonly out: string;
  readonly results: string;
  readonly resume?: boolean;
}

function papersNamed(names: readonly string[]): readonly string[] {
  const unknown = names.find((name) => !PAPERS.includes(name));
  if (unknown === undefined) return names.length === 0 ? PAPERS : names;
  throw new BadInput({
    file: 'command line',
    path: 'PAPER',
    expected: `one of ${PAPERS.join(', ')}`,
    found: `"${unknown}"`,
  });
}

/** The papers that a run is about. @throws BadInput when it was no run of `report`. */
function papersAsked({ run, question: { claims, data } }: AskedRun, file: string): readonly string[] {
  if (data === undefined && claims.length > 0 && claims.every((claim) => PAPERS.includes(claim)))
    return claims;
  throw new BadInput({
    file,
    path: `run ${run}`,
    expected: 'an interrupted run of whole papers, on drawn data',
    found: `claims ${claims.join(', ') || '(all)'}${data === undefined ? '' : ` on ${data}`}`,
  });
}

async function report(names: readonly string[], options: ReportOptions): Promise<void> {
  const named = papersNamed(names);
  ensureFolder(options.out);
  ensureFolder(options.results);
  const before = reportsIn(options.out).find(({ paper }) => named.includes(paper))?.run;
  const seed = options.seed ?? before?.seed;
  const profile = options.profile ?? (before?.profile === 'quick' ? 'quick' : 'full');
  const file = join(options.results, 'results.sqlite');
  const store = new ResultStore(file);
  try {
    const question = { claims: named, profile, ...(options.runs && { runs: options.runs }) };
    const asked = options.resume ? resume(store, file, options) : ask(store, question, seed);
    const papers = papersAsked(asked, file);
    const run = await check(asked, store, options);
    if (run.interrupted) {
      process.stderr.write('interrupted: no page is changed; decided cases are kept for --resume\n');
      process.exitCode = EXIT.interrupted;
      return;
    }
    const runs = asked.question.runs === undefined ? {} : { runs: asked.question.runs };
    const line = progressLine(options.quiet ?? false);
    const written: ReportFiles = new Map();
    for (const paper of papers) {
      const { files } = await paperFiles(
        {
          paper,
          run: { seed: asked.seed, profile: asked.question.profile, ...runs, versions },
          claims: catalogue,
          reports: run.claims.filter(({ source }) => source.paper === paper),
          exhibits: exhibitsOf[paper] ?? [],
        },
        (title) => line.show(`${paper}: ${title}`),
      );
      for (const [path, text] of files) written.set(path, text);
    }
    line.end();
    const paths = writeReport(options.out, written);
    const found = { format: 'farkas/report-files@1', folder: options.out, files: paths };
    print(options.format, found, () => `${paths.length} files written to ${options.out}`);
    process.exitCode = exitCodeOf(run.claims);
  } finally {
    store.close();
  }
}

export function addReport(program: Command): void {
  withCommonOptions(
    program
      .command('report')
      .description('rebuild the pages of what was found: verdicts, figures, tables, certificates')
      .argument('[paper...]', `of ${PAPERS.join(', ')}; all if none is named`)
      .addOption(
        new Option('--profile <profile>', 'how many cases (as last time; else full)').choices([
          'quick',
          'full',
        ]),
      )
      .addOption(
        new Option('--runs <number>', 'cases a claim, instead of the profile').argParser(wholeNumber(1)),
      )
      .addOption(
        new Option('--jobs <number>', 'worker threads')
          .argParser(wholeNumber(1))
          .default(availableParallelism(), 'one a core'),
      )
      .option('--out <folder>', 'where the pages are', 'reports')
      .option('--results <folder>', 'where decided cases are kept', 'farkas-results')
      .option('--resume', 'go on with the last run that was interrupted'),
  )
    .addHelpText(
      'after',
      `
Without --seed and --profile those of the pages that are there are taken, so that the same pages come out, times aside.

Examples:
  farkas report                        every page again
  farkas report lyu2021 --profile quick --out /tmp/pages
  farkas report --resume               after an interrupt`,
    )
    .action(report);
}
