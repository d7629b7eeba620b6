import { type Command, Option } from 'commander';
import { seconds, wholeNumber } from './option-values.ts';
import { MOST_SECONDS_A_CASE } from './threads/worker-pool.ts';

export type OutputFormat = 'text' | 'json';

/** What every command takes. */
export interface CommonOptions {
  readonly format: OutputFormat;
  readonly seed?: number;
  readonly quiet?: boolean;
}

/** Prints a complaint about usage and one line of help: commander's own suggestion if it has one, else the hint. */
export function withHint(hint: string): (text: string, write: (text: string) => void) => void {
  return (text, write) => write(text.includes('(Did you mean') ? text : `${text}${hint}\n`);
}

/** Adds the options that every command takes. */
export function withCommonOptions(command: Command, formats: readonly string[] = ['text', 'json']): Command {
  return command
    .configureOutput({ outputError: withHint(`(farkas ${command.name()} --help lists its options)`) })
    .addOption(
      new Option('--format <format>', 'output for people or for programs').choices(formats).default('text'),
    )
    .addOption(
      new Option('--seed <number>', 'repeat a run (drawn and printed if not given)').argParser(
        wholeNumber(0),
      ),
    )
    .option('--quiet', 'no progress on stderr');
}

/** For commands that decide cases by worker threads. */
export function caseTimeoutOption(): Option {
  return new Option('--case-timeout <time>', 'give a case up as undecided after this time')
    .argParser(seconds)
    .default(MOST_SECONDS_A_CASE, '10m');
}

/** Prints one object as JSON, or its text. */
export function print(format: OutputFormat, json: unknown, text: () => string): void {
  process.stdout.write(format === 'json' ? `${JSON.stringify(json, null, 2)}\n` : `${text()}\n`);
}
