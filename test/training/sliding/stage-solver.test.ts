import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { kinkLines } from '../../../src/training/sliding/lines.ts';
import { ActivationPattern } from '../../../src/training/sliding/pattern.ts';
import { preActivation, type SlidingProblem } from '../../../src/training/sliding/problem.ts';
import type { Stage } from '../../../src/training/sliding/stage-map.ts';
import { StageMap } from '../../../src/training/sliding/stage-map.ts';
import { StageSolver } from '../../../src/training/sliding/stage-solver.ts';
import { everyPoint } from '../../../src/training/sliding/used-points.ts';
import { marginsOf, steepness, weighPoints } from '../../../src/training/sliding/weights.ts';
import { genericCase } from './cases.ts';

const POINTS = 6;

/** A stage from a random state of a random case, at a given size of θ. */
function stageOf(seed: number, scale: number, tau: number, loss: 'exponential' | 'logistic') {
  const drawn = genericCase({ points: POINTS, dimension: 3, width: 4, alpha: 0.2, scale }, seed);
  const norms = new Float64Array(POINTS).fill(1);
  const lines = kinkLines(drawn.x, POINTS, 3);
  const problem: SlidingProblem = { ...drawn, norms, lines, loss, trainsOutputs: true };
  const base = Float64Array.from(drawn.start);
  const pattern = new ActivationPattern(problem);
  for (let k = 0; k < 4; k++)
    for (let i = 0; i < POINTS; i++) pattern.put(k, i, preActivation(problem, base, k, i) > 0 ? 1 : -1);
  pattern.settle();
  const stage: Stage = {
    base,
    tau,
    rates: Float64Array.of(0, 0.1, 0.2, 0.3),
    growth: Float64Array.of(1, 1.1, 1.2, 1.3),
  };
  return { problem, pattern, stage, guess: weighPoints(problem, pattern, base) };
}

/** θ at the stage: ψ_k grown by the root of its growth. */
function grown(problem: SlidingProblem, stage: Stage, psi: Float64Array): Float64Array {
  const hidden = problem.width * problem.dimension;
  return psi.map((value, j) => {
    const k = j < hidden ? Math.floor(j / problem.dimension) : j - hidden;
    return value * Math.sqrt(stage.growth[k]);
  });
}

const arguments_ = [
  fc.nat(1_000_000),
  fc.constantFrom(0.1, 1, 30, 1e4),
  fc.constantFrom(1e-9, 1e-3, 0.2),
  fc.constantFrom<('exponential' | 'logistic')[]>('exponential', 'logistic'),
] as const;

describe('the solution of an implicit stage', () => {
  it('has weights that the margins at it give, however stiff the stage is', () => {
    fc.assert(
      fc.property(...arguments_, (seed, scale, tau, loss) => {
        const { problem, pattern, stage, guess } = stageOf(seed, scale, tau, loss);
        const solver = new StageSolver(problem, pattern);
        fc.pre(solver.solve(stage, guess.p, guess.shift));
        const q = marginsOf(problem, pattern, grown(problem, stage, solver.map.theta));
        const total = solver.p.reduce((sum, weight) => sum + weight, 0);
        expect(total).toBeCloseTo(1, 12);
        // An error of 1e-10 in p, which is what is asked for, is this much in the margins.
        const allowed = 1e-4 + 1e-8 * scale * scale;
        for (const [i, weight] of solver.p.entries()) {
          const log = -steepness[loss].value(q[i]) - solver.shift;
          if (weight > 0) expect(weight * Math.abs(Math.log(weight) - log)).toBeLessThan(allowed);
          else expect(log).toBeLessThan(Math.log(1e-17));
        }
      }),
    );
  });

  it('solves ψ = base + τ(M(p) − ρ)ψ', () => {
    fc.assert(
      fc.property(...arguments_, (seed, scale, tau, loss) => {
        const { problem, pattern, stage, guess } = stageOf(seed, scale, tau, loss);
        const solver = new StageSolver(problem, pattern);
        fc.pre(solver.solve(stage, guess.p, guess.shift));
        const { theta, coupling } = solver.map;
        const { dimension, width } = problem;
        for (let k = 0; k < width; k++) {
          const a = theta[width * dimension + k];
          let along = 0;
          for (let j = k * dimension; j < (k + 1) * dimension; j++) {
            along += coupling[j] * theta[j];
            const field = a * coupling[j] - stage.rates[k] * theta[j];
            expect(Math.abs(theta[j] - stage.base[j] - tau * field) / scale).toBeLessThan(1e-11);
          }
          const field = along - stage.rates[k] * a;
          const residual = a - stage.base[width * dimension + k] - tau * field;
          expect(Math.abs(residual) / scale).toBeLessThan(1e-11);
        }
      }),
    );
  });

  it('does not depend on the guess of the weights', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.constantFrom(1, 30), (seed, scale) => {
        const { problem, pattern, stage, guess } = stageOf(seed, scale, 0.05, 'exponential');
        const one = new StageSolver(problem, pattern);
        const other = new StageSolver(problem, pattern);
        fc.pre(one.solve(stage, guess.p, guess.shift));
        fc.pre(other.solve(stage, new Float64Array(POINTS).fill(1 / POINTS), 0));
        for (const [i, weight] of one.p.entries()) expect(other.p[i]).toBeCloseTo(weight, 7);
      }),
    );
  });

  it('is as precise as is asked for: to iterate further moves the weights by no more than 10⁻¹⁰', () => {
    for (let seed = 0; seed < 60; seed++)
      for (const loss of ['exponential', 'logistic'] as const)
        for (const tau of [1e-3, 0.05]) {
          const { problem, pattern, stage } = stageOf(seed, 1, tau, loss);
          const solver = new StageSolver(problem, pattern);
          if (!solver.solve(stage, new Float64Array(POINTS).fill(1), 0)) continue;
          const again = new StageSolver(problem, pattern);
          expect(again.solve(stage, solver.p, solver.shift)).toBe(true);
          expect(again.p.reduce((sum, weight, i) => sum + Math.abs(weight - solver.p[i]), 0)).toBeLessThan(
            1e-10,
          );
        }
  });

  it('is refused where the step is too long for the field', () => {
    const { problem, pattern, stage, guess } = stageOf(1, 1, 1e3, 'exponential');
    expect(new StageSolver(problem, pattern).solve(stage, guess.p, guess.shift)).toBe(false);
  });
});

