import { afterEach, describe, expect, it, vi } from 'vitest';
import { SlidingIntegrator } from '../../../src/training/sliding/integrator.ts';
import { Passage } from '../../../src/training/sliding/passage.ts';
import { reduce } from '../../../src/training/sliding/reduction.ts';
import { marginsOf } from '../../../src/training/sliding/weights.ts';
import { genericCase } from './cases.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a start is on a kink', () => {
  it.each([1e-6, 1, 1e6])('up to a cosine of 10⁻¹⁴, whatever the unit of length: %d', (unit) => {
    for (const [size, cosine, side] of [
      [1, 0.5e-14, 0],
      [1e-3, -0.5e-14, 0],
      [1, 2e-14, 1],
      [1e-3, -2e-14, -1],
    ] as const) {
      const { problem, start } = reduce({
        points: 2,
        dimension: 2,
        x: Float64Array.of(unit, 0, 0, unit),
        y: Float64Array.of(1, 1),
        width: 1,
        alpha: 0.5,
        loss: 'exponential',
        // Against the label of the first point: its kink attracts.
        start: [size * cosine, size, -1],
      });
      const { pattern } = new SlidingIntegrator(problem, start, 1e-6, 'stay');
      expect([...pattern.sides]).toEqual([side, 1]);
    }
  });
});

describe('a step across an event', () => {
  it('moves its neuron by 3 % of itself at most, and no neuron by more than a multiple of the root of the tolerance', () => {
    const tolerance = 1e-6;
    const norm = (values: Float64Array, k: number) => Math.hypot(...values.subarray(3 * k, 3 * k + 3));
    const bounds = { neuron: 0, extent: 0 };
    const pass = Passage.prototype.pass;
    vi.spyOn(Passage.prototype, 'pass').mockImplementation(function (this: Passage, ...given) {
      const [{ theta }, events, longest, extent] = given;
      expect([1, 2, 4, 8]).toContain(Math.round(extent / (0.05 * Math.sqrt(tolerance))));
      const b = Array.from({ length: width }, (_, k) => norm(integrator.coupling, k));
      const byExtent = extent / Math.max(...b);
      const byNeuron = events.map(({ neuron }) => {
        const a = Math.abs(theta[3 * width + neuron]);
        return (0.03 * Math.max(norm(theta, neuron), tolerance * a)) / (a * b[neuron]);
      });
      expect(longest / Math.min(byExtent, ...byNeuron)).toBeCloseTo(1, 9);
      bounds[longest < byExtent / 2 ? 'neuron' : 'extent']++;
      return pass.apply(this, given);
    });
    const drawn = genericCase({ points: 8, dimension: 3, width: 5, alpha: 0.5, scale: 0.3 }, 1);
    const { width } = drawn;
    // Some neurons are all but 0 beside their output weights: they turn around at once, across many kinks.
    const scaled = Float64Array.from(drawn.start, (value, j) => (j < 6 ? 1e-5 * value : value));
    const { problem, start } = reduce({ ...drawn, start: scaled });
    const integrator = new SlidingIntegrator(problem, start, tolerance, 'nearest');
    for (let step = 0; step < 150; step++) expect(integrator.advance(() => undefined)).toBe(true);
    expect(bounds.neuron).toBeGreaterThan(3);
    expect(bounds.extent).toBeGreaterThan(3);
  });
});

describe('a state far along', () => {
  it.each([
    [0.5, 1, 1],
    [0, 2, 1],
    [0.1, 3, 1],
    // One point is far off: its margin grows much faster than the least.
    [0.5, 1, 2 ** 20],
  ])(
    'is rescaled by powers of two, so that no margin hides the others (α = %d, seed %d, %d)',
    (alpha, seed, far) => {
      const drawn = genericCase({ points: 5, dimension: 3, width: 4, alpha, scale: 0.3 }, seed);
      for (let j = 0; j < 3; j++) drawn.x[j] *= far;
      const { problem, start } = reduce(drawn);
      const integrator = new SlidingIntegrator(problem, start, 1e-6, 'nearest');
      const { state, pattern } = integrator;
      /** How far margins and squares are beyond the ends of their ranges. */
      const excess = () => {
        const margins = marginsOf(problem, pattern, state.theta).filter((_, i) => pattern.live[i] === 1);
        const square = state.theta.reduce((sum, value) => sum + value ** 2, 0);
        return Math.max(Math.min(...margins) / 1e10, (square * Math.max(...problem.norms)) / 1e14);
      };
      let rescalings = 0;
      for (let step = 0; step < 400; step++) {
        const { exponent } = state;
        const norm = Math.hypot(...state.theta);
        expect(integrator.advance(() => undefined)).toBe(true);
        expect(excess()).toBeLessThanOrEqual(1);
        if (state.exponent === exponent) continue;
        rescalings++;
        expect(excess()).toBeGreaterThan(1 / 4);
        expect(Math.hypot(...state.theta) * 2 ** (state.exponent - exponent)).toBeGreaterThan(norm);
      }
      expect(rescalings).toBeGreaterThan(3);
    },
  );
});
