import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FloatDataset } from '../../src/data/dataset.ts';
import { fill } from '../../src/linalg/kernel.ts';
import type { Model } from '../../src/models/model.ts';
import { parseModel } from '../../src/models/parse.ts';
import { type FlowOptions, flow, UnfitRun } from '../../src/training/flow.ts';
import { rodas4, rosenbrock23 } from '../../src/training/rosenbrock.ts';
import { gaussianStart } from '../../src/training/start.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';

function dataOf(x: readonly (readonly number[])[], y: readonly number[]): FloatDataset {
  return {
    points: x.length,
    dimension: x[0]!.length,
    x: Float64Array.from(x.flat()),
    y: Float64Array.from(y),
  };
}

/** ±(1, t) with labels ±1 for t of both signs: the max-margin direction is e₁, with margin 1. */
function symmetricData(ts: readonly number[]): FloatDataset {
  const points = [...ts, -1, 1];
  return dataOf(
    [...points.map((t) => [1, t]), ...points.map((t) => [-1, -t])],
    [...points.map(() => 1), ...points.map(() => -1)],
  );
}

const separable = dataOf(
  [
    [1, 0.5, 0, 0.25],
    [0.5, 1, 1, -0.5],
    [-0.25, 1, 0.5, 1],
  ],
  [1, 1, -1],
);

const SMOOTH = ['linear', 'deep-linear:3x2', 'deep-linear:2x4', 'diagonal:2', 'diagonal:3', 'convolution:2'];

function run(spec: string, options: Partial<FlowOptions> & { readonly data: FloatDataset }): Trajectory {
  const model = parseModel(spec, options.data.dimension);
  return flow({
    model,
    loss: 'exponential',
    start: gaussianStart(model.parameterCount, 0.5, 3),
    until: -1e9,
    ...options,
  });
}

function unit(v: Float64Array): Float64Array {
  const norm = Math.hypot(...v);
  return v.map((value) => value / norm);
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return Math.max(...a.map((value, j) => Math.abs(value - b[j]!)));
}

describe('the laws of the flow, on smooth models of degree 1 to 4', () => {
  it.each(SMOOTH)('%s: the loss falls to its target, the smoothed margin never drops', (spec) => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.constantFrom('exponential', 'logistic'), (seed, loss) => {
        const model = parseModel(spec, 4);
        const start = gaussianStart(model.parameterCount, 0.75, seed);
        const end = flow({ model, data: separable, loss, start, until: -1e6 });
        // A draw may start next to a saddle; it must still end with a reason, and keep the laws on its way.
        expect(['target', 'stationary', 'step-limit']).toContain(end.reason.kind);
        expect(end.largestLossRise).toBeLessThan(1e-12);
        expect(end.largestSmoothedMarginDrop).toBeLessThan(1e-9);
        expect(end.conservationDrift).toBeLessThan(1e-5);
        if (end.reason.kind === 'target') {
          expect(end.final.log10Loss).toBeLessThanOrEqual(-1e6);
          expect(end.final.log10Loss).toBeGreaterThan(-1e6 * (1 + 1e-8));
          // It tends to 1 like a small power of the loss's logarithm for diagonal nets.
          expect(end.final.alignment).toBeGreaterThan(0.95);
        }
      }),
      { numRuns: 8 },
    );
  });

  it('controls: the flow of −𝓛 raises the loss, and a wrong sign breaks conservation', () => {
    const model = parseModel('deep-linear:3x2', 4);
    const signs = new Int8Array(model.parameterCount).fill(-1);
    expect(run(model.spec, { data: separable, signs, maxSteps: 200 }).largestLossRise).toBeGreaterThan(0.01);
    const oneWrong = new Int8Array(model.parameterCount).fill(1);
    oneWrong[0] = -1;
    expect(run(model.spec, { data: separable, signs: oneWrong }).conservationDrift).toBeGreaterThan(0.01);
  });

  it('conservation drift falls with the tolerance', () => {
    const drift = (tolerance: number) =>
      run('deep-linear:3x2', { data: separable, tolerance }).conservationDrift;
    expect(drift(1e-7)).toBeLessThan(drift(1e-4) / 20);
    expect(drift(1e-8)).toBeLessThan(1e-8);
  });

  it.each([rosenbrock23, rodas4])('$name and a far tighter run agree', (method) => {
    const rough = run('deep-linear:3x2', { data: separable, until: -100, method, tolerance: 1e-5 });
    const tight = run('deep-linear:3x2', { data: separable, until: -100, tolerance: 1e-10 });
    expect(largestDifference(unit(rough.parameters), unit(tight.parameters))).toBeLessThan(1e-3);
  });
});

