import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseModel } from '../../../src/models/parse.ts';
import { descend } from '../../../src/training/descent.ts';
import { slidingFlow } from '../../../src/training/sliding/flow.ts';
import type { Trajectory } from '../../../src/training/trajectory.ts';
import { type CaseSize, distance, genericCase, margins, symmetricCase, unit } from './cases.ts';

const seeds = fc.nat(1_000_000);
const size = (alpha: number, scale: number): CaseSize => ({
  points: 8,
  dimension: 3,
  width: 5,
  alpha,
  scale,
});

/** Re-checks a stop reason from the parameters alone. */
function checkReason(run: ReturnType<typeof genericCase>, end: Trajectory): void {
  const q = margins(run, end.parameters);
  const size = Math.hypot(...end.parameters) ** 2;
  switch (end.reason.kind) {
    case 'target':
      expect(end.final.log10Loss).toBeLessThanOrEqual(run.until!);
      expect(Math.abs(end.final.log10Loss / run.until! - 1)).toBeLessThan(1e-8);
      expect(Math.min(...q) / size).toBeCloseTo(end.final.normalizedMargin, 8);
      break;
    case 'dead-points':
      expect(run.alpha).toBe(0);
      for (const i of end.reason.points!) expect(Math.abs(q[i]) / size).toBeLessThan(1e-8);
      break;
    case 'stationary':
      expect(end.final.log10Loss).toBeGreaterThan(run.until!);
      break;
    default:
      expect(end.reason.kind).toBe('all-dead');
      expect(Math.max(...q.map(Math.abs))).toBe(0);
  }
}

describe('the flow on generic data', () => {
  it.each([
    [0.5, 0.3],
    [0.5, 1e-3],
    [0.1, 0.3],
    [0.1, 1e-3],
    [0, 0.3],
    [0, 1e-3],
  ])('slope %d, start scale %d: a reason that holds, and the laws of the flow', (alpha, scale) => {
    fc.assert(
      fc.property(seeds, fc.constantFrom('exponential', 'logistic'), (seed, loss) => {
        const run = { ...genericCase(size(alpha, scale), seed), loss, until: -1e9 } as const;
        const end = slidingFlow(run);
        checkReason(run, end);
        expect(end.largestLossRise).toBeLessThan(1e-5);
        expect(end.largestSmoothedMarginDrop).toBeLessThan(1e-6);
        expect(end.conservationDrift).toBeLessThan(1e-2);
      }),
      { numRuns: 12 },
    );
  });

  it('numbers its records by the steps before them', () => {
    const { records, steps } = slidingFlow({ ...genericCase(size(0.1, 0.3), 1), until: -1e4 });
    expect(records[0].step).toBe(0);
    expect(records.at(-1)!.step).toBe(steps.accepted);
    for (const [i, { step }] of records.slice(1).entries()) expect(step).toBeGreaterThan(records[i].step);
  });

  it('goes on to 10^(−10²⁰⁰)', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const run = genericCase(size(0.1, 0.3), seed);
        const near = slidingFlow({ ...run, until: -1e9 });
        if (near.reason.kind !== 'target') return;
        const far = slidingFlow({ ...run, until: -1e200 });
        expect(far.reason.kind).toBe('target');
        expect(far.final.log10Loss).toBeLessThanOrEqual(-1e200);
        expect(far.final.smoothedMargin).toBeGreaterThanOrEqual(near.final.smoothedMargin * (1 - 1e-6));
      }),
      { numRuns: 10 },
    );
  });

  it('goes on to 10^(−10²⁰⁰) in less than twice the steps to 10^(−10⁹)', () => {
    const steps = [-1e9, -1e200].map((until) =>
      [1, 2, 3, 4, 5, 6]
        .map((seed) => slidingFlow({ ...genericCase(size(0.1, 0.3), seed), until }).steps)
        .reduce((sum, { accepted, rejected }) => sum + accepted + rejected, 0),
    );
    expect(steps[1]).toBeLessThan(2 * steps[0]);
  });

  it('conserves a² − ‖w‖² better the smaller the tolerance', () => {
    const drifts = [1e-4, 1e-6].map((tolerance) =>
      [1, 2, 3, 4, 5, 6].map(
        (seed) =>
          slidingFlow({ ...genericCase(size(0.5, 0.3), seed), until: -30, tolerance }).conservationDrift,
      ),
    );
    const typical = drifts.map((values) => values.toSorted((a, b) => a - b)[3]);
    expect(typical[1]).toBeLessThan(typical[0] / 10);
  });

  it.each([3, 5, 8])(
    'converges as the tolerance falls, at a given loss, through slides (seed %d)',
    (seed) => {
      const run = { ...genericCase(size(0.1, 0.3), seed), until: -30 };
      const [rough, fine, finest] = [1e-4, 1e-6, 1e-8].map((tolerance) => slidingFlow({ ...run, tolerance }));
      expect(finest.events.slide).toBeGreaterThan(0);
      const error = (end: Trajectory) => distance(unit(end.parameters), unit(finest.parameters));
      expect(error(fine)).toBeLessThan(1e-5);
      expect(error(fine)).toBeLessThan(error(rough) / 10);
    },
  );
});

