import { describe, expect, it } from 'vitest';
import type { FloatDataset } from '../../src/data/dataset.ts';
import { parseModel } from '../../src/models/parse.ts';
import { type DescentOptions, descend } from '../../src/training/descent.ts';
import { flow, UnfitRun } from '../../src/training/flow.ts';
import { gaussianStart } from '../../src/training/start.ts';

const data: FloatDataset = {
  points: 4,
  dimension: 2,
  x: Float64Array.of(1, 0.5, 1, -0.25, -1, -0.5, -1, 0.25),
  y: Float64Array.of(1, 1, -1, -1),
};
const model = parseModel('deep-linear:3x2', 2);
const start = gaussianStart(model.parameterCount, 0.5, 5);

function run(options: Partial<DescentOptions> = {}) {
  return descend({
    model,
    data,
    loss: 'exponential',
    start,
    step: { kind: 'normalized', size: 0.01 },
    until: -3,
    ...options,
  });
}

describe('gradient descent', () => {
  it.each(['exponential', 'logistic'] as const)(
    'reaches its target under the %s loss with both rules',
    (loss) => {
      for (const kind of ['fixed', 'normalized'] as const) {
        const end = run({ loss, step: { kind, size: kind === 'fixed' ? 0.5 : 0.01 } });
        expect(end.reason.kind).toBe('target');
        expect(end.largestLossRise).toBe(0);
        expect(end.method).toBe(`${kind} step ${kind === 'fixed' ? 0.5 : 0.01}`);
      }
    },
  );

  it('takes the step it says: θ − η∇𝓛, and θ − η∇𝓛/𝓛', () => {
    // One point x = 1 and f = θx: 𝓛 = e^{−θ}, ∇𝓛 = −e^{−θ}.
    const one = { points: 1, dimension: 1, x: Float64Array.of(1), y: Float64Array.of(1) };
    const step = (kind: 'fixed' | 'normalized') =>
      descend({
        model: parseModel('linear', 1),
        data: one,
        loss: 'exponential',
        start: [0.5],
        step: { kind, size: 0.25 },
        maxSteps: 1,
      }).parameters[0];
    expect(step('normalized')).toBe(0.75);
    expect(step('fixed')).toBeCloseTo(0.5 + 0.25 * Math.exp(-0.5), 15);
  });

  it.each(['exponential', 'logistic'] as const)('small steps approach the %s flow at first order', (loss) => {
    // Compared at equal loss, which the last step of a descent oversteps: so at equal log-loss time along the flow.
    const limit = flow({ model, data, loss, start, until: -3, tolerance: 1e-9 });
    const distanceAfter = (steps: number) => {
      const end = descend({
        model,
        data,
        loss,
        start,
        step: { kind: 'normalized', size: limit.final.time / steps },
        maxSteps: steps,
        until: -100,
      });
      expect(end.final.time).toBeCloseTo(limit.final.time, 10);
      return Math.hypot(...end.parameters.map((value, j) => value - limit.parameters[j]!));
    };
    const distances = [400, 800, 1600].map(distanceAfter);
    for (let k = 1; k < distances.length; k++)
      expect(Math.log2(distances[k - 1]! / distances[k]!)).toBeCloseTo(1, 1);
    expect(distances[2]!).toBeLessThan(0.05);
  });

  it('stops when a step is so large that the loss rises, unless told to go on', () => {
    const step = { kind: 'fixed', size: 5 } as const;
    // Contradictory labels: 𝓛 = cosh θ, which a step of 5 from θ = 2 overshoots.
    const contradictory = { points: 2, dimension: 1, x: Float64Array.of(1, 1), y: Float64Array.of(1, -1) };
    const far = { model: parseModel('linear', 1), data: contradictory, start: [2], step } as const;
    const end = run(far);
    expect(end.reason.kind).toBe('loss-rose');
    expect(end.reason.sentence).toMatch(/raised log10 loss from .* to .*: the step size is too large/);
    expect(end.largestLossRise).toBeGreaterThan(0);
    expect(run({ ...far, tolerateRises: true, maxSteps: 2 }).reason.kind).toBe('step-limit');
  });

  it('agrees between float64 and double-double', () => {
    const double = run();
    const precise = run({ precision: 'dd' });
    expect(precise.arithmetic).toBe('double-double');
    for (const [j, value] of precise.parameters.entries())
      expect(double.parameters[j]).toBeCloseTo(value, 11);
  });

  it('keeps records whose number does not depend on the number of steps', () => {
    const coarse = run({ step: { kind: 'normalized', size: 0.01 } });
    const fine = run({ step: { kind: 'normalized', size: 0.001 } });
    expect(fine.steps.accepted).toBeGreaterThan(8 * coarse.steps.accepted);
    expect(Math.abs(fine.records.length - coarse.records.length)).toBeLessThan(4);
  });

  it.each<[string, Partial<DescentOptions>, RegExp]>([
    ['a step of 0', { step: { kind: 'fixed', size: 0 } }, /a positive step size, found 0/],
    ['an infinite step', { step: { kind: 'fixed', size: Number.POSITIVE_INFINITY } }, /found Infinity/],
    ['a start of the wrong length', { start: [1] }, /a start of 9 parameters .*found 1/],
  ])('refuses %s', (_name, wrong, message) => {
    expect(() => run(wrong)).toThrow(UnfitRun);
    expect(() => run(wrong)).toThrow(message);
  });
});
