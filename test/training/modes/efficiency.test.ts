import { afterEach, describe, expect, it, vi } from 'vitest';
import { CholeskyFactorization } from '../../../src/linalg/cholesky.ts';
import { Evaluation } from '../../../src/training/evaluation.ts';
import { flow } from '../../../src/training/flow.ts';
import { twoLayerFlow } from '../../../src/training/sliding/two-layer-flow.ts';
import { apart, randomRun } from './cases.ts';

interface Family {
  readonly spec: string;
  readonly points: number;
  readonly dimension: number;
  /** What the runs of its seeds cost together when this was written. */
  readonly cost: Cost;
}

interface Cost {
  readonly steps: number;
  /** Of the loss and its gradient. */
  readonly evaluations: number;
  readonly factorizations: number;
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
/** More than this many times as much asks for a reason. */
const SLACK = 1.02;

const FAMILIES: readonly Family[] = [
  {
    spec: 'two-layer:3:0.1',
    points: 5,
    dimension: 2,
    cost: { steps: 2001, evaluations: 12061, factorizations: 488 },
  },
  {
    spec: 'two-layer:3:0',
    points: 5,
    dimension: 2,
    cost: { steps: 1744, evaluations: 10509, factorizations: 727 },
  },
  {
    spec: 'two-layer:4:0.1',
    points: 6,
    dimension: 2,
    cost: { steps: 2476, evaluations: 14939, factorizations: 656 },
  },
  {
    spec: 'two-layer-fixed:2:0.1',
    points: 4,
    dimension: 2,
    cost: { steps: 1493, evaluations: 9021, factorizations: 538 },
  },
  {
    spec: 'two-layer-fixed:2:0',
    points: 4,
    dimension: 2,
    cost: { steps: 1179, evaluations: 7108, factorizations: 664 },
  },
  {
    spec: 'diagonal-relu',
    points: 4,
    dimension: 4,
    cost: { steps: 1583, evaluations: 9602, factorizations: 8959 },
  },
  {
    spec: 'convolution-relu:2',
    points: 4,
    dimension: 4,
    cost: { steps: 1029, evaluations: 6217, factorizations: 1020 },
  },
];

function runOf({ spec, points, dimension }: Family, seed: number) {
  const loss = seed % 2 === 0 ? 'logistic' : 'exponential';
  return { ...randomRun(spec, points, dimension, seed), loss, until: -100 } as const;
}

describe('the flow of a model with kinks costs no more than it did', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(FAMILIES)('$spec', (family) => {
    const evaluations = vi.spyOn(Evaluation.prototype, 'at');
    const factorizations = vi.spyOn(CholeskyFactorization.prototype, 'factor');
    const steps = SEEDS.map((seed) => flow(runOf(family, seed)).steps)
      .map(({ accepted, rejected }) => accepted + rejected)
      .reduce((sum, count) => sum + count);
    const { cost } = family;
    expect(steps).toBeLessThanOrEqual(SLACK * cost.steps);
    expect(evaluations.mock.calls.length).toBeLessThanOrEqual(SLACK * cost.evaluations);
    expect(factorizations.mock.calls.length).toBeLessThanOrEqual(SLACK * cost.factorizations);
  });
});

describe('for that it is as precise as it is asked to be', () => {
  it.each(FAMILIES)('$spec', (family) => {
    for (const seed of SEEDS) {
      const run = runOf(family, seed);
      const [rough, fine, sliding] = [flow(run), flow({ ...run, tolerance: 1e-8 }), twoLayerFlow(run)];
      const { kind, points } = fine.reason;
      expect(rough.events).toEqual(fine.events);
      for (const other of sliding ? [rough, sliding] : [rough]) {
        expect(other.reason.kind).toBe(kind);
        expect(other.reason.points).toEqual(points);
        // Where it ends at rest, that is only approached.
        expect(apart(other, fine)).toBeLessThan(kind === 'stationary' ? 0.02 : 5e-5);
      }
      if (kind === 'target') expect(rough.final.time / fine.final.time).toBeCloseTo(1, 5);
    }
  });
});
