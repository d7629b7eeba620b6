import { describe, expect, it } from 'vitest';
import { parseModel } from '../../src/models/parse.ts';
import { flow } from '../../src/training/flow.ts';
import { type SlidingFlowOptions, slidingFlow } from '../../src/training/sliding/flow.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import { apart, descent, randomRun } from './modes/cases.ts';
import { genericCase } from './sliding/cases.ts';

function general(options: SlidingFlowOptions): Trajectory {
  const model = parseModel(`two-layer:${options.width}:${options.alpha}`, options.dimension);
  return flow({ ...options, model, data: options });
}

function randomCase(seed: number): SlidingFlowOptions {
  const { data, loss, start } = randomRun('two-layer:4:0.1', 6, 2, seed);
  return { ...data, loss, start, width: 4, alpha: 0.1 };
}

describe('input weights that reach 0', () => {
  // They had stayed there while they could grow (5, 76, 84), left when held no more (53), left too late (64), or gone
  // straight through (151, 210).
  it.each([5, 53, 64, 76, 84, 151, 210])('both flows go on alike (seed %d)', (seed) => {
    const options = { ...randomCase(seed), until: -30 };
    const sliding = slidingFlow(options);
    const other = general(options);
    expect(sliding.reason.kind).toBe('target');
    expect(other.reason.kind).toBe('target');
    expect(apart(sliding, other)).toBeLessThan(1e-5);
  });

  it.each([
    [76, -30],
    [84, -30],
    [151, -5],
  ])('explicit descent goes where they go (seed %d, to %d)', (seed, until) => {
    const options = { ...randomCase(seed), until };
    const model = parseModel('two-layer:4:0.1', 2);
    const [rough, fine] = [2e-3, 5e-4].map((step) =>
      apart(slidingFlow(options), descent({ ...options, model, data: options }, step)),
    );
    expect(fine).toBeLessThan(5e-4);
    expect(fine).toBeLessThan(rough! / 2);
  });

  it('neurons that rest are at 0, not near it', () => {
    for (const end of [slidingFlow, general].map((run) => run({ ...randomCase(64), maxSteps: 70 }))) {
      expect(end.events.pin).toBe(2);
      expect([0, 1, 4, 5].map((j) => end.parameters[j])).toEqual([0, 0, 0, 0]);
    }
  });

  it('a neuron that rests wakes as soon as it can grow', () => {
    for (const end of [slidingFlow, general].map((run) => run({ ...randomCase(64), until: -30 })))
      expect(end.events.pin).toBe(2);
  });
});

describe('points that no ReLU sees', () => {
  it.each([14, 17, 26])('both flows name them at the target of the others (seed %d)', (seed) => {
    const options = {
      ...genericCase({ points: 6, dimension: 2, width: 3, alpha: 0, scale: 0.3 }, seed),
      until: -1e3,
    };
    const sliding = slidingFlow(options);
    const other = general(options);
    expect(sliding.reason.kind).toBe('dead-points');
    expect(other.reason).toEqual(sliding.reason);
    expect(apart(sliding, other)).toBeLessThan(1e-5);
    expect(other.final.log10Loss).toBeGreaterThan(-1);
  });

  // It had walked on for thousands of steps: small neurons, which alone saw a point, dwindled ever more slowly.
  it.each([13, 30])('the run ends once what is left to move is at rest (seed %d)', (seed) => {
    const options = genericCase({ points: 12, dimension: 3, width: 8, alpha: 0, scale: 1e-3 }, seed);
    const other = general(options);
    expect(other.reason).toEqual(slidingFlow(options).reason);
    expect(other.conservationDrift).toBeLessThan(1e-4);
  });
});

describe('a neuron that starts at w = 0', () => {
  const drawn = (alpha: number, seed: number) => {
    const options = genericCase({ points: 5, dimension: 2, width: 3, alpha, scale: 0.3 }, seed);
    return {
      ...options,
      start: Float64Array.from(options.start, (value, j) => (j < 2 ? 0 : value)),
      until: -10,
    };
  };

  it.each([7, 8])('stays there in a ReLU net (seed %d)', (seed) => {
    const options = drawn(0, seed);
    for (const end of [slidingFlow, general].map((run) => run(options))) {
      expect([...end.parameters.subarray(0, 2)]).toEqual([0, 0]);
      expect(end.parameters[6]).toBeCloseTo(options.start[6]!, 6);
      expect(end.final.log10Loss).toBeLessThan(end.records[0]!.log10Loss);
    }
  });

  it.each([8, 11, 12])('grows at once in a leaky net, where it can (seed %d)', (seed) => {
    const options = drawn(0.1, seed);
    const [sliding, other] = [slidingFlow(options), general(options)];
    expect(sliding.reason.kind).toBe('target');
    expect(Math.hypot(...sliding.parameters.subarray(0, 2))).toBeGreaterThan(0.1);
    expect(apart(sliding, other)).toBeLessThan(1e-5);
    expect(sliding.final.time / other.final.time).toBeCloseTo(1, 5);
  });
});