describe('two-layer nets on symmetric data', () => {
  const alpha = 0.1;
  const spec = `two-layer:4:${alpha}`;
  const smallStart = (seed: number) => gaussianStart(12, 1e-3, seed);

  it('end at the margin (1 + α)/4 · γ* from small two-signed starts, in a few hundred steps', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.integer({ min: -96, max: 96 }).map((k) => k / 64),
          { minLength: 1, maxLength: 3 },
        ),
        fc.nat(1000),
        (ts, seed) => {
          const start = smallStart(seed);
          // Growth along μ ∝ e₁ + small: make neuron 0 positive and neuron 1 negative beyond doubt.
          start.set([1e-3, 0], 0);
          start.set([-1e-3, 0], 2);
          start.set([1e-3, -1e-3], 8);
          const end = run(spec, { data: symmetricData(ts), start });
          expect(end.reason.kind).toBe('target');
          expect(Math.abs(end.final.normalizedMargin / ((1 + alpha) / 4) - 1)).toBeLessThan(1e-8);
          expect(end.steps.accepted).toBeLessThan(900);
        },
      ),
      { numRuns: 10 },
    );
  });

  it('end at α/2 · γ* from one-signed starts', () => {
    const start = smallStart(1);
    for (let k = 0; k < 4; k++) start.set([(k + 1) * 1e-3, 0], 2 * k);
    start.fill(1e-3, 8);
    const end = run(spec, { data: symmetricData([0.5]), start });
    expect(Math.abs(end.final.normalizedMargin / (alpha / 2) - 1)).toBeLessThan(1e-8);
  });

  it('reach 10^(−10²⁰⁰) in less than twice the steps', () => {
    const near = run(spec, { data: symmetricData([0.25]), start: smallStart(2) });
    const far = run(spec, { data: symmetricData([0.25]), start: smallStart(2), until: -1e200 });
    expect(far.final.log10Loss).toBeLessThanOrEqual(-1e200);
    expect(far.steps.accepted).toBeLessThan(2 * near.steps.accepted);
    expect(far.records.length).toBeLessThan(2000);
  });

  it('cost no more records however many steps', () => {
    const rough = run(spec, { data: symmetricData([0.25]), start: smallStart(2), tolerance: 1e-4 });
    const fine = run(spec, { data: symmetricData([0.25]), start: smallStart(2), tolerance: 1e-8 });
    expect(fine.steps.accepted).toBeGreaterThan(3 * rough.steps.accepted);
    // Eight a decade of the loss's logarithm, and fewer where steps are longer than that.
    expect(rough.records.length).toBeLessThan(90);
    expect(fine.records.length).toBeLessThan(90);
  });
});

describe('precision', () => {
  it.each(['two-layer:3:0.25', 'deep-linear:2x3', 'linear', 'diagonal-pm:2'])(
    '%s: float64 and double-double agree within the tolerance, the latter under a tolerance of 10⁻¹⁰',
    (spec) => {
      const data = symmetricData([0.5, -0.25]);
      const until = -20;
      const double = run(spec, { data, until, tolerance: 1e-9 });
      const same = run(spec, { data, until, tolerance: 1e-9, precision: 'dd' });
      const tight = run(spec, { data, until, tolerance: 1e-10, precision: 'dd', maxSteps: 60_000 });
      expect(same.arithmetic).toBe('double-double');
      expect(largestDifference(unit(double.parameters), unit(same.parameters))).toBeLessThan(1e-12);
      expect(largestDifference(unit(double.parameters), unit(tight.parameters))).toBeLessThan(1e-7);
    },
  );

  it('25 digits agree too', () => {
    const options = { data: symmetricData([0.5]), until: -3, tolerance: 1e-4 };
    const double = run('two-layer:2:0.25', options);
    const decimal = run('two-layer:2:0.25', { ...options, precision: 25 });
    expect(decimal.arithmetic).toBe('25 digits');
    expect(largestDifference(unit(double.parameters), unit(decimal.parameters))).toBeLessThan(1e-13);
  });
});

