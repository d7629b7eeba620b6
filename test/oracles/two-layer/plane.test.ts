import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { twoLayerMargin } from '../../../oracles/two-layer/two-layer-margin.ts';
import { toFloats } from '../../../src/data/dataset.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { anyLabels, anySlope, XOR } from './datasets.ts';
import { arcMaxima, planeMargin } from './plane-margin.ts';

describe('in the plane, where every activation pattern is an arc', () => {
  it('brute force finds 2√2/(1−α) for XOR', () => {
    const { lower, upper } = planeMargin(toFloats(XOR), 0.5);
    expect(lower).toBeCloseTo(4 * Math.SQRT2, 5);
    expect(upper).toBeCloseTo(4 * Math.SQRT2, 5);
  });

  it('the certified bounds hold the value that brute force finds', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(anyLabels(8, 2), anySlope(), async (data, alpha) => {
        const result = await twoLayerMargin(data, { alpha, gap: 1e-6 });
        if (result.status !== 'optimal') return;
        // Brute force in float64 with a linear program of tolerance 1e-7: not where margins are that small.
        if (result.value.upper.toNumber() > 1e3) return;
        compared++;
        const brute = planeMargin(toFloats(data), alpha.toNumber());
        expect(result.value.lower.toNumber()).toBeLessThanOrEqual(brute.upper * (1 + 1e-5));
        expect(result.value.upper.toNumber()).toBeGreaterThanOrEqual(brute.lower * (1 - 1e-5));
      }),
      { numRuns: 30 },
    );
    expect(compared).toBeGreaterThan(5);
  });

  it('no arc refutes the multipliers of a certificate', async () => {
    await fc.assert(
      fc.asyncProperty(anyLabels(10, 2), anySlope(), async (data, alpha) => {
        const result = await twoLayerMargin(data, { alpha, gap: 1e-8 });
        if (result.status !== 'optimal') return;
        const derivation = result.certificate.derivation as { denominator: string; multipliers: string[] };
        const denominator = BigInt(derivation.denominator);
        const lambda = derivation.multipliers.map((text) =>
          Rational.of(BigInt(text), denominator).toNumber(),
        );
        const size = lambda.reduce((a, b) => a + b);
        const maxima = arcMaxima(toFloats(data), alpha.toNumber(), lambda);
        for (const { value } of maxima) expect(value).toBeLessThanOrEqual(1 + 1e-15 * size * 64);
      }),
      { numRuns: 30 },
    );
  });
});
