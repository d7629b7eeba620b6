import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { BadInput } from '../../src/data/bad-input.ts';
import { textTable } from '../../src/reporting/text-table.ts';
import { type ResultQuery, ResultStore, type StoredResult } from '../../src/results/result-store.ts';
import { wholeNumber } from '../option-values.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';

interface ResultsOptions extends Omit<CommonOptions, 'format'> {
  readonly format: 'text' | 'json' | 'csv';
  readonly run?: number;
  readonly outcome?: NonNullable<ResultQuery['outcome']>;
  readonly largest?: string;
  readonly slowest?: boolean;
  readonly limit: number;
  readonly results: string;
}

const COLUMNS = ['run', 'claim', 'control', 'seed', 'outcome', 'evidence', 'seconds', 'why'] as const;

function cellsOf({ run, job, result }: StoredResult): (string | number)[] {
  const decision = 'decision' in result ? result.decision : undefined;
  const why =
    'outside' in result
      ? `misses ${result.outside.join(', ')}`
      : decision && 'why' in decision
        ? decision.why
        : '';
  return [
    run,
    job.claim,
    job.control === undefined ? '' : job.assert === 'instead' ? `${job.control} (instead)` : job.control,
    job.seed,
    decision?.outcome ?? 'outside',
    decision && 'evidence' in decision ? decision.evidence : '',
    'seconds' in result ? Number(result.seconds.toPrecision(3)) : '',
    why,
  ];
}

function figuresOf({ result }: StoredResult): Readonly<Record<string, unknown>> {
  return 'decision' in result ? result.decision.figures : {};
}

/** A field of RFC 4180. */
function csvField(value: unknown): string {
  const text = String(value ?? '');
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function asCsv(found: readonly StoredResult[]): string {
  const names = [...new Set(found.flatMap((result) => Object.keys(figuresOf(result))))];
  const lines = found.map((result) => [...cellsOf(result), ...names.map((name) => figuresOf(result)[name])]);
  return [[...COLUMNS, ...names], ...lines].map((line) => line.map(csvField).join(',')).join('\n');
}

function asText(found: readonly StoredResult[], figure: string | undefined): string {
  const header = figure === undefined ? [...COLUMNS] : [...COLUMNS.slice(0, -1), figure, 'why'];
  const rows = found.map((result) => {
    const cells = cellsOf(result);
    const value = figure === undefined ? [] : [String(figuresOf(result)[figure] ?? '')];
    return [...cells.slice(0, -1), ...value, cells.at(-1)!];
  });
  return found.length === 0 ? 'no such results' : textTable(header, rows);
}

function asJson(found: readonly StoredResult[]): string {
  const results = found.map((result) => ({
    ...Object.fromEntries(COLUMNS.map((name, index) => [name, cellsOf(result)[index]])),
    figures: figuresOf(result),
  }));
  return JSON.stringify({ format: 'farkas/results@1', results }, null, 2);
}

function results(claim: string | undefined, options: ResultsOptions): void {
  const file = join(options.results, 'results.sqlite');
  if (!existsSync(file))
    throw new BadInput({ file, path: '', expected: 'the results of a run', found: 'no such file' });
  const store = new ResultStore(file);
  try {
    const { run, outcome, largest, slowest, limit } = options;
    const order = largest === undefined ? (slowest ? 'slowest' : 'recorded') : { largest };
    const which = {
      ...(run === undefined ? {} : { run }),
      ...(claim === undefined ? {} : { claim }),
      ...(outcome === undefined ? {} : { outcome }),
    };
    const figures = store.figures(which);
    if (largest !== undefined && figures.length > 0 && !figures.includes(largest))
      throw new BadInput({
        file: 'command line',
        path: '--largest',
        expected: `a figure of these results: ${figures.join(', ')}`,
        found: largest,
      });
    const found = [...store.results({ order, limit, ...which })];
    const write = { text: () => asText(found, largest), json: () => asJson(found), csv: () => asCsv(found) };
    process.stdout.write(`${write[options.format]()}\n`);
  } finally {
    store.close();
  }
}

export function addResults(program: Command): void {
  withCommonOptions(
    program
      .command('results')
      .description('look up decided cases of earlier runs')
      .argument('[claim]', 'an id such as L2')
      .addOption(new Option('--run <number>', 'of one run only').argParser(wholeNumber(1)))
      .addOption(
        new Option('--outcome <outcome>', 'of one kind only').choices([
          'supports',
          'refutes',
          'undecided',
          'outside',
        ]),
      )
      .addOption(
        new Option('--largest <figure>', 'those where a figure is largest first').argParser((name) => {
          if (!/^\w+$/.test(name)) throw new InvalidArgumentError('expected the name of a figure.');
          return name;
        }),
      )
      .option('--slowest', 'those that took longest first')
      .addOption(new Option('--limit <number>', 'at most so many').argParser(wholeNumber(1)).default(20))
      .option('--results <folder>', 'where they are kept', 'farkas-results'),
    ['text', 'json', 'csv'],
  )
    .addHelpText(
      'after',
      `
Examples:
  farkas results --outcome undecided
  farkas results L2 --largest relativeGap
  farkas results --slowest --limit 5
  farkas results L2 --format csv --limit 100000 > l2.csv`,
    )
    .action(results);
}
