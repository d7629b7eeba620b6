import { afterEach, describe, expect, it, vi } from 'vitest';
import { CholeskyFactorization } from '../../src/linalg/cholesky.ts';
import { float64Kernel } from '../../src/linalg/float64.ts';
import { Relaxation } from '../../src/training/relaxation.ts';
import { SlidingIntegrator } from '../../src/training/sliding/integrator.ts';
import { MoreauStepper } from '../../src/training/sliding/moreau.ts';
import { reduce } from '../../src/training/sliding/reduction.ts';
import { StageMap } from '../../src/training/sliding/stage-map.ts';
import { StageSolver } from '../../src/training/sliding/stage-solver.ts';
import { genericCase } from './sliding/cases.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function integrator() {
  const drawn = genericCase({ points: 4, dimension: 2, width: 3, alpha: 0.5, scale: 0.3 }, 1);
  const { problem, start } = reduce(drawn);
  return { problem, integrator: new SlidingIntegrator(problem, start, 1e-6, 'nearest') };
}

describe('a search that finds nothing ends after a number of tries', () => {
  it('40 iterates of a stage whose margins are others each time', () => {
    const { problem, integrator: at } = integrator();
    let calls = 0;
    vi.spyOn(StageMap.prototype, 'derivative').mockReturnValue(undefined);
    vi.spyOn(StageMap.prototype, 'evaluate').mockImplementation(function (this: StageMap) {
      calls++;
      this.margins.forEach((_, i) => {
        this.margins[i] = (calls + i) % 2;
      });
      return true;
    });
    const zeros = new Float64Array(problem.width);
    const stage = { base: at.state.theta, tau: 1e-3, rates: zeros, growth: zeros.map(() => 1) };
    expect(new StageSolver(problem, at.pattern).solve(stage, at.state.p, 0)).toBe(false);
    expect(calls).toBe(40);
  });

  it('40 iterates of a relaxation whose equations are solved wrong', () => {
    const factor = vi.spyOn(CholeskyFactorization.prototype, 'factor');
    let calls = 0;
    vi.spyOn(CholeskyFactorization.prototype, 'solve').mockImplementation((v) => {
      for (let i = 0; i < v.length; i++) v[i] = 1 + Math.sin(7 * calls + 3 * i);
      calls++;
    });
    const p = Float64Array.of(0.25, 0.75);
    const gram = Float64Array.of(1, 0, 0, 1);
    expect(new Relaxation(float64Kernel, 2).solve([0, 0], 1, gram, p)).toBe(false);
    expect(factor).toHaveBeenCalledTimes(40);
  });

  it('20 steps across an event, each a quarter as long as the one before', () => {
    const { integrator: at } = integrator();
    const lengths: number[] = [];
    vi.spyOn(MoreauStepper.prototype, 'find').mockImplementation((_, h) => {
      lengths.push(h);
      return false;
    });
    const sides = at.pattern.sides.slice();
    const event = { kind: 'reach', neuron: 0, line: 0, at: 0 } as const;
    expect(at.passage.pass(at.state, [event], 1, 1, () => undefined)).toBe(false);
    expect(lengths).toEqual(Array.from({ length: 20 }, (_, attempt) => 4 ** -attempt));
    expect(at.pattern.sides).not.toEqual(sides);
    expect(at.passage.counts).toEqual({ cross: 0, slide: 0, release: 0, branch: 0 });
  });
});
