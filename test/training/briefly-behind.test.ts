import { describe, expect, it } from 'vitest';
import { parseModel } from '../../src/models/parse.ts';
import { flow } from '../../src/training/flow.ts';
import { type SlidingFlowOptions, slidingFlow } from '../../src/training/sliding/flow.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import { apart, descent } from './modes/cases.ts';
import { genericCase } from './sliding/cases.ts';

const SIZE = { points: 12, dimension: 3, width: 8, scale: 1e-3 };

function general(options: SlidingFlowOptions): Trajectory {
  const model = parseModel(`two-layer:${options.width}:${options.alpha}`, options.dimension);
  return flow({ ...options, model, data: options });
}

// Neurons that slid together come to a further kink almost at once. The first that crosses it takes over the point, and drives the
// others back: whether they still come to cross is decided within less than a step. Both flows had looked for them at the ends of steps only, where
// they were back, and at some tolerances let them cross, at others not.
describe('a neuron that is behind a kink for part of a step', () => {
  it.each([
    [0.5, 67, -2],
    [0.5, 46, -2],
    [0.5, 86, -2],
    [0.1, 6, -2],
    [0.1, 42, -0.456],
    [0, 158, -2],
  ])('both flows go on alike (α = %d, seed %d)', (alpha, seed, until) => {
    const options = { ...genericCase({ ...SIZE, alpha }, seed), until };
    const [sliding, other] = [slidingFlow(options), general(options)];
    expect(sliding.reason.kind).toBe('target');
    expect(other.reason.kind).toBe('target');
    expect(apart(sliding, other)).toBeLessThan(1e-4);
  });

  it('both come to rest alike (α = 0, seed 155)', () => {
    const options = genericCase({ ...SIZE, alpha: 0 }, 155);
    const [sliding, other] = [slidingFlow(options), general(options)];
    expect(other.reason).toEqual(sliding.reason);
    expect(apart(sliding, other)).toBeLessThan(1e-5);
  });

  it('explicit descent goes where they go (α = 0.1, seed 42)', () => {
    const drawn = genericCase({ ...SIZE, alpha: 0.1 }, 42);
    const before = slidingFlow({ ...drawn, tolerance: 1e-9, until: -0.262 });
    const options = { ...drawn, start: before.parameters, until: -0.305 };
    const tiny = descent({ ...options, model: parseModel('two-layer:8:0.1', 3), data: options }, 2e-5);
    for (const end of [slidingFlow(options), general(options)]) expect(apart(end, tiny)).toBeLessThan(1e-5);
  });
});

// The first neuron at a kink decides where the next ones go. Of those that came within one short step across an event, that step saw them all at
// once: it had been twice as long.
it.each([
  [0.1, 32],
  [0.1, 177],
  [0, 135],
])('neurons that come to a kink one after the other pass it so (α = %d, seed %d)', (alpha, seed) => {
  const options = { ...genericCase({ ...SIZE, alpha }, seed), until: -2 };
  expect(apart(slidingFlow(options), general(options))).toBeLessThan(1e-4);
});
