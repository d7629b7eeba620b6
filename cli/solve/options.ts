import { Option } from 'commander';
import { MIN_GAP } from '../../oracles/two-layer/two-layer-margin.ts';
import { numberBetween, seconds } from '../option-values.ts';

/** Options of the oracles, for every command that asks one. Their defaults are the oracles' own. */

export function solverOption(): Option {
  return new Option('--solver <solver>', 'whose float solution to start from (default highs)').choices([
    'highs',
    'glpk',
  ]);
}

export function gapOption(): Option {
  return new Option(
    '--gap <number>',
    'largest relative gap between the proved bounds of the two-layer margin (default 1e-9)',
  ).argParser(numberBetween(MIN_GAP, 1));
}

export function budgetOption(): Option {
  return new Option(
    '--budget <time>',
    'leave the two-layer margin undecided after this time, such as 90s or 5m (default 60s)',
  ).argParser(seconds);
}
