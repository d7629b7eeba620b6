#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addAudit } from './commands/audit.ts';
import { addCheck } from './commands/check.ts';
import { addClaims } from './commands/claims.ts';
import { addReplay } from './commands/replay.ts';
import { addSolve } from './commands/solve.ts';
import { addTrain } from './commands/train.ts';
import { addVerify } from './commands/verify.ts';
import { EXIT } from './exit-codes.ts';
import { describeFailure } from './failure.ts';
import { version } from './version.ts';

const program = new Command('farkas')
  .description('Checks theorems about where gradient descent goes, with exact certificates.')
  .version(version)
  .showHelpAfterError('(farkas --help lists the commands)')
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

for (const add of [addVerify, addClaims, addSolve, addTrain, addAudit, addCheck, addReplay]) add(program);

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
