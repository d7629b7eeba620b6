import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { qMuMinimum } from '../../../oracles/q-mu-minimum.ts';
import { dualPath, largestFall } from '../../../properties/moroshko2020/dual-path.ts';
import { balanced, obtuse } from '../../../properties/moroshko2020/generators.ts';
import { l1Limit } from '../../../properties/moroshko2020/l1-limit.ts';
import {
  frozenLimit,
  losingSupport,
  peak,
  readLosingSupport,
} from '../../../properties/moroshko2020/losing-support.ts';
import { innerProduct } from '../../../src/data/label-mean.ts';
import { Rational } from '../../../src/numbers/rational.ts';

describe('balanced data', () => {
  it('has a regular ℓ1 optimum whose rate lies between the bounds', async () => {
    await fc.assert(
      fc.asyncProperty(balanced(0.3, 0.7), async (data) => {
        const optimum = await l1Limit(data);
        if (typeof optimum === 'string') throw new Error(optimum);
        expect(optimum.regular).toBe(true);
        expect(optimum.rate).toBeGreaterThanOrEqual(0.3 - 1e-9);
        expect(optimum.rate).toBeLessThanOrEqual(0.7 + 1e-9);
      }),
      { numRuns: 25 },
    );
  });
});

describe('obtuse data', () => {
  it('is separable, no two signed points agree in a coordinate, and no dual variable falls', () => {
    fc.assert(
      fc.property(obtuse(), (data) => {
        const z = data.x.map((row, i) => row.map((value) => (data.y[i] === 1 ? value : value.neg())));
        z.forEach((row, i) => {
          for (const other of z.slice(i + 1))
            row.forEach((value, j) => {
              expect(value.mul(other[j]!).sign()).toBeLessThanOrEqual(0);
            });
        });
        const minimum = qMuMinimum(data, Rational.of(1n, 50n));
        expect(minimum.status).toBe('optimal');
        if (minimum.status !== 'optimal') return;
        const w = minimum.w.map((value) => value.toNumber());
        expect(largestFall(dualPath(data, w, 1 / 50))).toBeLessThan(1e-7);
      }),
      { numRuns: 5 },
    );
  });
});

describe('data that loses weight on a support vector', () => {
  it('keeps both support vectors in the minimiser beyond the peak, and the frozen limit separates', () => {
    fc.assert(
      fc.property(losingSupport(), ({ data, mu }) => {
        const net = readLosingSupport(data);
        const inverseMu = 1 / mu.toNumber();
        expect(inverseMu).toBeGreaterThan(peak(net));
        const minimum = qMuMinimum(data, mu);
        if (minimum.status !== 'optimal') throw new Error('expected separable data');
        expect(minimum.multipliers.every((value) => value.sign() > 0)).toBe(true);
        const margins = data.x.map((row, i) => data.y[i]! * innerProduct(row, minimum.w).toNumber());
        for (const margin of margins) expect(margin).toBeCloseTo(1, 12);
        const [w1, w2] = frozenLimit(net, inverseMu);
        expect(net.b * w1 + net.c * w2).toBeCloseTo(1, 10);
        expect(net.a * w1).toBeGreaterThan(1);
      }),
      { numRuns: 15 },
    );
  });
});
