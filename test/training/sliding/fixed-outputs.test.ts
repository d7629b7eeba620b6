import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseModel } from '../../../src/models/parse.ts';
import { descend } from '../../../src/training/descent.ts';
import { type SlidingFlowOptions, slidingFlow } from '../../../src/training/sliding/flow.ts';
import { gaussianStart, splitMix64 } from '../../../src/training/start.ts';
import { distance, margins, unit } from './cases.ts';

interface Size {
  readonly points: number;
  readonly dimension: number;
  readonly width: number;
  readonly alpha: number;
  /** How far from orthogonal: standard deviation of the noise on unit vectors. */
  readonly noise: number;
}

/** Nearly orthogonal data with labels at random and a small start (kou2023). */
function nearlyOrthogonal(
  { points, dimension, width, alpha, noise }: Size,
  seed: number,
): SlidingFlowOptions {
  const x = gaussianStart(points * dimension, noise, seed + 1_000_000);
  for (let i = 0; i < points; i++) x[i * dimension + i] += 1;
  const coin = splitMix64(seed);
  return {
    points,
    dimension,
    x,
    y: Float64Array.from({ length: points }, () => (coin() < 0.5 ? -1 : 1)),
    width,
    alpha,
    layers: 'hidden',
    loss: 'logistic',
    start: gaussianStart(2 * width * dimension, 1e-3, seed + 2_000_000),
    until: -1e6,
  };
}

/** The net with its fixed second layer written out, for `margins`. */
function writtenOut(run: SlidingFlowOptions, w: Float64Array): number[] {
  const outputs = Array.from({ length: 2 * run.width }, (_, k) => (k < run.width ? 1 : -1) / run.width);
  return margins({ ...run, width: 2 * run.width }, Float64Array.from([...w, ...outputs]));
}

const SIZE: Size = { points: 6, dimension: 9, width: 3, alpha: 0.1, noise: 0.05 };

describe('a second layer fixed at ±1/m', () => {
  it('is not at rest while it grows, however little beside its size (this run was called stationary at log10 loss −3.5·10⁷)', () => {
    const point = { points: 1, dimension: 1, x: Float64Array.of(-1 / 16), y: Float64Array.of(-1) };
    const start = gaussianStart(2, 1, 0);
    const end = slidingFlow({ ...point, width: 1, alpha: 1, layers: 'hidden', loss: 'exponential', start });
    expect(end.reason.kind).toBe('target');
  });

  it.each([0.1, 0])('slope %d: reaches any loss through kinks, by the laws of the flow', (alpha) => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.constantFrom(0.05, 0.5), (seed, noise) => {
        const run = nearlyOrthogonal({ ...SIZE, alpha, noise }, seed);
        const end = slidingFlow(run);
        expect(['target', ...(alpha === 0 ? ['dead-points'] : [])]).toContain(end.reason.kind);
        expect(end.largestLossRise).toBeLessThan(1e-6);
        expect(end.largestSmoothedMarginDrop).toBeLessThan(1e-6);
        expect(end.model).toBe(`two-layer-fixed:3:${alpha}`);
        const q = writtenOut(run, end.parameters);
        expect(end.final.normalizedMargin).toBeCloseTo(Math.min(...q) / Math.hypot(...end.parameters), 9);
      }),
      { numRuns: 15 },
    );
  });

  it('agrees in direction with explicit descent of a tiny step', () => {
    const run = { ...nearlyOrthogonal(SIZE, 3), until: -2 };
    const end = slidingFlow(run);
    const descent = descend({
      model: parseModel('two-layer-fixed:3:0.1', run.dimension),
      data: run,
      loss: 'logistic',
      start: run.start,
      step: { kind: 'normalized', size: 1e-3 },
      until: -2,
    });
    expect(end.reason.kind).toBe('target');
    expect(descent.reason.kind).toBe('target');
    expect(distance(unit(end.parameters), unit(descent.parameters))).toBeLessThan(1e-3);
  });

  it('of d = 1,000 costs what the span of the points does', () => {
    const run = nearlyOrthogonal({ points: 8, dimension: 1000, width: 4, alpha: 0.1, noise: 0.01 }, 5);
    const end = slidingFlow(run);
    expect(end.reason.kind).toBe('target');
    expect(end.parameters.length).toBe(8000);
    // The margins equalise: their differences stay bounded while they grow to 2.3e6 (kou2023).
    const q = writtenOut(run, end.parameters);
    expect(Math.max(...q) - Math.min(...q)).toBeLessThan(10);
  });

  it('a ReLU neuron that no point sees rests where it is, however large the others grow', () => {
    const dead = [-1e-6, -1e-6];
    const { parameters, reason } = slidingFlow({
      points: 2,
      dimension: 2,
      x: Float64Array.of(1, 0, 0, 1),
      y: Float64Array.of(1, -1),
      width: 2,
      alpha: 0,
      layers: 'hidden',
      loss: 'logistic',
      start: Float64Array.of(1e-3, 1e-3, ...dead, 1e-3, 1e-3, ...dead),
      until: -1e7,
    });
    expect(reason.kind).toBe('target');
    expect([...parameters.subarray(2, 4), ...parameters.subarray(6, 8)]).toEqual([...dead, ...dead]);
  });
});
