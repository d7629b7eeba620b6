import { InvalidArgumentError } from 'commander';
import type { Precision } from '../../src/numbers/arithmetic.ts';
import type { StepRule } from '../../src/training/descent.ts';
import type { LossName } from '../../src/training/losses.ts';
import type { CommonOptions } from '../options.ts';

/** What `train` is asked for. */
export interface TrainOptions extends CommonOptions {
  readonly model: string;
  readonly loss: LossName;
  readonly start: string;
  readonly descent?: StepRule;
  readonly until?: number;
  readonly precision: Precision;
  readonly tolerance?: number;
  readonly steps?: number;
  readonly budget?: number;
  readonly plot?: string;
  readonly certificate?: string;
}

/** "double", "dd" or a number of decimal digits. */
export function precision(text: string): Precision {
  if (text === 'double' || text === 'dd') return text;
  const digits = Number(text);
  if (!/^\d+$/.test(text) || digits < 20 || digits > 1000)
    throw new InvalidArgumentError('expected double, dd or a number of digits from 20 to 1000.');
  return digits;
}

/** "0.01" for a fixed step, "normalized:0.01" for one that is divided by the loss. */
export function stepRule(text: string): StepRule {
  const [, normalized, digits] = /^(normalized:)?(.+)$/.exec(text) ?? [];
  const size = Number(digits);
  if (!(size > 0 && Number.isFinite(size)))
    throw new InvalidArgumentError('expected a step above 0 such as 0.01, or normalized:0.01.');
  return { kind: normalized === undefined ? 'fixed' : 'normalized', size };
}
