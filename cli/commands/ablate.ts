import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { type Command, Option } from 'commander';
import { storeCase } from '../../src/claims/case-file.ts';
import type { AnyClaim, Hypothesis } from '../../src/claims/claim.ts';
import { freshSeed } from '../../src/claims/seeds.ts';
import { parseJson } from '../../src/data/json.ts';
import { readText } from '../../src/data/read-text.ts';
import { validate } from '../../src/data/validate.ts';
import { type HuntReport, hunt } from '../../src/hunting/hunt.ts';
import { dataChart } from '../../src/reporting/figures/data-chart.ts';
import { svgDocument } from '../../src/reporting/figures/svg.ts';
import { ablationPage } from '../../src/reporting/pages/ablation-page.ts';
import type { AblationCell, AblationReport } from '../../src/reporting/pages/ablation-report.ts';
import { htmlPage } from '../../src/reporting/pages/html-page.ts';
import { ablationSchema } from '../../src/reporting/schemas/hunt.ts';
import { EXIT } from '../exit-codes.ts';
import { datasetIn, showInstance } from '../hunting/show-instance.ts';
import { isClaimFile } from '../load-claims.ts';
import { seconds, wholeNumber } from '../option-values.ts';
import { type CommonOptions, print, withCommonOptions } from '../options.ts';
import { progressLine } from '../progress.ts';
import { selectClaims } from '../select-claims.ts';
import { workerPool } from '../threads/worker-pool.ts';
import { versions } from '../verify/question.ts';
import { ensureFolder, writeWhole } from '../write-file.ts';

interface AblateOptions extends CommonOptions {
  readonly budget: number;
  readonly jobs: number;
  readonly out: string;
  readonly resume?: boolean;
}

const SHRINK_SECONDS = 30;

/** The report of an interrupted run in the folder, or an empty one. */
function begun(file: string, options: AblateOptions): AblationReport {
  if (options.resume && existsSync(file))
    return validate<unknown>(ablationSchema, parseJson(readText(file), file), file) as AblationReport;
  const seed = options.seed ?? freshSeed();
  return { format: 'farkas/ablation@1', seed, budget: options.budget, versions, cells: [] };
}

/** One cell of the matrix; a counterexample is stored with its picture. */
function cellOf(
  claim: AnyClaim,
  { id, statement }: Hypothesis<unknown>,
  report: HuntReport,
  seed: number,
  out: string,
): Omit<AblationCell, 'seconds'> {
  const [nearest] = report.nearMisses;
  const cell = {
    claim: claim.id,
    hypothesis: id,
    statement,
    decided: report.decided,
    undecided: report.undecided,
    ...(nearest ? { nearest: { figure: claim.gap!, gap: nearest.gap } } : {}),
  };
  if (!report.hit) return cell;
  const { instance, decision, seed: caseSeed } = report.hit;
  const file = storeCase(join(out, 'counterexamples'), {
    format: 'farkas/case@1',
    claim: claim.id,
    without: id,
    seed: { run: seed, case: caseSeed },
    instance,
    decision,
  });
  const data = datasetIn(instance);
  const figure = `ablation-${claim.id}-${id}.svg`.toLowerCase();
  if (data) {
    ensureFolder(join(out, 'figures'));
    const title = `${claim.id} without ${id}`;
    writeWhole(join(out, 'figures', figure), svgDocument(title, [dataChart(title, data)]));
  }
  return {
    ...cell,
    counterexample: {
      why: decision.why,
      evidence: decision.evidence,
      file: basename(file),
      ...(data ? { figure } : {}),
      shown: showInstance(instance),
    },
  };
}

/** What the matrix says of a hypothesis that no draw could miss. */
function unhunted(claim: AnyClaim, { id, statement }: Hypothesis<unknown>): AblationCell {
  const notHunted = 'the claim draws no cases that miss it';
  return { claim: claim.id, hypothesis: id, statement, notHunted, decided: 0, undecided: 0, seconds: 0 };
}

function writePages(out: string, report: AblationReport): void {
  const page = ablationPage(report);
  writeWhole(join(out, 'ablation.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeWhole(join(out, 'ablation.md'), page);
  writeWhole(join(out, 'ablation.html'), htmlPage('Which hypotheses are needed', page));
}

async function ablate(names: readonly string[], options: AblateOptions): Promise<void> {
  const claims = await selectClaims(names);
  ensureFolder(options.out);
  let report = begun(join(options.out, 'ablation.json'), options);
  const { seed, budget } = report;
  process.stderr.write(`seed ${seed} (repeat with --seed ${seed})\n`);
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  const pool = workerPool(options.jobs, { claimFiles: names.filter(isClaimFile) });
  const line = progressLine(options.quiet ?? false);
  const cells = claims.flatMap((claim) =>
    (claim.hypotheses as Hypothesis<unknown>[]).map((hypothesis) => ({ claim, hypothesis })),
  );
  const isDone = (claim: string, hypothesis: string) =>
    report.cells.some((cell) => cell.claim === claim && cell.hypothesis === hypothesis);
  try {
    for (const [index, { claim, hypothesis }] of cells.entries()) {
      if (interrupt.signal.aborted) break;
      if (isDone(claim.id, hypothesis.id)) continue;
      if (!hypothesis.without) {
        report = { ...report, cells: [...report.cells, unhunted(claim, hypothesis)] };
        continue;
      }
      const started = performance.now();
      const found = await hunt(claim, hypothesis.id, {
        seed,
        milliseconds: 1000 * budget,
        shrinkMilliseconds: 1000 * SHRINK_SECONDS,
        execute: pool.execute,
        parallel: 2 * options.jobs,
        signal: interrupt.signal,
        onProgress: ({ decided }) =>
          line.show(`${index + 1}/${cells.length} ${claim.id} without ${hypothesis.id}: ${decided} cases`),
      });
      if (interrupt.signal.aborted && !found.hit) break;
      const cell = {
        ...cellOf(claim, hypothesis, found, seed, options.out),
        seconds: (performance.now() - started) / 1000,
      };
      report = { ...report, cells: [...report.cells, cell] };
      writePages(options.out, report);
    }
    writePages(options.out, report);
    line.end();
    print(options.format, report, () => ablationPage(report));
    if (interrupt.signal.aborted) process.exitCode = EXIT.interrupted;
  } finally {
    line.end();
    await pool.close();
  }
}

export function addAblate(program: Command): void {
  withCommonOptions(
    program
      .command('ablate')
      .description('drop every hypothesis of every claim, one at a time, and hunt: which are needed?')
      .argument('[claim...]', 'ids, papers or files of claims; all if none is named')
      .addOption(
        new Option('--budget <time>', 'how long to hunt in each cell').argParser(seconds).default(20, '20s'),
      )
      .addOption(
        new Option('--jobs <number>', 'worker threads')
          .argParser(wholeNumber(1))
          .default(availableParallelism(), 'one a core'),
      )
      .option('--out <folder>', 'where the pages are written', 'reports')
      .option('--resume', 'go on with the cells that are missing in the folder'),
  )
    .addHelpText(
      'after',
      `
Writes ablation.md, ablation.html and ablation.json, the counterexamples as exact JSON and their pictures.

Examples:
  farkas ablate L1 L2 --budget 60s
  farkas ablate --out reports

Exit code: 0 every cell was hunted, 130 interrupted (--resume goes on).`,
    )
    .action(ablate);
}
