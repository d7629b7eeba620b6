import type { Command } from 'commander';
import { type CheckResult, checkCertificate, MAX_CERTIFICATE_LENGTH } from '../../oracles/checker/check.ts';
import { readText } from '../../src/data/read-text.ts';
import { EXIT } from '../exit-codes.ts';
import { type CommonOptions, print, withCommonOptions } from '../options.ts';
import { equation } from '../text.ts';

/** A field of a claim; long numbers by their nearest double, for the certificate has them in full. */
function statement([name, value]: [string, unknown]): string {
  if (typeof value !== 'string') return `${name} = ${JSON.stringify(value)}`;
  return /^-?\d+(\/\d+)?$/.test(value) ? equation(name, value) : `${name} = ${value}`;
}

function describe(file: string, result: CheckResult): string {
  if (!result.accepted)
    return `${file}: rejected (${result.code}) at ${result.path || 'the top'}: ${result.message}`;
  const { kind, ...fields } = result.claim;
  return `${file}: accepted: ${[kind, ...Object.entries(fields).map(statement)].join(', ')}`;
}

export function addCheck(program: Command): void {
  withCommonOptions(
    program
      .command('check')
      .description('the trusted checker: re-checks certificates in exact rational arithmetic')
      .argument('<certificate...>', 'certificate files (farkas/certificate@1)'),
  )
    .addHelpText(
      'after',
      '\nExample:\n  farkas solve iris --problem l2 --certificate iris.json\n  farkas check iris.json\n\nExit code: 0 all accepted, 1 one rejected.',
    )
    .action((files: string[], options: CommonOptions) => {
      const results = files.map((file) => ({
        file,
        ...checkCertificate(readText(file, MAX_CERTIFICATE_LENGTH)),
      }));
      print(options.format, { format: 'farkas/check@1', results }, () =>
        results.map((result) => describe(result.file, result)).join('\n'),
      );
      process.exitCode = results.every((result) => result.accepted) ? EXIT.holds : EXIT.refuted;
    });
}
