import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../oracles/checker/check.ts';
import { l2Margin } from '../../oracles/l2-margin.ts';
import type { QMuMinimum } from '../../oracles/linear/q-mu-enclosure.ts';
import { lpMargin } from '../../oracles/lp-margin.ts';
import { qMuMinimum } from '../../oracles/q-mu-minimum.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { separable } from '../../src/generators/datasets.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { hardDataset, sweep } from './hard-datasets.ts';

function minimum(data: Dataset, mu: string): QMuMinimum {
  const result = qMuMinimum(data, Rational.parse(mu));
  if (result.status !== 'optimal') return expect.unreachable('the data is separable');
  return result;
}

function positive(...rows: number[][]): Dataset {
  const x = rows.map((row) => row.map((value) => Rational.fromDouble(value)));
  return { name: 'positive', x, y: rows.map(() => 1) };
}

/** One point x: w_j = 2μ sinh(λx_j) with Σ w_j x_j = 1, λ by bisection. */
function onePoint(x: readonly number[], mu: number): number[] {
  const w = (multiplier: number) => x.map((value) => 2 * mu * Math.sinh(multiplier * value));
  let [low, high] = [0, 800 / Math.max(...x.map(Math.abs))];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (w(middle).reduce((sum, value, j) => sum + value * x[j]!, 0) < 1) low = middle;
    else high = middle;
  }
  return w(low);
}

describe('qMuMinimum', () => {
  it('encloses the minimum of every separable data set, with an accepted certificate', () => {
    fc.assert(
      fc.property(
        hardDataset({ points: 12, dimension: 4 }),
        fc.integer({ min: -12, max: 6 }),
        (data, exponent) => {
          const result = qMuMinimum(data, Rational.fromDecimal(`1e${exponent}`));
          expect(checkCertificate(JSON.stringify(result.certificate))).toMatchObject({ accepted: true });
          if (result.status === 'optimal') expect(result.lower.compare(result.upper)).toBeLessThanOrEqual(0);
        },
      ),
      { numRuns: sweep(40) },
    );
  });

  it('solves one point as its closed form does', () => {
    const coordinate = fc.integer({ min: 1, max: 64 }).map((value) => value / 16);
    fc.assert(
      fc.property(
        fc.array(coordinate, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: -8, max: 2 }),
        (x, exponent) => {
          const result = minimum(positive(x), `1e${exponent}`);
          expect(result.distanceSquared.toNumber()).toBeLessThan(1e-30);
          const expected = onePoint(x, 10 ** exponent);
          result.w.forEach((value, j) => {
            expect(Math.abs(value.toNumber() - expected[j]!)).toBeLessThan(1e-9);
          });
        },
      ),
      { numRuns: sweep(40) },
    );
  });

  it('finds (1/5, 1/15), where both points of the counterexample to M4 support it', () => {
    const result = minimum(positive([5, 0], [4, 3]), '1/300');
    const off = [Rational.of(1n, 5n), Rational.of(1n, 15n)].map((value, j) => value.sub(result.w[j]!));
    const distanceSquared = off.reduce((sum, value) => sum.add(value.mul(value)), Rational.ZERO);
    expect(distanceSquared.compare(result.distanceSquared)).toBeLessThanOrEqual(0);
    expect(result.distanceSquared.toNumber()).toBeLessThan(1e-30);
    expect(result.multipliers.every((value) => value.sign() > 0)).toBe(true);
  });

  it('tends to the ℓ2 separator as μ grows: 4μQ_μ → ‖w‖²', () => {
    fc.assert(
      fc.property(separable(), (data) => {
        const linear = l2Margin(data);
        if (linear.status !== 'optimal') return expect.unreachable('separable by construction');
        const { upper, lower } = minimum(data, '1e12');
        const normSquared = Rational.ONE.div(linear.marginSquared);
        const scale = Rational.fromDecimal('4e12');
        // q(w) = w²/4μ·(1 − O(w²/μ²)), from below.
        expect(lower.mul(scale).compare(normSquared)).toBeLessThanOrEqual(0);
        expect(upper.mul(scale).div(normSquared).toNumber()).toBeGreaterThan(1 - 1e-9);
      }),
      { numRuns: sweep(40) },
    );
  });

  it('tends to the ℓ1 margin as μ falls: Q_μ / log(1/μ) → ‖w‖₁, within its two bounds', async () => {
    await fc.assert(
      fc.asyncProperty(separable(), async (data) => {
        const linear = await lpMargin(data, 'l1');
        if (linear.status !== 'optimal') return expect.unreachable('separable by construction');
        const norm = 1 / linear.margin.toNumber();
        const mu = 1e-9;
        const { lower, upper } = minimum(data, '1e-9');
        // ‖w‖₁(log(‖w‖₁/(dμ)) − 1) ≤ Q_μ(w) ≤ ‖w‖₁ log(1 + ‖w‖₁/μ), from s log(s/μ) − s ≤ q(s) and convexity.
        const d = data.x[0]!.length;
        expect(upper.toNumber()).toBeGreaterThanOrEqual(norm * (Math.log(norm / (d * mu)) - 1) * (1 - 1e-9));
        expect(lower.toNumber()).toBeLessThanOrEqual(norm * Math.log(1 + norm / mu) * (1 + 1e-9));
      }),
      { numRuns: sweep(40) },
    );
  });
});
