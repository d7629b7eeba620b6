import { type Command, Option } from 'commander';
import { type CheckReport, runCheck } from '../../properties/conformance/check.ts';
import { checks } from '../../properties/conformance/checks/index.ts';
import { TrainerFault } from '../../properties/conformance/trainer.ts';
import { freshSeed } from '../../src/claims/seeds.ts';
import { BadInput } from '../../src/data/bad-input.ts';
import { textTable } from '../../src/reporting/text-table.ts';
import { type ProcessTrainer, startTrainer } from '../conform/process-trainer.ts';
import { EXIT } from '../exit-codes.ts';
import { seconds } from '../option-values.ts';
import { type CommonOptions, print, withCommonOptions } from '../options.ts';
import { progressLine } from '../progress.ts';

interface ConformOptions extends CommonOptions {
  readonly timeout: number;
}

const MARKS = { pass: '✓ pass', fail: '✗ fail', unreachable: '– not reachable', 'not asked': '– not asked' };

function describe(name: string, reports: readonly CheckReport[]): string {
  const table = textTable(
    ['check', '', 'outcome', 'cases'],
    reports.map(({ id, statement, outcome, cases }) => [id, statement, MARKS[outcome], cases]),
  );
  const details = reports.flatMap(({ id, outcome, why, cause, note, failing }) => [
    ...(outcome === 'pass' ? (note ? [`${id}: ${note}`] : []) : why ? [`${id}: ${why}`] : []),
    ...(cause ? [`  likely cause: ${cause}`] : []),
    ...(failing ? [`  smallest case: ${JSON.stringify(failing)}`] : []),
  ]);
  return [`trainer ${name}`, '', table, '', ...details].join('\n').trimEnd();
}

async function start(command: readonly string[], timeout: number): Promise<ProcessTrainer> {
  try {
    return await startTrainer(command, timeout);
  } catch (error) {
    if (!(error instanceof TrainerFault)) throw error;
    throw new BadInput({
      file: command.join(' '),
      path: 'describe',
      expected: 'a trainer that speaks the protocol (docs/conform-protocol.md)',
      found: error.message,
    });
  }
}

async function conform(command: readonly string[], options: ConformOptions): Promise<void> {
  const seed = options.seed ?? freshSeed();
  process.stderr.write(`seed ${seed} (repeat with --seed ${seed})\n`);
  const trainer = await start(command, options.timeout);
  const line = progressLine(options.quiet ?? false);
  let interrupted = false;
  process.once('SIGINT', () => {
    interrupted = true;
    trainer.close();
  });
  const reports: CheckReport[] = [];
  try {
    for (const [index, check] of checks.entries()) {
      if (interrupted) break;
      line.show(`${index + 1}/${checks.length} ${check.id}`);
      const report = await runCheck(check, trainer, seed);
      if (!interrupted) reports.push(report);
    }
  } finally {
    line.end();
    trainer.close();
  }
  const { name, precision, architectures, losses } = trainer;
  const result = {
    format: 'farkas/conformance@1',
    seed,
    trainer: { name, precision, architectures, losses },
  };
  print(options.format, { ...result, checks: reports }, () => describe(name, reports));
  if (interrupted) process.exitCode = EXIT.interrupted;
  else process.exitCode = reports.some(({ outcome }) => outcome === 'fail') ? EXIT.refuted : EXIT.holds;
}

export function addConform(program: Command): void {
  withCommonOptions(
    program
      .command('conform')
      .description("test somebody's trainer: JSON lines on stdin and stdout")
      .argument('<command...>', 'how to start the trainer; put -- before it')
      .addOption(new Option('--timeout <time>', 'for one answer').argParser(seconds).default(60, '60s')),
  )
    .addHelpText(
      'after',
      `
The protocol is one page: docs/conform-protocol.md. Complete trainers are in examples/trainers.

Examples:
  farkas conform -- python3 examples/trainers/numpy_trainer.py
  farkas conform --format json -- npx jiti examples/trainers/trainer.ts

Exit code: 0 no check failed, 1 one failed, 3 the command is no trainer.`,
    )
    .action(conform);
}
