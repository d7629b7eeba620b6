import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseModel } from '../../../src/models/parse.ts';
import { flow } from '../../../src/training/flow.ts';
import { slidingFlow } from '../../../src/training/sliding/flow.ts';
import { symmetricCase } from '../sliding/cases.ts';
import { apart, descent, randomRun, withError } from './cases.ts';

const MODELS = [
  'two-layer:3:0.1',
  'two-layer:3:0',
  'two-layer-fixed:2:0.1',
  'two-layer-fixed:2:0',
  'diagonal-relu',
  'convolution-relu:2',
] as const;

describe('the flow of every model with kinks', () => {
  it.each(MODELS)('%s ends with a reason on any data, and keeps its laws on the way', (spec) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.constantFrom(2, 4), fc.nat(10_000), (n, d, seed) => {
        const end = flow({ ...randomRun(spec, n, d, seed), until: -1e4 });
        expect(['target', 'dead-points', 'all-dead', 'stationary']).toContain(end.reason.kind);
        expect(end.largestLossRise).toBeLessThan(1e-6);
        expect(end.largestSmoothedMarginDrop).toBeLessThan(1e-6);
        expect(end.conservationDrift).toBeLessThan(0.05);
      }),
      { numRuns: 8 },
    );
  });

  // Explicit descent has an error of first order in its step.
  it.each([
    ['two-layer:3:0.1', 5, 2, 23],
    ['two-layer:3:0', 5, 2, 31],
    ['two-layer-fixed:2:0.1', 4, 2, 21],
    ['diagonal-relu', 3, 3, 33],
    ['diagonal-relu', 3, 3, 7],
    ['convolution-relu:2', 4, 4, 0],
    ['convolution-relu:2', 4, 4, 26],
  ])('%s slides as explicit descent does (%d points in dimension %d, seed %d)', (spec, n, d, seed) => {
    const options = { ...randomRun(spec, n, d, seed), until: -3, tolerance: 1e-8 };
    const end = flow(options);
    expect(end.events.slide).toBeGreaterThan(0);
    expect(end.events.branch).toBe(0);
    const rough = apart(end, descent(options, 1e-3));
    const fine = apart(end, descent(options, 1e-4));
    expect(fine).toBeLessThan(1e-3);
    expect(fine).toBeLessThan(rough / 4);
  });

  it('points x and −x share one kink, with coupled slopes', () => {
    const { width, alpha, ...drawn } = symmetricCase(
      { points: 8, dimension: 3, width: 6, alpha: 0.25, scale: 3 },
      5,
    );
    const model = parseModel(`two-layer:${width}:${alpha}`, drawn.dimension);
    const options = { model, data: drawn, loss: 'exponential', start: drawn.start, until: -10 } as const;
    const end = flow(options);
    expect(end.events.slide).toBeGreaterThan(0);
    expect(apart(end, descent(options, 1e-4))).toBeLessThan(1e-4);
  });
});

describe('against the two-layer flow that was written for float64', () => {
  it.each([
    ['two-layer:4:0.5', 8, 3, 1, -1e3],
    ['two-layer:4:0.1', 8, 3, 2, -1e3],
    ['two-layer:4:0.1', 8, 3, 3, -1e9],
    ['two-layer:3:0.1', 6, 2, 4, -1e6],
    ['two-layer-fixed:2:0.1', 8, 3, 5, -1e4],
  ])('%s: %d points in dimension %d, seed %d, to %d', (spec, n, d, seed, until) => {
    const { model, data, loss, start } = randomRun(spec, n, d, seed);
    const [, width, alpha] = spec.split(':').map(Number);
    const layers = spec.startsWith('two-layer-fixed') ? 'hidden' : 'both';
    const common = { ...data, width: width!, alpha: alpha!, layers, loss, start, until } as const;
    const { run, error } = withError({ model, data, loss, start, until });
    const sliding = slidingFlow({ ...common, tolerance: 1e-7 });
    expect(run.reason.kind).toBe(sliding.reason.kind);
    expect(run.events.slide).toBeGreaterThan(0);
    expect(apart(run, sliding)).toBeLessThan(10 * error + 1e-6);
  });
});

describe('precision', () => {
  it.each([
    ['two-layer:3:0.1', 5, 2, 22, -1e3],
    ['two-layer-fixed:2:0', 4, 2, 0, -1e3],
    ['diagonal-relu', 3, 3, 33, -1e3],
    ['convolution-relu:2', 4, 4, 26, -1e3],
  ])(
    '%s: float64 and double-double, seed %4$d: the error estimate covers the difference',
    (spec, n, d, seed, until) => {
      const options = { ...randomRun(spec, n, d, seed), until };
      const { run, error } = withError(options);
      expect(run.events.slide).toBeGreaterThan(0);
      const same = flow({ ...options, precision: 'dd' });
      expect(same.events).toEqual(run.events);
      expect(apart(run, same)).toBeLessThan(1e-7);
      const fine = flow({ ...options, precision: 'dd', tolerance: 1e-8 });
      expect(fine.reason.kind).toBe(run.reason.kind);
      expect(apart(run, fine)).toBeLessThan(5 * error + 1e-9);
    },
  );

  it.each([
    ['two-layer:2:0.1', 3, 2, 1, -0.5],
    ['diagonal-relu', 3, 3, 33, -0.5],
    ['convolution-relu:2', 4, 4, 26, -0.5],
    ['two-layer:1:0.1', 2, 2, 1, -50],
  ])('%s: 40 digits take the same steps', (spec, n, d, seed, until) => {
    const options = { ...randomRun(spec, n, d, seed), until, tolerance: 1e-4 };
    const double = flow(options);
    const decimal = flow({ ...options, precision: 40 });
    expect(double.events.slide + double.events.cross).toBeGreaterThan(0);
    expect(decimal.arithmetic).toBe('40 digits');
    expect(decimal.events).toEqual(double.events);
    expect(apart(decimal, double)).toBeLessThan(1e-9);
  });
});

describe('branching', () => {
  it('is counted where an outgoing weight changes sign during a slide', () => {
    const end = flow({ ...randomRun('two-layer:3:0.1', 5, 2, 5), until: -3 });
    expect(end.events.branch).toBe(1);
  });

  // a_k² − ‖w_k‖² is conserved, up to the drift: where it starts at 0, rounding may let a_k pass 0. What is left are branchings at w_k = 0.
  it('at a kink does not occur where |a_k(0)| > |w_k(0)|: no outgoing weight changes sign', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.nat(10_000), (n, seed) => {
        const drawn = randomRun('two-layer:3:0.1', n, 2, seed);
        const start = Float64Array.from(drawn.start);
        for (let k = 0; k < 3; k++) {
          const size = 1.25 * Math.hypot(start[2 * k]!, start[2 * k + 1]!);
          start[6 + k] = (start[6 + k]! < 0 ? -1 : 1) * size;
        }
        const end = flow({ ...drawn, start, until: -10 });
        for (let k = 6; k < 9; k++) expect(Math.sign(end.parameters[k]!)).toBe(Math.sign(start[k]!));
      }),
      { numRuns: 10 },
    );
  });
});
