import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symmetricOptimum } from '../../../oracles/two-layer-symmetric.ts';
import { parseModel } from '../../../src/models/parse.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { descend } from '../../../src/training/descent.ts';
import { type SlidingFlowOptions, slidingFlow } from '../../../src/training/sliding/flow.ts';
import { type CaseSize, collinearCase, distance, symmetricCase, unit } from './cases.ts';

const size = (alpha: number, scale: number): CaseSize => ({
  points: 8,
  dimension: 3,
  width: 6,
  alpha,
  scale,
});

/** Distance in direction at log10 loss −30 between a sliding flow and explicit descent, which knows nothing of kinks. */
function offDescent(run: SlidingFlowOptions): number {
  const until = -30;
  const end = slidingFlow({ ...run, until });
  expect(end.reason.kind).toBe('target');
  expect(end.events.slide).toBeGreaterThan(0);
  expect(end.events.branch).toBe(0);
  const descent = descend({
    model: parseModel(`two-layer:${run.width}:${run.alpha}`, run.dimension),
    data: run,
    loss: 'exponential',
    start: run.start,
    step: { kind: 'normalized', size: 1e-4 },
    until,
    maxSteps: 1_000_000,
    tolerateRises: true,
  });
  expect(descent.reason.kind).toBe('target');
  return distance(unit(end.parameters), unit(descent.parameters));
}

describe('points that share a kink', () => {
  // Slopes that are free for x and −x end 2e-2, 3e-3 and 7e-2 away on these.
  it.each([
    [5, 0.25],
    [9, 0.5],
    [24, 0.5],
  ])('agrees with explicit descent on symmetric data (seed %d, slope %d)', (seed, alpha) => {
    expect(offDescent(symmetricCase(size(alpha, 3), seed))).toBeLessThan(1e-4);
  });

  it.each([
    [2, 0.1],
    [6, 0.1],
    [7, 0.5],
  ])('agrees with explicit descent on multiples of points (seed %d, slope %d)', (seed, alpha) => {
    expect(offDescent(collinearCase(size(alpha, 0.3), seed))).toBeLessThan(1e-4);
  });

  // Slopes that are free for x and −x end 0.4, 1.7, 5 and 6 % short.
  it.each([
    [9, 0.1],
    [6, 0.1],
    [73, 0.25],
    [30, 0.1],
  ])('leads to the optimum on symmetric data, from starts of size 3 (seed %d, slope %d)', (seed, alpha) => {
    const run = symmetricCase(size(alpha, 3), seed);
    const end = slidingFlow({ ...run, until: -1e40 });
    const rows = Array.from({ length: 8 }, (_, i) => [...run.x.subarray(3 * i, 3 * i + 3)]);
    const labels = Array.from(run.y, (label) => (label < 0 ? -1 : 1));
    const data = { name: 'drawn', x: rows.map((row) => row.map(Rational.fromDouble)), y: labels };
    const optimum = symmetricOptimum(data, Rational.fromDouble(alpha));
    if (optimum.status !== 'optimal') throw new Error(`the data is ${optimum.status}`);
    const ratio = end.final.normalizedMargin / Math.sqrt(optimum.marginSquared.toNumber());
    expect(Math.abs(ratio - 1)).toBeLessThan(1e-6);
  });

  it('may come twice, all of them, without effect', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (seed) => {
        const run = { ...collinearCase(size(0.1, 0.3), seed), until: -1e6 };
        const copied = slidingFlow({
          ...run,
          points: 16,
          x: Float64Array.of(...run.x, ...run.x),
          y: Float64Array.of(...run.y, ...run.y),
        });
        const once = slidingFlow(run);
        fc.pre(once.events.branch === 0);
        expect(copied.reason.kind).toBe(once.reason.kind);
        expect(distance(unit(copied.parameters), unit(once.parameters))).toBeLessThan(1e-3);
      }),
      { numRuns: 6 },
    );
  });
});
