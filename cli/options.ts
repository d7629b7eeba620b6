import { type Command, InvalidArgumentError, Option } from 'commander';

export type OutputFormat = 'text' | 'json';

/** What every command takes. */
export interface CommonOptions {
  readonly format: OutputFormat;
  readonly seed?: number;
  readonly quiet?: boolean;
}

/** A whole number ≥ least, or bad usage that names what was found. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`expected a whole number ≥ ${least}.`);
    return value;
  };
}

/** A finite number, or bad usage. */
export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError('expected a finite number.');
  return value;
}

/** Adds the options that every command takes. */
export function withCommonOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'output for people or for programs')
        .choices(['text', 'json'])
        .default('text'),
    )
    .addOption(
      new Option('--seed <number>', 'repeat a run (drawn and printed if not given)').argParser(
        wholeNumber(0),
      ),
    )
    .option('--quiet', 'no progress on stderr');
}

/** Prints one object as JSON, or its text. */
export function print(format: OutputFormat, json: unknown, text: () => string): void {
  process.stdout.write(format === 'json' ? `${JSON.stringify(json, null, 2)}\n` : `${text()}\n`);
}
