import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernelOver } from '../../src/linalg/kernel.ts';
import { parseModel } from '../../src/models/parse.ts';
import { float64 } from '../../src/numbers/float64.ts';
import { flow } from '../../src/training/flow.ts';
import { Relaxation } from '../../src/training/relaxation.ts';
import { gaussianStart } from '../../src/training/start.ts';

const kernel = kernelOver(float64);
const entry = fc.integer({ min: -64, max: 64 }).map((k) => k / 32);
const problems = fc.integer({ min: 1, max: 6 }).chain((n) =>
  fc.record({
    n: fc.constant(n),
    factor: fc.array(entry, { minLength: n * 3, maxLength: n * 3 }),
    c: fc.array(entry, { minLength: n, maxLength: n }),
    // The cap on R (5e10) and the length of the implicit step keep a below 10^7.
    exponent: fc.integer({ min: 0, max: 7 }),
  }),
);

describe('Relaxation', () => {
  it('finds weights on the simplex at which log p + c + aKp is constant, from soft to stiff', () => {
    fc.assert(
      fc.property(problems, ({ n, factor, c, exponent }) => {
        const a = 10 ** exponent;
        const gram = new Float64Array(n * n);
        kernel.multiplyTransposed(n, 3, n, factor, factor, gram);
        const p = new Float64Array(n).fill(1 / n);
        expect(new Relaxation(kernel, n).solve(c, a, gram, p)).toBe(true);
        const total = p.reduce((sum, value) => sum + value, 0);
        expect(total).toBeCloseTo(1, 9);
        const levels = Array.from(
          p,
          (value, i) => Math.log(value) + c[i]! + a * kernel.dot(n, gram, i * n, p, 0),
        );
        // Weighted by p, as they act. Rounding settles p only to a|K|ε where K is singular, and aK times its square is left.
        const mean = p.reduce((sum, value, i) => sum + (value / total) * levels[i]!, 0);
        for (let i = 0; i < n; i++)
          expect(p[i]! * Math.abs(levels[i]! - mean)).toBeLessThan(1e-8 + 2e-17 * a ** 2);
        // A point without weight must not be better than the rest.
        for (let i = 0; i < n; i++)
          expect(levels[i]! - mean).toBeGreaterThan(
            p[i]! > 1e-17 ? Number.NEGATIVE_INFINITY : -1e-6 * (1 + a),
          );
      }),
    );
  });

  it('says so when K is not positive semidefinite', () => {
    const p = Float64Array.of(0.5, 0.5);
    expect(new Relaxation(kernel, 2).solve([0, 0], 1e6, Float64Array.of(-1, 0, 0, -1), p)).toBe(false);
  });

  it('keeps flows whose direction still moves at a loss of 10^(−10⁹) from chattering between points', () => {
    // Diagonal nets move like a small power of log(1/loss); without relaxation some seeds here took 20,000 steps.
    const [points, dimension] = [3, 5];
    const model = parseModel('diagonal:2', dimension);
    for (const seed of [47, 12, 30, 3]) {
      const draws = gaussianStart(points * dimension + dimension, 1, 1000 + seed);
      const separator = draws.slice(points * dimension);
      const x = draws.slice(0, points * dimension);
      const y = Float64Array.from({ length: points }, (_, i) =>
        kernel.dot(dimension, x, i * dimension, separator, 0) > 0 ? 1 : -1,
      );
      const start = gaussianStart(model.parameterCount, 1, seed);
      const end = flow({ model, data: { points, dimension, x, y }, loss: 'logistic', start, until: -1e9 });
      expect(end.reason.kind).toBe('target');
      expect(end.steps.accepted + end.steps.rejected).toBeLessThan(3000);
      expect(end.largestSmoothedMarginDrop).toBeLessThan(1e-8);
    }
  });
});
