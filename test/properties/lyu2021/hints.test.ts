import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneNeuronMargin } from '../../../oracles/one-neuron-margin.ts';
import {
  type HintedCaseOptions,
  hintedCases,
  madeNegative,
  madeTwoSided,
} from '../../../properties/lyu2021/hinted-cases.ts';
import { distanceToOneNeuron, runFromSmallStart } from '../../../properties/lyu2021/hinted-flow.ts';
import {
  type HintedCase,
  hintedData,
  leastMargin,
  predictedMarginSquared,
  someNeuronGrowsPositive,
  splitNet,
  splittingPays,
} from '../../../properties/lyu2021/hints.ts';
import { L4 } from '../../../properties/lyu2021/L4-hints-break-it.ts';
import { exampleStart, printedExample } from '../../../properties/lyu2021/printed-example.ts';
import { violated } from '../../../src/claims/claim.ts';
import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import { toFloats } from '../../../src/data/dataset.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { alwaysValid, sameSeedSameValue } from '../../generators/laws.ts';

const seed = Number(process.env['FARKAS_SEED']);

describe('hinted cases', () => {
  it('satisfy every condition at every draw and at every shrink', () =>
    alwaysValid<HintedCase>(hintedCases(), (instance) => violated(L4, instance).length === 0));

  it('are a function of the seed', () => sameSeedSameValue<HintedCase>(hintedCases()));

  it.each<[string, HintedCaseOptions]>([
    ['frame', { spread: 'inside' }],
    ['acute', { angles: 'obtuse' }],
    ['outweighs-spread', { without: 'outweighs-spread', by: [1, 7], adapt: madeTwoSided }],
    ['outweighs-base', { without: 'outweighs-base', by: [4, 7] }],
    ['stays-ahead', { without: 'stays-ahead', by: [9, 64] }],
    ['splitting-pays', { without: 'splitting-pays', by: [1, 7] }],
    ['one-positive', { adapt: madeNegative }],
  ])('violate %s alone when asked to', (id, options) => {
    const cases = hintedCases(options);
    for (let draw = 0; draw < 30; draw++)
      expect(violated(L4, drawCase(cases, caseSeed(seed, id, draw))), `draw ${draw}`).toEqual([id]);
  });
});

describe('the one-neuron solution', () => {
  it('of hinted data has the margin ½(γ_S⁻² + ε⁻²)^(−½), exactly', () => {
    fc.assert(
      fc.property(hintedCases(), (instance) => {
        const { marginSquared } = oneNeuronMargin(hintedData(instance), instance.alpha, 1)!;
        expect(String(predictedMarginSquared(instance))).toBe(String(marginSquared));
      }),
      { numRuns: 50 },
    );
  });

  it('costs more than the net that splits the hints, exactly if C4 holds', () => {
    const either = fc.oneof(hintedCases(), hintedCases({ without: 'splitting-pays', by: [1, 8] }));
    fc.assert(
      fc.property(either, (instance) => {
        const split = splitNet(instance)!;
        const costSquared = Rational.ONE.div(
          Rational.of(4n).mul(oneNeuronMargin(hintedData(instance), instance.alpha, 1)!.marginSquared),
        );
        expect(split.costSquared.compare(costSquared) < 0).toBe(splittingPays(instance));
        if (splittingPays(instance))
          expect(
            leastMargin(hintedData(instance), instance.alpha, split.v).compare(Rational.ONE),
          ).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 50 },
    );
  });

  it('is at distance 0 of its own multiples, and of nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 64 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 64 }),
        (parts, off) => {
          const u = [0.6, 0.8];
          const net = [...parts.flatMap((part) => u.map((value) => part * value)), ...parts];
          expect(distanceToOneNeuron(Float64Array.from(net), u)).toBeLessThan(1e-12);
          const moved = net.map((value, j) =>
            j === 0 ? value + 0.8 * off : j === 1 ? value - 0.6 * off : value,
          );
          expect(distanceToOneNeuron(Float64Array.from(moved), u)).toBeCloseTo(off, 9);
        },
      ),
    );
  });
});

/** Sign of a neuron's output weight in the end, under (a, w)' = (G(w), a∂G(w)), by small explicit steps. */
function fate(instance: HintedCase, output: Rational, weights: readonly Rational[]): number {
  const { points, dimension, x, y } = toFloats(hintedData(instance));
  const alpha = instance.alpha.toNumber();
  const w = weights.map((value) => value.toNumber());
  let a = output.toNumber();
  for (let step = 0; step < 200_000; step++) {
    const pull = w.map(() => 0);
    for (let i = 0; i < points; i++) {
      const z = w.reduce((sum, value, j) => sum + value * x[i * dimension + j]!, 0);
      for (let j = 0; j < dimension; j++) pull[j]! += y[i]! * (z > 0 ? 1 : alpha) * x[i * dimension + j]!;
    }
    const force = w.reduce((sum, value, j) => sum + value * pull[j]!, 0);
    // a and G of one sign both grow from here on.
    if (a * force > 0) return Math.sign(a);
    const h = 1e-4 / Math.hypot(...pull);
    for (let j = 0; j < dimension; j++) w[j]! += h * a * pull[j]!;
    a += h * force;
  }
  return 0;
}

describe('C5', () => {
  it('holds only for draws in which a neuron does end with a positive output weight', () => {
    fc.assert(
      fc.property(hintedCases({ adapt: (start) => start }), (instance) => {
        const { a, w } = instance.start;
        a.forEach((output, k) => {
          const alone = { ...instance, start: { a: [output], w: [w[k]!] } };
          if (someNeuronGrowsPositive(alone)) expect(fate(instance, output, w[k]!)).toBe(1);
        });
      }),
      { numRuns: 20 },
    );
  });
});

describe('the printed example', () => {
  it('ends at γ̄ ≈ 0.0248069469 from every start that has a neuron on the side of x⊥', () => {
    const data = hintedData(printedExample);
    const predicted = Math.sqrt(oneNeuronMargin(data, printedExample.alpha, 1)!.marginSquared.toNumber());
    expect(predicted.toFixed(10)).toBe('0.0248069469');
    const settings = { data, alpha: 0.5, scale: 1e-6, tolerance: 1e-6, until: -1e6 };
    for (const seed of [1, 2, 3, 4, 5]) {
      const start = exampleStart(seed);
      const { final } = runFromSmallStart({ ...settings, start });
      // Seed 2 draws a_k + ⟨w_k,x⊥⟩ < 0 for all six neurons.
      const positive = start.a.some((a, k) => a.add(start.w[k]![2]!).sign() > 0);
      expect(positive).toBe(seed !== 2);
      if (positive) expect(Math.abs(final.normalizedMargin / predicted - 1)).toBeLessThan(1e-6);
      else expect(final.normalizedMargin).toBeLessThan(0.6 * predicted);
    }
  });
});
