import { type Command, InvalidArgumentError, Option } from 'commander';
import { freshSeed } from '../../src/claims/seeds.ts';
import { BadInput } from '../../src/data/bad-input.ts';
import { readNetwork } from '../../src/data/network.ts';
import { resolveDataset } from '../../src/data/resolve.ts';
import type { Model } from '../../src/models/model.ts';
import { MODEL_FORMS, parseModel } from '../../src/models/parse.ts';
import type { Precision } from '../../src/numbers/arithmetic.ts';
import { textTable } from '../../src/reporting/text-table.ts';
import { flow } from '../../src/training/flow.ts';
import type { LossName } from '../../src/training/losses.ts';
import { gaussianStart } from '../../src/training/start.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import { finiteNumber } from '../option-values.ts';
import { type CommonOptions, print, withCommonOptions } from '../options.ts';

interface TrainOptions extends CommonOptions {
  readonly model: string;
  readonly loss: LossName;
  readonly start: string;
  readonly until: number;
  readonly precision: Precision;
  readonly tolerance: number;
}

function precision(text: string): Precision {
  if (text === 'double' || text === 'dd') return text;
  const digits = Number(text);
  if (!Number.isInteger(digits) || digits < 20 || digits > 1000)
    throw new InvalidArgumentError('expected double, dd or a number of digits from 20 to 1000.');
  return digits;
}

/** θ(0): Gaussian of a scale, or the weights of a network file. */
function startOf(text: string, model: Model, seed: number): ArrayLike<number> {
  const scale = Number(text);
  if (text.trim() !== '' && Number.isFinite(scale)) {
    if (scale <= 0)
      throw new BadInput({ file: 'command line', path: '--start', expected: 'a scale above 0', found: text });
    return gaussianStart(model.parameterCount, scale, seed);
  }
  const { alpha, a, w } = readNetwork(text);
  const fitting = `two-layer:${a.length}:${alpha.toNumber()}`;
  if (model.spec !== fitting)
    throw new BadInput({
      file: text,
      path: '',
      expected: `a network for ${model.spec}`,
      found: `one for ${fitting}`,
    });
  return [...w.flat(), ...a].map((value) => value.toNumber());
}

/** The object that `--format json` prints. */
function trainingJson(run: Trajectory, seed: number) {
  return {
    format: 'farkas/training@1',
    model: run.model,
    loss: run.loss,
    method: run.method,
    arithmetic: run.arithmetic,
    seed,
    reason: run.reason.kind,
    explanation: run.reason.sentence,
    log10Loss: run.final.log10Loss,
    normalizedMargin: run.final.normalizedMargin,
    steps: run.steps,
    events: run.events,
    parameters: [...run.parameters],
    drift: run.conservationDrift,
    records: run.records,
  };
}

function describe(run: Trajectory): string {
  const stride = Math.max(1, Math.ceil(run.records.length / 16));
  const rows = run.records
    .filter((_, i) => i % stride === 0 || i === run.records.length - 1)
    .map((record) => [
      Number(record.time.toPrecision(6)),
      Number(record.log10Loss.toPrecision(6)),
      Number((record.logNorm / Math.LN10).toPrecision(6)),
      record.normalizedMargin.toPrecision(10),
      (1 - record.alignment).toExponential(2),
    ]);
  return [
    textTable(['log-loss time', 'log10 loss', 'log10 ‖θ‖', 'normalised margin', '1 − alignment'], rows),
    '',
    run.reason.sentence,
    `${run.method}, ${run.arithmetic}: ${run.steps.accepted} steps accepted, ${run.steps.rejected} rejected; conservation drift ${run.conservationDrift.toExponential(1)}`,
  ].join('\n');
}

export function addTrain(program: Command): void {
  withCommonOptions(
    program
      .command('train')
      .description('run the gradient flow of a model on a data set, to any depth of loss')
      .argument('<data>', 'a data file (JSON or CSV), or a bundled data set (iris, mnist)')
      .requiredOption('--model <spec>', MODEL_FORMS.join(', '))
      .addOption(
        new Option('--loss <loss>', 'which loss').choices(['exponential', 'logistic']).default('exponential'),
      )
      .option('--start <scale|network>', 'Gaussian start of this scale, or a network file', '1e-3')
      .addOption(
        new Option('--until <number>', 'stop at this log10 loss').argParser(finiteNumber).default(-1e9),
      )
      .addOption(
        new Option('--tolerance <number>', 'relative error a step').argParser(finiteNumber).default(1e-4),
      )
      .addOption(
        new Option('--precision <precision>', 'double, dd or a number of digits')
          .argParser(precision)
          .default('double'),
      ),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  farkas train iris --model linear\n  farkas train my-data.csv --model two-layer:8:0.1 --until -1e6 --precision dd --seed 3',
    )
    .action((file: string, options: TrainOptions) => {
      const data = resolveDataset(file);
      const model = parseModel(options.model, data.x[0]!.length);
      const seed = options.seed ?? freshSeed();
      if (options.seed === undefined) process.stderr.write(`seed ${seed} (repeat with --seed ${seed})\n`);
      const run = flow({
        model,
        data,
        loss: options.loss,
        start: startOf(options.start, model, seed),
        until: options.until,
        tolerance: options.tolerance,
        precision: options.precision,
      });
      print(options.format, trainingJson(run, seed), () => describe(run));
    });
}