it('the derivative of the margins by the weights agrees with differences', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), (seed) => {
      const { problem, pattern, stage, guess } = stageOf(seed, 1, 0.1, 'exponential');
      const map = new StageMap(problem, pattern);
      const used = everyPoint(problem);
      const at = (p: Float64Array) => {
        expect(map.evaluate(stage, p, used)).toBe(true);
        return map.margins.slice();
      };
      at(guess.p);
      const derivative = new Float64Array(POINTS * POINTS);
      map.derivative(stage, used, derivative);
      const h = 1e-6;
      for (let j = 0; j < POINTS; j++) {
        const up = at(guess.p.map((value, i) => (i === j ? value + h : value)));
        const down = at(guess.p.map((value, i) => (i === j ? value - h : value)));
        for (let i = j; i < POINTS; i++)
          expect(derivative[i * POINTS + j]).toBeCloseTo((up[i] - down[i]) / (2 * h), 5);
      }
    }),
    { numRuns: 30 },
  );
});

it('margins are those of θ = √growth·ψ, and their rounding is told by the size of their terms', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), (seed) => {
      const { problem, pattern, stage, guess } = stageOf(seed, 1, 0.1, 'exponential');
      const norms = Float64Array.from({ length: POINTS }, (_, i) =>
        Math.hypot(...problem.x.subarray(3 * i, 3 * i + 3)),
      );
      const map = new StageMap({ ...problem, norms }, pattern);
      expect(map.evaluate(stage, guess.p, everyPoint(problem))).toBe(true);
      const theta = grown(problem, stage, map.theta);
      const expected = marginsOf(problem, pattern, theta);
      for (let i = 0; i < POINTS; i++) {
        expect(map.margins[i]).toBeCloseTo(expected[i], 12);
        expect(map.margin(stage, i)).toBeCloseTo(expected[i], 12);
        let size = 0;
        for (let k = 0; k < problem.width; k++) {
          const w = Math.hypot(...theta.subarray(3 * k, 3 * k + 3));
          const a = theta[3 * problem.width + k];
          size += Math.abs(a * w * pattern.pulls[k * POINTS + i]) * norms[i];
        }
        expect(map.sizes[i] / size).toBeCloseTo(1, 12);
      }
    }),
    { numRuns: 30 },
  );
});

it('a stage costs four iterates on average, and fewer than two Jacobians, from a guess that is far off', () => {
  const [iterates, jacobians] = [
    vi.spyOn(StageMap.prototype, 'evaluate'),
    vi.spyOn(StageMap.prototype, 'derivative'),
  ];
  let solved = 0;
  for (let seed = 0; seed < 40; seed++)
    for (const scale of [0.1, 1, 30])
      for (const loss of ['exponential', 'logistic'] as const) {
        const { problem, pattern, stage } = stageOf(seed, scale, 1e-3, loss);
        if (new StageSolver(problem, pattern).solve(stage, new Float64Array(POINTS).fill(1), 0)) solved++;
      }
  expect(solved).toBe(240);
  expect(iterates.mock.calls.length / solved).toBeLessThan(4);
  expect(jacobians.mock.calls.length / solved).toBeLessThan(1.85);
  vi.restoreAllMocks();
});
