import { describe, expect, it } from 'vitest';
import { kinkLines } from '../../../src/training/sliding/lines.ts';
import { ActivationPattern } from '../../../src/training/sliding/pattern.ts';
import type { SlidingProblem, SlidingState } from '../../../src/training/sliding/problem.ts';
import { Stepper } from '../../../src/training/sliding/stepper.ts';
import { esdirk3 } from '../../../src/training/sliding/tableau.ts';
import { weighPoints } from '../../../src/training/sliding/weights.ts';
import { distance, genericCase } from './cases.ts';

/** A net with α = 1, which has no kinks, ready for its first step. */
function begin(seed: number) {
  const drawn = genericCase({ points: 5, dimension: 3, width: 3, alpha: 1, scale: 0.7 }, seed);
  const norms = new Float64Array(5).fill(1);
  const problem: SlidingProblem = { ...drawn, norms, lines: kinkLines(drawn.x, 5, 3), trainsOutputs: true };
  const pattern = new ActivationPattern(problem);
  pattern.settle();
  const theta = Float64Array.from(drawn.start);
  const { p, shift } = weighPoints(problem, pattern, theta);
  const state: SlidingState = {
    theta,
    p: p.slice(),
    shift,
    live: pattern.live.slice(),
    exponent: 0,
    time: 0,
  };
  const stepper = new Stepper(problem, pattern, esdirk3);
  stepper.prepare(state);
  return { state, stepper };
}

/** θ at time `end` after `steps` equal steps, and the last error estimate. */
function integrate(seed: number, end: number, steps: number) {
  const { state, stepper } = begin(seed);
  for (let step = 0; step < steps; step++) {
    stepper.prepare(state);
    expect(stepper.step(state, end / steps)).toBe(true);
    state.theta.set(stepper.theta);
    state.p.set(stepper.p);
    state.shift = stepper.shift;
    state.time += end / steps;
  }
  return { theta: state.theta, error: stepper.error };
}

it.each([1, 2, 3])('converges with order 3 on a smooth problem (seed %d)', (seed) => {
  const exact = integrate(seed, 2, 1280).theta;
  const errors = [40, 80, 160].map((steps) => distance(integrate(seed, 2, steps).theta, exact));
  for (let k = 1; k < errors.length; k++) expect(Math.log2(errors[k - 1] / errors[k])).toBeGreaterThan(2.7);
  expect(Math.log2(errors[1] / errors[2])).toBeLessThan(3.5);
});

it('estimates its error with order 3 in one step, which is the order of the embedded method plus one', () => {
  const [long, short] = [20, 40].map((steps) => integrate(4, 2, steps).error);
  expect(Math.log2(long / short)).toBeGreaterThan(2.6);
  expect(Math.log2(long / short)).toBeLessThan(3.6);
});

describe('the cubic through a step', () => {
  it('is as precise in the middle as the step is at its end', () => {
    const errors = [0.08, 0.04, 0.02].map((h) => {
      const { state, stepper } = begin(5);
      expect(stepper.step(state, h)).toBe(true);
      expect(stepper.interpolate(state, 0.3, 1e-2)).toBe(true);
      return distance(stepper.theta, integrate(5, 0.3 * h, 64).theta);
    });
    for (let k = 1; k < errors.length; k++) expect(Math.log2(errors[k - 1] / errors[k])).toBeGreaterThan(3);
  });

  it('is refused where the weights that it gives are not those of the stages', () => {
    const { state, stepper } = begin(5);
    expect(stepper.step(state, 0.08)).toBe(true);
    expect(stepper.interpolate(state, 0.3, 1e-9)).toBe(false);
  });
});
