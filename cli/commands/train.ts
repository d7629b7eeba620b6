import { type Command, Option } from 'commander';
import { freshSeed } from '../../src/claims/seeds.ts';
import { resolveDataset } from '../../src/data/resolve.ts';
import { MODEL_FORMS, parseModel } from '../../src/models/parse.ts';
import type { StopKind } from '../../src/training/stop.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { finiteNumber, numberBetween, seconds, wholeNumber } from '../option-values.ts';
import { print, withCommonOptions } from '../options.ts';
import { describeTraining, trainingJson } from '../train/describe.ts';
import { limitOf } from '../train/limit.ts';
import { precision, stepRule, type TrainOptions } from '../train/options.ts';
import { plot } from '../train/plot.ts';
import { train } from '../train/run.ts';
import { startOf } from '../train/start.ts';
import { checkWritable, writeWhole } from '../write-file.ts';

/** Whether the run says where the training goes; a target above the start is a mistake in the command. */
const EXIT_CODES: Readonly<Record<StopKind, ExitCode>> = {
  target: EXIT.holds,
  'dead-points': EXIT.holds,
  'all-dead': EXIT.holds,
  stationary: EXIT.holds,
  'target-above-start': EXIT.badInput,
  frozen: EXIT.undecided,
  'loss-rose': EXIT.undecided,
  'non-finite': EXIT.undecided,
  'step-limit': EXIT.undecided,
  'time-limit': EXIT.undecided,
};

const EXAMPLES = `
Examples:
  farkas train iris --model linear
  farkas train my-data.csv --model two-layer:8:0.1 --seed 3 --plot run.svg
  farkas train my-data.csv --model diagonal-pm:2 --until -1e4 --precision 50
  farkas train my-data.csv --model linear --descent 0.01 --loss logistic --steps 10000
  farkas train my-data.csv --model two-layer:4:0 --start weights.json --descent normalized:0.1

The flow of models with ReLUs crosses kinks and slides along them, in every precision.
Exit code: 0 the run reached its target or cannot get there (dead points, stationary), 2 it stopped before
(budget spent, loss rose, resolution reached), 3 bad input, a target above the start included.`;

export function addTrain(program: Command): void {
  withCommonOptions(
    program
      .command('train')
      .description('train a model on a data set by gradient flow or descent, to any depth of loss')
      .argument('<data>', 'a data file (JSON or CSV), or a bundled data set (iris, mnist)')
      .requiredOption('--model <spec>', MODEL_FORMS.join(', '))
      .addOption(
        new Option('--loss <loss>', 'which loss').choices(['exponential', 'logistic']).default('exponential'),
      )
      .option('--start <scale|network>', 'Gaussian start of this scale, or a network file', '1e-3')
      .addOption(
        new Option(
          '--descent <step>',
          'gradient descent instead of the flow: 0.01, or normalized:0.01 (divided by the loss)',
        ).argParser(stepRule),
      )
      .addOption(
        new Option('--until <number>', 'stop at this log10 loss (default -1e9; -10 for descent)').argParser(
          finiteNumber,
        ),
      )
      .addOption(
        new Option('--tolerance <number>', 'relative error of a step of the flow (default 1e-6)').argParser(
          numberBetween(1e-12, 0.1),
        ),
      )
      .addOption(
        new Option('--precision <precision>', 'double, dd (double-double) or a number of digits')
          .argParser(precision)
          .default('double'),
      )
      .addOption(
        new Option(
          '--steps <number>',
          'most steps (default 20000 for the flow, a million for descent)',
        ).argParser(wholeNumber(1)),
      )
      .addOption(
        new Option('--budget <time>', 'stop after this time, such as 90s or 5m (default none)').argParser(
          seconds,
        ),
      )
      .option('--plot <file>', 'draw loss, margin and neuron directions to an SVG file')
      .option('--certificate <file>', 'write the certificate of the limit'),
  )
    .addHelpText('after', EXAMPLES)
    .action((file: string, options: TrainOptions) => {
      const data = resolveDataset(file);
      checkWritable([options.plot, options.certificate]);
      const model = parseModel(options.model, data.x[0]!.length);
      let { seed } = options;
      const drawSeed = () => {
        if (seed !== undefined) return seed;
        seed = freshSeed();
        process.stderr.write(`seed ${seed} (repeat with --seed ${seed})\n`);
        return seed;
      };
      const start = startOf(options.start, model, drawSeed);
      const run = train(data, model, start, options);
      const upTo = (until: number) => train(data, model, start, { ...options, until });
      const limit = options.descent ? undefined : limitOf(data, model, run, upTo);
      if (options.plot) writeWhole(options.plot, plot(data, model, run));
      if (options.certificate && limit?.kind === 'snapped')
        writeWhole(options.certificate, `${JSON.stringify(limit.certificate)}\n`);
      print(options.format, trainingJson(model, run, limit, seed), () => describeTraining(run, limit));
      process.exitCode = EXIT_CODES[run.reason.kind];
    });
}
