import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { type SlidingFlowOptions, slidingFlow } from '../../../src/training/sliding/flow.ts';
import { MoreauStepper } from '../../../src/training/sliding/moreau.ts';
import { StageMap } from '../../../src/training/sliding/stage-map.ts';
import { StageSolver } from '../../../src/training/sliding/stage-solver.ts';
import { apart, met } from '../modes/cases.ts';
import { type CaseSize, collinearCase, genericCase, symmetricCase } from './cases.ts';

const SEEDS = [1, 2, 3];
const generic = (alpha: number, scale: number) => (seed: number) =>
  genericCase({ points: 8, dimension: 3, width: 5, alpha, scale }, seed);
const planar: CaseSize = { points: 8, dimension: 2, width: 4, alpha: 0.1, scale: 1e-3 };
const collinear = (alpha: number) => (seed: number) =>
  collinearCase({ points: 8, dimension: 3, width: 4, alpha, scale: 0.3 }, seed);

interface Family {
  readonly name: string;
  readonly draw: (seed: number) => SlidingFlowOptions;
  /** What the runs of its seeds cost together when this was written. */
  readonly cost: Cost;
}

interface Cost {
  readonly steps: number;
  /** Iterates of implicit stages, and Jacobians of their equations. */
  readonly iterates: number;
  readonly jacobians: number;
  /** Stages solved in order to pass kinks. */
  readonly passing: number;
}

/** More than this many times as much asks for a reason. */
const SLACK = 1.02;

const FAMILIES: readonly Family[] = [
  {
    name: 'slope 0.5',
    draw: generic(0.5, 0.3),
    cost: { steps: 667, iterates: 6366, jacobians: 1982, passing: 86 },
  },
  {
    name: 'slope 0.5, small start',
    draw: generic(0.5, 1e-3),
    cost: { steps: 996, iterates: 8121, jacobians: 2874, passing: 217 },
  },
  {
    name: 'slope 0.1',
    draw: generic(0.1, 0.3),
    cost: { steps: 644, iterates: 6048, jacobians: 1933, passing: 88 },
  },
  {
    name: 'slope 0.1, small start',
    draw: generic(0.1, 1e-3),
    cost: { steps: 938, iterates: 8053, jacobians: 2766, passing: 132 },
  },
  { name: 'ReLU', draw: generic(0, 0.3), cost: { steps: 589, iterates: 5508, jacobians: 1765, passing: 94 } },
  {
    name: 'ReLU, small start',
    draw: generic(0, 1e-3),
    cost: { steps: 903, iterates: 7690, jacobians: 2674, passing: 131 },
  },
  {
    name: 'symmetric data',
    draw: (seed) => symmetricCase(planar, seed),
    cost: { steps: 517, iterates: 4328, jacobians: 1649, passing: 32 },
  },
  {
    name: 'collinear points',
    draw: collinear(0.25),
    cost: { steps: 305, iterates: 2849, jacobians: 972, passing: 34 },
  },
  {
    name: 'collinear points, ReLU',
    draw: collinear(0),
    cost: { steps: 344, iterates: 3192, jacobians: 1098, passing: 32 },
  },
];

function runOf({ draw }: Family, seed: number) {
  return { ...draw(seed), loss: seed % 2 === 0 ? 'logistic' : 'exponential', until: -100 } as const;
}

describe('a sliding flow costs no more than it did', () => {
  let iterates: MockInstance;
  let jacobians: MockInstance;
  let stages: MockInstance;
  let passing: number;

  beforeEach(() => {
    iterates = vi.spyOn(StageMap.prototype, 'evaluate');
    jacobians = vi.spyOn(StageMap.prototype, 'derivative');
    stages = vi.spyOn(StageSolver.prototype, 'solve');
    passing = 0;
    const { find } = MoreauStepper.prototype;
    vi.spyOn(MoreauStepper.prototype, 'find').mockImplementation(function (this: MoreauStepper, ...given) {
      const before = stages.mock.calls.length;
      const found = find.apply(this, given);
      passing += stages.mock.calls.length - before;
      return found;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(FAMILIES)('$name', (family) => {
    const steps = SEEDS.map((seed) => slidingFlow(runOf(family, seed)).steps)
      .map(({ accepted, rejected }) => accepted + rejected)
      .reduce((sum, count) => sum + count);
    const { cost } = family;
    expect(steps).toBeLessThanOrEqual(SLACK * cost.steps);
    expect(iterates.mock.calls.length).toBeLessThanOrEqual(SLACK * cost.iterates);
    expect(jacobians.mock.calls.length).toBeLessThanOrEqual(SLACK * cost.jacobians);
    expect(passing).toBeLessThanOrEqual(SLACK * cost.passing);
  });
});

describe('for that it is as precise as it is asked to be', () => {
  it.each(FAMILIES)('$name', (family) => {
    for (const seed of SEEDS) {
      const run = runOf(family, seed);
      const [rough, fine] = [slidingFlow(run), slidingFlow({ ...run, tolerance: 1e-8 })];
      expect(rough.reason).toEqual(fine.reason);
      expect(met(rough)).toEqual(met(fine));
      expect(apart(rough, fine)).toBeLessThan(1e-5);
      if (fine.reason.kind === 'target') expect(rough.final.time / fine.final.time).toBeCloseTo(1, 5);
    }
  });
});