describe('stop reasons', () => {
  const data = symmetricData([0.5]);
  const kind = (spec: string, options: Omit<Partial<FlowOptions>, 'data'>, on = data) =>
    run(spec, { data: on, ...options }).reason.kind;

  it('a target above the start', () => {
    const end = run('two-layer:2:0.1', { data, until: 5 });
    expect(end.reason.kind).toBe('target-above-start');
    expect(end.reason.sentence).toMatch(/already below the target 5/);
    expect(end.steps).toEqual({ accepted: 0, rejected: 0 });
  });

  it('budgets', () => {
    expect(kind('two-layer:2:0.1', { maxSteps: 3 })).toBe('step-limit');
    expect(kind('two-layer:2:0.1', { maxSeconds: 0 })).toBe('time-limit');
  });

  it('a ReLU net that is dead on all points, or on one of them', () => {
    const dead = [-1, 0, -1, 0, 1, 1];
    expect(kind('two-layer:2:0', { start: dead }, dataOf([[1, 0]], [1]))).toBe('all-dead');
    const half = dataOf(
      [
        [1, 0],
        [-1, 0],
      ],
      [1, 1],
    );
    const end = run('two-layer:1:0', { data: half, start: [1, 0, 1] });
    expect(end.reason.kind).toBe('dead-points');
    expect(end.reason.points).toEqual([1]);
  });

  it('a zero row, which no model can classify', () => {
    const end = run('linear', {
      data: dataOf(
        [
          [0, 0],
          [1, 2],
        ],
        [1, 1],
      ),
    });
    expect(end.reason.kind).toBe('dead-points');
    expect(end.reason.points).toEqual([0]);
    expect(end.reason.sentence).toMatch(/No parameter has any effect on point 0/);
  });

  it('stationary parameters: the origin of a deep net, contradictory labels', () => {
    expect(kind('two-layer:2:0.1', { start: new Float64Array(6) })).toBe('stationary');
    // Of three layers one alone is not 0: no point has a gradient, but none is dead, as no neuron has a kink.
    expect(kind('deep-linear:2x3', { start: [0, 0, 0, 0, 0, 0, 0, 0, 1, 1] })).toBe('stationary');
    const contradictory = dataOf([[1], [1]], [1, -1]);
    expect(kind('linear', { start: [0.5] }, contradictory)).toBe('stationary');
  });

  it('a linear model starts at 0', () => {
    expect(kind('linear', { start: [0, 0] })).toBe('target');
  });

  it('a loss that overflows under ascent', () => {
    const signs = new Int8Array(6).fill(-1);
    expect(kind('two-layer:2:0.1', { signs })).toBe('non-finite');
  });

  it('no step, however short: a loss that has no value but at the start', () => {
    const model = parseModel('deep-linear:2x2', 2);
    const on: Model['on'] = (kernel, samples) => {
      const network = model.on(kernel, samples);
      const evaluateNetwork = network.evaluate.bind(network);
      let start: readonly unknown[] | undefined;
      const evaluate: typeof network.evaluate = (theta) => {
        evaluateNetwork(theta);
        const here = Array.from(theta);
        if (here.some((value) => kernel.field.toNumber(value) !== 0)) start ??= here;
        if (start?.some((value, j) => value !== here[j]))
          fill(network.margins, kernel.field.fromNumber(Number.NaN));
      };
      return Object.assign(network, { evaluate });
    };
    const end = run('deep-linear:2x2', { data, model: { ...model, on } });
    expect(end.reason.kind).toBe('frozen');
    expect(end.steps.accepted).toBe(0);
    expect(end.steps.rejected).toBeGreaterThan(10);
    expect(end.steps.rejected).toBeLessThan(16);
  });

  it('a flow that slides along a kink ends', () => {
    const sliding = dataOf(
      [
        [1, 0.5],
        [0.5, 1],
        [1, -1],
      ],
      [1, -1, 1],
    );
    expect(['target', 'stationary']).toContain(kind('two-layer:4:0.1', { maxSteps: 2000 }, sliding));
  });
});

describe('bad options', () => {
  const model = parseModel('two-layer:2:0.1', 2);
  const data = symmetricData([0.5]);
  const good: FlowOptions = { model, data, loss: 'exponential', start: gaussianStart(6, 1, 1) };

  it.each<[string, Partial<FlowOptions>, RegExp]>([
    ['a start of the wrong length', { start: [1, 2, 3] }, /a start of 6 parameters .*found 3/],
    ['a NaN', { start: [1, 2, 3, 4, 5, Number.NaN] }, /finite parameters, found NaN at position 5/],
    ['data of another dimension', { data: separable }, /dimension 2 for two-layer:2:0.1, found 4/],
    ['a tolerance of 0', { tolerance: 0 }, /a tolerance from .*found 0/],
    ['a target of NaN', { until: Number.NaN }, /a finite target log10 loss, found NaN/],
  ])('%s is refused', (_name, wrong, message) => {
    expect(() => flow({ ...good, ...wrong })).toThrow(UnfitRun);
    expect(() => flow({ ...good, ...wrong })).toThrow(message);
  });

  it.each([4 * Number.EPSILON, 0.1])('but the ends of the tolerances are fit: %d', (tolerance) => {
    expect(flow({ ...good, tolerance, maxSteps: 0 }).reason.kind).toBe('step-limit');
  });
});
