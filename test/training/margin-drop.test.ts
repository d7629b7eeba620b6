import { expect, it } from 'vitest';
import { parseModel } from '../../src/models/parse.ts';
import { flow } from '../../src/training/flow.ts';
import { type Observation, TrajectoryRecorder } from '../../src/training/trajectory.ts';

/** The largest drop of smoothed margins, and of log 𝓛, in their order; points are separated below log 𝓛 = −1. */
function dropOf(states: readonly (readonly [smoothedMargin: number, logLoss: number])[]): number {
  const recorder = new TrajectoryRecorder({ separationLogLoss: -1 });
  const rest = { time: 0, logNorm: 0, normalizedMargin: 0, alignment: 0 };
  for (const [smoothedMargin, logLoss] of states)
    recorder.observe({ ...rest, smoothedMargin, logLoss } satisfies Observation, () => new Float64Array(1));
  return recorder.finish(
    {
      model: 'linear',
      loss: 'exponential',
      method: 'given',
      arithmetic: 'double',
      reason: { kind: 'target', sentence: 'The end.' },
      parameters: new Float64Array(1),
    },
    () => new Float64Array(1),
  ).largestSmoothedMarginDrop;
}

it.each([
  ['there is none in a run of one state', [[0, -2]], 0],
  [
    'from a margin of exactly 0 there is none',
    [
      [0, -2],
      [0, -3],
      [1, -4],
    ],
    0,
  ],
  [
    'nor is a fall below 0 relative to it',
    [
      [0, -2],
      [-1, -3],
    ],
    0,
  ],
  [
    'it is relative to the highest so far',
    [
      [1, -2],
      [4, -3],
      [3, -4],
      [5, -5],
    ],
    0.25,
  ],
  [
    'to fall to 0 is all of it',
    [
      [2, -2],
      [0, -3],
    ],
    1,
  ],
  [
    'to become negative is more',
    [
      [2, -2],
      [-1, 0],
    ],
    1.5,
  ],
  [
    'before the points are separated there is none',
    [
      [4, 0],
      [1, -0.5],
      [2, -3],
    ],
    0,
  ],
  [
    'where the loss is at 1/n to rounding there is none',
    [
      [1e-16, -1 - 1e-15],
      [-1e-16, -1 - 1e-15],
      [1, -2],
    ],
    0,
  ],
] as const)('the drop of the smoothed margin: %s', (_, states, drop) => {
  expect(dropOf(states)).toBe(drop);
});

// One point: n𝓛 is ℓ(0) at the start itself, where the margin is 0.
it.each(['exponential', 'logistic'] as const)('a run from a margin of 0 knows its drop (%s)', (loss) => {
  const data = { points: 1, dimension: 2, x: Float64Array.of(1, 2), y: Float64Array.of(1) };
  const run = flow({ model: parseModel('linear', 2), data, loss, start: [2, -1], until: -10 });
  expect(run.largestSmoothedMarginDrop).toBeGreaterThanOrEqual(0);
  expect(run.largestSmoothedMarginDrop).toBeLessThan(1e-9);
});
