import { randomRun } from './modes/cases.ts';

/** A run of `randomRun`: the same on every machine. */
export interface Run {
  readonly spec: string;
  readonly points: number;
  readonly dimension: number;
  readonly seed: number;
}

/**
 * Runs of every kind of model, most of them to their target: with kinks crossed, slid along and left, neurons that come to rest, points
 * that no neuron sees.
 */
export const RUNS: readonly Run[] = [
  { spec: 'linear', points: 5, dimension: 3, seed: 1 },
  { spec: 'deep-linear:2x3', points: 4, dimension: 3, seed: 2 },
  { spec: 'diagonal:2', points: 4, dimension: 4, seed: 3 },
  { spec: 'diagonal-pm:3', points: 4, dimension: 4, seed: 3 },
  { spec: 'convolution:2', points: 4, dimension: 4, seed: 3 },
  { spec: 'two-layer:4:0.1', points: 6, dimension: 2, seed: 5 },
  { spec: 'two-layer:3:0', points: 6, dimension: 2, seed: 14 },
  { spec: 'two-layer:3:0', points: 6, dimension: 3, seed: 31 },
  { spec: 'two-layer-fixed:2:0.1', points: 4, dimension: 2, seed: 21 },
  { spec: 'two-layer-fixed:2:0', points: 4, dimension: 2, seed: 0 },
  { spec: 'diagonal-relu', points: 4, dimension: 4, seed: 11 },
  { spec: 'convolution-relu:2', points: 4, dimension: 4, seed: 0 },
];

/** What a flow is told of it: to log10 loss −1000, logistic for even seeds. */
export function runOf({ spec, points, dimension, seed }: Run) {
  const { model, data, start } = randomRun(spec, points, dimension, seed);
  const loss = seed % 2 === 0 ? 'logistic' : 'exponential';
  return { model, data, loss, start: Float64Array.from(start), until: -1e3 } as const;
}
