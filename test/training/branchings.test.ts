import { describe, expect, it } from 'vitest';
import { parseModel } from '../../src/models/parse.ts';
import { flow } from '../../src/training/flow.ts';
import { type SlidingFlowOptions, slidingFlow } from '../../src/training/sliding/flow.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import { apart, randomRun } from './modes/cases.ts';
import { genericCase } from './sliding/cases.ts';

function general(options: SlidingFlowOptions): Trajectory {
  const model = parseModel(`two-layer:${options.width}:${options.alpha}`, options.dimension);
  return flow({ ...options, model, data: options });
}

function expectAlike(options: SlidingFlowOptions): Trajectory {
  const [sliding, other] = [slidingFlow(options), general(options)];
  expect(other.reason.kind).toBe(sliding.reason.kind);
  expect(other.events.branch).toBe(sliding.events.branch);
  // What comes to rest does so ever more slowly, and is stopped at different places.
  if (sliding.reason.kind === 'target') expect(apart(sliding, other)).toBeLessThan(1e-4);
  return sliding;
}

const SIZE = { points: 12, dimension: 3, width: 8, scale: 0.3 };

// An outgoing weight changes its sign during a slide, and the kink that attracted lets go to either side.
describe('where the flow branches, both flows take the same way and count it alike', () => {
  // A second attempt at the event had weighed the slopes with the forces of the first one's pattern (61 to 151); a neuron that left two
  // kinks at once counted twice (196, 199).
  it.each([
    [0.5, 61],
    [0.5, 79],
    [0.5, 103],
    [0.5, 196],
    [0.5, 199],
    [0, 66],
    [0, 151],
  ])('12 points in dimension 3: α = %d, seed %d', (alpha, seed) => {
    const end = expectAlike({ ...genericCase({ ...SIZE, alpha }, seed), until: -1e4 });
    expect(end.events.branch).toBeGreaterThan(0);
  });

  // A neuron had come to w = 0 and been let go, when the kink that it was to reach there put it on the wrong side.
  it('12 points in dimension 3, where a neuron leaves w = 0 twice', () => {
    const end = expectAlike({ ...genericCase({ ...SIZE, alpha: 0.5, scale: 1e-3 }, 180), until: -1e3 });
    expect(end.events.branch).toBe(2);
  });

  // A step past the branching had not been judged at all.
  it.each([101, 183, 310, 337])('6 points in the plane: seed %d', (seed) => {
    const { data, loss, start } = randomRun('two-layer:4:0.1', 6, 2, seed);
    const end = expectAlike({ ...data, loss, start, width: 4, alpha: 0.1, until: -30 });
    expect(end.events.branch).toBeGreaterThan(0);
  });
});
