import { InvalidArgumentError } from 'commander';
import { NotAnExactNumber, Rational } from '../src/numbers/rational.ts';

/**
 * Readers of option values. Each throws InvalidArgumentError with what was expected; commander adds the option
 * and what was found.
 */

/** A whole number ≥ least. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`expected a whole number ≥ ${least}.`);
    return value;
  };
}

/** A finite number. */
export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError('expected a finite number.');
  return value;
}

/** A finite number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('expected a number above 0.');
  return value;
}

/** A number from least to most. */
export function numberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= least && value <= most))
      throw new InvalidArgumentError(`expected a number from ${least} to ${most}.`);
    return value;
  };
}

const UNIT_SECONDS = { '': 1, s: 1, m: 60, h: 3600 } as const;

/** A time in seconds: "90", "90s", "5m" or "1h". */
export function seconds(text: string): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text) ?? [];
  const value = Number(count) * UNIT_SECONDS[(unit ?? '') as keyof typeof UNIT_SECONDS];
  if (!(value > 0)) throw new InvalidArgumentError('expected a time above 0 such as 90s, 5m or 1h.');
  return value;
}

/** An exact slope of a leaky ReLU. */
export function slope(text: string): Rational {
  const complaint = 'expected a slope from 0 to 1 such as 0.1 or 1/10.';
  try {
    const value = Rational.parse(text);
    if (value.sign() >= 0 && value.compare(Rational.ONE) <= 0) return value;
  } catch (error) {
    if (!(error instanceof NotAnExactNumber)) throw error;
  }
  throw new InvalidArgumentError(complaint);
}