describe('a neuron at rest but for weights that answer every move of it', () => {
  it('is followed to the end of a phase that lasts to time 7e7', () => {
    const drawn = genericCase({ points: 6, dimension: 2, width: 2, alpha: 0, scale: 10 }, 8);
    const start = Float64Array.from(drawn.start, (value, j) => (j < 4 ? value : 0));
    const end = slidingFlow({ ...drawn, start, until: -1e6 });
    expect(end.reason.kind).toBe('dead-points');
    expect(end.final.time).toBeGreaterThan(1e7);
    expect(end.steps.rejected).toBeLessThan(end.steps.accepted / 5);
  });
});

describe('against explicit descent with a tiny step, which knows nothing of kinks', () => {
  it.each([5, 37])('agrees in direction while it slides (seed %d)', (seed) => {
    const run = {
      ...genericCase({ points: 5, dimension: 2, width: 3, alpha: 0.5, scale: 0.3 }, seed),
      until: -4,
    };
    const end = slidingFlow(run);
    expect(end.reason.kind).toBe('target');
    expect(end.events.slide).toBeGreaterThan(0);
    expect(end.events.branch).toBe(0);
    const descent = descend({
      model: parseModel('two-layer:3:0.5', 2),
      data: run,
      loss: 'exponential',
      start: run.start,
      step: { kind: 'normalized', size: 1e-4 },
      until: -4,
      maxSteps: 4_000_000,
    });
    expect(descent.reason.kind).toBe('target');
    expect(distance(unit(end.parameters), unit(descent.parameters))).toBeLessThan(1e-4);
  });
});

describe('on symmetric separable data', () => {
  it('reaches the global optimum (1 + α)/4·γ* of lyu2021 from small two-signed starts', () => {
    // ±(1, ±½) and ±(1, 2): γ* = 1 along e₁.
    const x = Float64Array.of(1, 0.5, 1, -0.5, 1, 2, -1, -0.5, -1, 0.5, -1, -2);
    const y = Float64Array.of(1, 1, 1, -1, -1, -1);
    const start = Float64Array.of(1e-3, 2e-4, -2e-4, 1e-3, 1e-3, -1e-3);
    const end = slidingFlow({
      points: 6,
      dimension: 2,
      x,
      y,
      width: 2,
      alpha: 0.1,
      loss: 'exponential',
      start,
    });
    expect(end.reason.kind).toBe('target');
    expect(end.final.normalizedMargin / ((1 + 0.1) / 4)).toBeCloseTo(1, 8);
  });

  it('is as robust as elsewhere', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const run = symmetricCase({ points: 8, dimension: 2, width: 4, alpha: 0.1, scale: 1e-3 }, seed);
        const end = slidingFlow(run);
        expect(end.reason.kind).toBe('target');
        expect(end.largestSmoothedMarginDrop).toBeLessThan(1e-6);
      }),
      { numRuns: 15 },
    );
  });
});

describe('options that no run can start from', () => {
  const run = genericCase(size(0.5, 0.3), 1);
  it.each([
    [{ start: [1, 2] }, /start of 20 parameters for width 5, found 2/],
    [
      { start: new Float64Array(20).fill(Number.NaN) },
      /finite numbers in the start, found NaN at position 0/,
    ],
    [{ alpha: 1.5 }, /slope from 0 to 1, found 1.5/],
    [{ y: new Float64Array(8) }, /labels ±1, found 0/],
    [{ x: new Float64Array(3) }, /24 coordinates of 8 points, found 3/],
    [{ tolerance: 1 }, /tolerance from 1e-12 to 0.1, found 1/],
    [{ until: Number.NEGATIVE_INFINITY }, /finite target log10 loss, found -Infinity/],
  ])('%#: %o', (wrong, message) => {
    expect(() => slidingFlow({ ...run, ...wrong })).toThrow(message);
  });

  it.each([1e-12, 0.1])('but the ends of the tolerances are fit: %d', (tolerance) => {
    expect(slidingFlow({ ...run, tolerance, maxSteps: 0 }).reason.kind).toBe('step-limit');
  });

  it('a target above the loss of the start ends the run at once', () => {
    const end = slidingFlow({ ...run, until: 10 });
    expect(end.reason.kind).toBe('target-above-start');
    expect([...end.parameters]).toEqual([...(run.start as Float64Array)]);
  });
});
