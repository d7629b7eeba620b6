import { expect, it } from 'vitest';
import { MoreauStepper } from '../../../src/training/sliding/moreau.ts';
import { ActivationPattern } from '../../../src/training/sliding/pattern.ts';
import type { SlidingState } from '../../../src/training/sliding/problem.ts';
import { reduce } from '../../../src/training/sliding/reduction.ts';
import { StageSolver } from '../../../src/training/sliding/stage-solver.ts';
import { weighPoints } from '../../../src/training/sliding/weights.ts';

/** Two neurons on a line with one point, the kinks of which repel: output weights have the sign of the label. */
const { problem, start } = reduce({
  points: 1,
  dimension: 1,
  x: Float64Array.of(1),
  y: Float64Array.of(1),
  width: 2,
  alpha: 0.5,
  loss: 'exponential',
  start: [1, 1, 1, 1],
});

it('sides that are never consistent are given up after 100 rounds: four that correct all, then one correction each', () => {
  const pattern = new ActivationPattern(problem);
  pattern.settle();
  const solver = new StageSolver(problem, pattern);
  const changes: number[] = [];
  let before = pattern.sides.slice();
  // As if every solution were on the other side of every kink.
  solver.solve = () => {
    changes.push(pattern.sides.filter((side, index) => side !== before[index]).length);
    before = pattern.sides.slice();
    solver.p.set([1]);
    solver.map.theta.set([-pattern.side(0, 0), -pattern.side(1, 0), 1, 1]);
    return true;
  };
  const { p, shift } = weighPoints(problem, pattern, start);
  const state: SlidingState = {
    theta: start.slice(),
    p,
    shift,
    live: pattern.live.slice(),
    exponent: 0,
    time: 0,
  };
  expect(new MoreauStepper(problem, pattern, solver).find(state, 1e-3)).toBe(false);
  expect(changes).toEqual([0, ...Array(4).fill(2), ...Array(95).fill(1)]);
});
