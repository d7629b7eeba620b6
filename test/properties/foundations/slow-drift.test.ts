import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driftOn } from '../../../properties/foundations/slow-drift.ts';
import type { Dataset } from '../../../src/data/dataset.ts';
import { parseModel } from '../../../src/models/parse.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { slidingFlow } from '../../../src/training/sliding/flow.ts';
import type { Trajectory } from '../../../src/training/trajectory.ts';

/** The points ±1, on which the weights of the two sides of a leaky ReLU net balance like log(1/𝓛)^−(1−α)/α. */
const PAIR: Dataset = { name: '±1', x: [[Rational.ONE], [Rational.of(-1n)]], y: [1, -1] };
const LOSS = 'exponential';

/** One neuron a side, whose weights have the given ratio at the start. */
function run(alpha: number, ratio: number, until: number): Trajectory {
  const b = Math.sqrt(ratio);
  return slidingFlow({
    points: 2,
    dimension: 1,
    x: Float64Array.of(1, -1),
    y: Float64Array.of(1, -1),
    width: 2,
    alpha,
    loss: LOSS,
    start: [b, -1, b, -1].map((value) => 1e-3 * value),
    until,
    snapshots: true,
  });
}

/** How far the two neurons are from equal weight. */
function imbalance({ final }: Trajectory): number {
  const [w, v, a, b] = final.direction!;
  return Math.abs(Math.log(Math.hypot(w!, a!) / Math.hypot(v!, b!)));
}

describe('a slow drift', () => {
  const uneven = fc.record({
    alpha: fc.constantFrom(63 / 64, 127 / 128, 255 / 256),
    ratio: fc.integer({ min: 8, max: 200 }),
  });

  it('leads where the flow would go: to equal weights on ±1, from where no loss shows it', () => {
    fc.assert(
      fc.property(uneven, fc.constantFrom(0.5, 0.25), ({ alpha, ratio }, longest) => {
        const end = run(alpha, ratio, -1e20);
        expect(imbalance(end)).toBeGreaterThan(0.3);
        const model = parseModel(`two-layer:2:${alpha}`, 1);
        const drifted = driftOn(
          { data: PAIR, loss: LOSS },
          model,
          end.final,
          longest,
          (rested) => imbalance(rested) < 1e-3,
        );
        expect(drifted?.steps).toBeGreaterThan(0);
      }),
      { numRuns: 20 },
    );
  });

  it('leads where the flow does go, where a loss of 10^(−10¹⁵⁰) shows it', () => {
    const alpha = 31 / 32;
    expect(imbalance(run(alpha, 10, -1e9))).toBeGreaterThan(0.3);
    expect(imbalance(run(alpha, 10, -1e150))).toBeLessThan(1e-3);
    const model = parseModel(`two-layer:2:${alpha}`, 1);
    const settles = (rested: Trajectory) => imbalance(rested) < 1e-3;
    expect(
      driftOn({ data: PAIR, loss: LOSS }, model, run(alpha, 10, -1e9).final, 0.5, settles),
    ).toBeDefined();
  });

  it('is none where every neuron is at rest', () => {
    const end = run(0.5, 1, -1e20);
    const model = parseModel('two-layer:2:0.5', 1);
    expect(driftOn({ data: PAIR, loss: LOSS }, model, end.final, 0.5, () => false)).toBeUndefined();
  });
});
