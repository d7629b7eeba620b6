#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import { describeFailure } from './failure.ts';
import { withHint } from './options.ts';
import { version } from './version.ts';

/** Each command is loaded when it is asked for: the solvers of one cost another half of its time to start. */
const COMMANDS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  verify: async () => (await import('./commands/verify.ts')).addVerify,
  claims: async () => (await import('./commands/claims.ts')).addClaims,
  solve: async () => (await import('./commands/solve.ts')).addSolve,
  train: async () => (await import('./commands/train.ts')).addTrain,
  audit: async () => (await import('./commands/audit.ts')).addAudit,
  check: async () => (await import('./commands/check.ts')).addCheck,
  replay: async () => (await import('./commands/replay.ts')).addReplay,
  conform: async () => (await import('./commands/conform.ts')).addConform,
  worker: async () => (await import('./commands/worker.ts')).addWorker,
  results: async () => (await import('./commands/results.ts')).addResults,
  report: async () => (await import('./commands/report.ts')).addReport,
  hunt: async () => (await import('./commands/hunt.ts')).addHunt,
  ablate: async () => (await import('./commands/ablate.ts')).addAblate,
};

const program = new Command('farkas')
  .description('Checks theorems about where gradient descent goes, with exact certificates.')
  .version(version)
  .configureOutput({ outputError: withHint('(farkas --help lists the commands)') })
  .showSuggestionAfterError()
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  farkas verify --profile quick             decide every claim on generated cases
  farkas verify L2 F5 --data iris           the same claims on bundled real data
  farkas solve my-data.csv --problem l2     the exact max margin, with a certificate
  farkas check certificate.json             the trusted checker, alone

Exit codes: 0 holds or accepted, 1 refuted or rejected, 2 undecided, 3 bad usage or bad input,
4 internal error, 130 interrupted (what was done is kept).`,
  );

const [asked] = process.argv.slice(2);
const needed = Object.keys(COMMANDS).filter((name) => name === asked);
for (const name of needed.length > 0 ? needed : Object.keys(COMMANDS)) (await COMMANDS[name]!())(program);

// A reader such as head that has seen enough closes the pipe: nothing is wrong then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and version are asked for; every other commander error is bad usage and has been printed.
    process.exitCode = error.exitCode === 0 ? EXIT.holds : EXIT.badInput;
  } else {
    const failure = describeFailure(error);
    process.stderr.write(`${failure.message}\n`);
    process.exitCode = failure.exitCode;
  }
}
