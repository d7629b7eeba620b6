import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DescentCase, neuronsOf, widthOf } from '../../../properties/kou2023/descent-case.ts';
import { K1 } from '../../../properties/kou2023/K1-loss-and-norm.ts';
import { K3 } from '../../../properties/kou2023/K3-leaky-stable-rank.ts';
import { type PatternLimit, patternLimit } from '../../../properties/kou2023/pattern-limit.ts';
import { seeing } from '../../../properties/kou2023/seen-start.ts';
import { violated } from '../../../src/claims/claim.ts';
import { type FloatDataset, toFloats } from '../../../src/data/dataset.ts';
import { Rational } from '../../../src/numbers/rational.ts';

function limitOf(instance: DescentCase): { data: FloatDataset; limit: PatternLimit; alpha: number } {
  const data = toFloats(instance.data);
  const alpha = instance.alpha.toNumber();
  const active = neuronsOf(instance).flatMap((row) =>
    instance.data.x.map(
      (x) => row.reduce((sum, w, j) => sum + w.toNumber() * x[j]!.toNumber(), 0) > 0 || alpha > 0,
    ),
  );
  const limit = patternLimit(data, widthOf(instance), alpha, active);
  if (limit.status !== 'limit') throw new Error(limit.why);
  return { data, limit, alpha };
}

/** y_i f(x_i) of a net of m neurons a sign. */
function margin({ dimension, x, y }: FloatDataset, weights: Float64Array, alpha: number, i: number): number {
  const neurons = weights.length / dimension;
  let sum = 0;
  for (let k = 0; k < neurons; k++) {
    let z = 0;
    for (let j = 0; j < dimension; j++) z += weights[k * dimension + j]! * x[i * dimension + j]!;
    sum += ((k < neurons / 2 ? 1 : -1) * Math.max(z, alpha * z)) / (neurons / 2);
  }
  return y[i]! * sum;
}

describe('the limit of a pattern', () => {
  it('is a net V of margin 1 at every point with ‖V‖² = 1ᵀK⁻¹1', () => {
    fc.assert(
      fc.property(K1.cases, (instance) => {
        // For a ReLU only if the start's pattern lasts: neurons that would come to see a point have margin of their own.
        const { data, limit, alpha } = limitOf(instance);
        expect(limit.weights.reduce((sum, w) => sum + w * w, 0)).toBeCloseTo(limit.total, 8);
        for (let i = 0; i < data.points; i++) {
          const q = margin(data, limit.weights, alpha, i);
          if (alpha > 0) expect(q).toBeCloseTo(1, 9);
          else expect(q).toBeGreaterThan(1 - 1e-9);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('is the smallest net of margin 1: every other one near it is larger', () => {
    fc.assert(
      fc.property(K3.cases, fc.infiniteStream(fc.integer({ min: -64, max: 64 })), (instance, noise) => {
        const { data, limit, alpha } = limitOf(instance);
        const moved = limit.weights.map((w) => w * (1 + 1e-3 * (noise.next().value! / 64)));
        const least = Math.min(
          ...Array.from({ length: data.points }, (_, i) => margin(data, moved, alpha, i)),
        );
        const square = moved.reduce((sum, w) => sum + w * w, 0) / least ** 2;
        expect(square).toBeGreaterThan(limit.total * (1 - 1e-12));
      }),
      { numRuns: 25 },
    );
  });

  it('on orthogonal points is known: u_i = m/((1 + α²)‖x_i‖²)', () => {
    const data = { points: 2, dimension: 2, x: Float64Array.of(2, 0, 0, 3), y: Float64Array.of(1, -1) };
    const limit = patternLimit(data, 4, 0.5, new Array(16).fill(true)) as PatternLimit;
    expect(limit.multipliers[0]).toBeCloseTo(4 / (1.25 * 4), 12);
    expect(limit.multipliers[1]).toBeCloseTo(4 / (1.25 * 9), 12);
    expect(limit.spread).toBeCloseTo(Math.log(9 / 4), 12);
    expect(limit.sliding).toBe(0);
  });

  it('says why there is none', () => {
    const same = { points: 2, dimension: 1, x: Float64Array.of(1, 1), y: Float64Array.of(1, -1) };
    expect(patternLimit(same, 1, 0.5, new Array(4).fill(true)).status).toBe('none');
    expect(patternLimit(same, 1, 1, new Array(4).fill(true))).toEqual({
      status: 'none',
      why: 'K is singular',
    });
  });
});

describe('drawn cases', () => {
  it('satisfy every hypothesis', () => {
    fc.assert(
      fc.property(K1.cases, (instance) => violated(K1, instance).length === 0),
      { numRuns: 60 },
    );
  });

  it('of a ReLU leave no point unseen', () => {
    fc.assert(
      fc.property(K1.cases, (instance) => {
        fc.pre(instance.alpha.sign() === 0);
        return seeing(instance).every((count) => 4 * count >= widthOf(instance));
      }),
      { numRuns: 25 },
    );
  });

  it('violate the hypotheses that they are changed against', () => {
    const [drawn] = fc.sample(K3.cases, 1) as [DescentCase];
    const times = (factor: bigint) => Rational.of(factor);
    expect(violated(K3, { ...drawn, halvings: Math.max(0, drawn.halvings - 10) })).toContain('small-start');
    expect(violated(K3, { ...drawn, stepSize: drawn.stepSize.mul(times(1000n)) })).toContain('small-step');
    const twice = { ...drawn.data, x: drawn.data.x.map((_, i) => drawn.data.x[Math.max(1, i)]!) };
    expect(violated(K3, { ...drawn, data: twice })).toContain('nearly-orthogonal');
  });
});
