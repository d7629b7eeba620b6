import { describe, expect, it } from 'vitest';
import { type SlidingFlowOptions, slidingFlow } from '../../../src/training/sliding/flow.ts';
import type { Trajectory } from '../../../src/training/trajectory.ts';
import { genericCase } from './cases.ts';

/** One neuron that sees points of the plane in rows, all labelled 1 if not said otherwise. */
function oneNeuron(
  rows: readonly (readonly [number, number])[],
  options: Partial<SlidingFlowOptions>,
): SlidingFlowOptions {
  return {
    points: rows.length,
    dimension: 2,
    x: Float64Array.from(rows.flat()),
    y: new Float64Array(rows.length).fill(1),
    width: 1,
    alpha: 0.5,
    loss: 'exponential',
    start: [0.5, 0.5, 0.5],
    ...options,
  };
}

const one = [[1, 0.5]] as const;
const opposite = [
  [1, 0],
  [-1, 0],
] as const;
const contradictory = [
  [1, 0],
  [1, 0],
  [-1, 0],
] as const;
const RELU = { alpha: 0, start: [1, 0, 1] };

describe('the sliding flow ends', () => {
  it.each([
    ['at its target', oneNeuron(one, {}), 'target'],
    ['after a number of steps', oneNeuron(one, { maxSteps: 3 }), 'step-limit'],
    ['after a time', oneNeuron(one, { maxSeconds: 0 }), 'time-limit'],
    ['where no neuron sees a point', oneNeuron(one, { alpha: 0, start: [-1, 0, 1] }), 'all-dead'],
    ['at the origin', oneNeuron(one, { start: [0, 0, 0] }), 'all-dead'],
    ['at the loss of what is not seen', oneNeuron(opposite, RELU), 'dead-points', [1]],
    [
      'at rest',
      oneNeuron(contradictory.slice(0, 2), { y: Float64Array.of(1, -1), start: [1, 0, 1] }),
      'stationary',
    ],
    [
      'at rest beside what is not seen',
      oneNeuron(contradictory, { ...RELU, y: Float64Array.of(1, -1, 1) }),
      'dead-points',
      [2],
    ],
    ['where squares overflow', oneNeuron(one, { start: [1e160, 1e160, -1e160] }), 'non-finite'],
    ['where no step is short enough', oneNeuron(one, { start: [1e154, 1e154, -1e154] }), 'frozen'],
  ] as const)('%s', (_, options, kind, points?: readonly number[]) => {
    const { reason, steps } = slidingFlow(options);
    expect(reason.kind).toBe(kind);
    expect(reason.points).toEqual(points);
    if (kind === 'step-limit') expect(steps.accepted + steps.rejected).toBe(3);
    if (kind === 'time-limit') expect(steps.accepted).toBe(0);
    if (kind === 'frozen') expect(steps).toEqual({ accepted: 0, rejected: 60 });
  });

  const landed = (options: SlidingFlowOptions, until: number) => {
    const end = slidingFlow({ ...options, until });
    expect(end.reason.kind).toBe('target');
    expect(end.final.log10Loss / until).toBeGreaterThanOrEqual(1);
    expect(end.final.log10Loss / until).toBeLessThan(1 + 1.01e-9);
  };
  const draw = (seed: number) =>
    genericCase({ points: 5, dimension: 3, width: 4, alpha: 0.25, scale: 0.3 }, seed);

  it('within 10⁻⁹ past a target anywhere on its way', () => {
    for (const seed of [1, 4])
      for (const until of [-0.1, -0.2, -0.3, -0.4, -0.5, -0.7, -1, -1.5, -2, -3, -5, -10, -100, -1e3])
        landed(draw(seed), until);
  });

  it('within 10⁻⁹ past a target near a loss of 1, from above', () => {
    for (const seed of [2, 3, 5, 6]) {
      const drawn = draw(seed);
      const start = Float64Array.from(drawn.start, (value) => value / 32);
      const above = slidingFlow({ ...drawn, start, maxSteps: 0 }).final.log10Loss > 0;
      for (const until of [-1e-6, -1e-5, -1e-4, -1e-3]) if (above) landed({ ...drawn, start }, until);
    }
  });

  it('within 10⁻⁹ past a target that the very step across a kink would pass', () => {
    const count = ({ events }: Trajectory) => Object.values(events).reduce((sum, times) => sum + times, 0);
    let found = 0;
    for (const seed of [1, 4, 7]) {
      const drawn = draw(seed);
      let before = slidingFlow({ ...drawn, maxSteps: 0 });
      for (let maxSteps = 1; maxSteps < 80; maxSteps++) {
        const after = slidingFlow({ ...drawn, maxSteps });
        const middle = (before.final.log10Loss + after.final.log10Loss) / 2;
        if (after.steps.accepted > before.steps.accepted && count(after) > count(before) && middle < 0) {
          landed(drawn, middle);
          found++;
        }
        before = after;
      }
    }
    expect(found).toBeGreaterThan(5);
  });
});
