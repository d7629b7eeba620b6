import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import { l2Margin } from '../../../oracles/l2-margin.ts';
import {
  MIN_GAP,
  type TwoLayerMargin,
  type TwoLayerOptimum,
  type TwoLayerOptions,
  twoLayerMargin,
} from '../../../oracles/two-layer/two-layer-margin.ts';
import type { Dataset } from '../../../src/data/dataset.ts';
import { separable, symmetric } from '../../../src/generators/datasets.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { duplicateColumns, permute, repeat, rescale } from '../metamorphic.ts';
import { anyLabels, anySlope, integerDataset, PARITY, XOR } from './datasets.ts';

const half = Rational.of(1n, 2n);
const slopes = [Rational.ZERO, Rational.of(1n, 10n), half];

/** An optimum whose certificate is accepted, whose net has the margin it says, and whose gap is within the limit. */
async function optimum(data: Dataset, options: TwoLayerOptions): Promise<TwoLayerOptimum> {
  const result = await twoLayerMargin(data, options);
  if (result.status !== 'optimal') throw new Error(`expected an optimum, found ${describeResult(result)}`);
  expect(checkCertificate(JSON.stringify(result.certificate))).toMatchObject({ accepted: true });
  const { lower, upper } = result.value;
  expect(upper.div(lower).toNumber() - 1).toBeLessThanOrEqual(options.gap ?? 1e-9);
  expect(result.margin.lower.mul(upper)).toEqual(half);
  expect(result.margin.upper.mul(lower)).toEqual(half);
  expect(netValue(data, options.alpha, result)).toEqual(upper);
  return result;
}

function describeResult(result: TwoLayerMargin): string {
  return result.status === 'undecided' ? `undecided: ${result.reason}` : result.status;
}

/** Σ norm / least margin of the net, from its own numbers. */
function netValue(data: Dataset, alpha: Rational, { neurons }: TwoLayerOptimum): Rational {
  const margins = data.x.map((row, i) =>
    neurons.reduce((sum, { sign, weights }) => {
      const z = row.reduce((dot, value, j) => dot.add(value.mul(weights[j]!)), Rational.ZERO);
      const output = z.sign() < 0 ? z.mul(alpha) : z;
      return sign * data.y[i]! > 0 ? sum.add(output) : sum.sub(output);
    }, Rational.ZERO),
  );
  const least = margins.reduce((a, b) => (a.compare(b) < 0 ? a : b));
  return neurons.reduce((sum, { norm }) => sum.add(norm), Rational.ZERO).div(least);
}

/** Whether two enclosures of V* can hold the same number. */
function meet(a: TwoLayerOptimum, b: TwoLayerOptimum, factor = Rational.ONE): boolean {
  const [lower, upper] = [b.value.lower.mul(factor), b.value.upper.mul(factor)];
  return a.value.lower.compare(upper) <= 0 && lower.compare(a.value.upper) <= 0;
}

describe('known values of V*', () => {
  it.each(['highs', 'glpk'] as const)('XOR is 2√2/(1−α), with %s', async (solver) => {
    for (const alpha of slopes) {
      const { value } = await optimum(XOR, { alpha, solver });
      // (V(1−α))² = 8 is rational: compare exactly.
      const scaled = [value.lower, value.upper].map((bound) => bound.mul(Rational.ONE.sub(alpha)));
      expect(scaled[0]!.mul(scaled[0]!).compare(Rational.of(8n))).toBe(-1);
      expect(scaled[1]!.mul(scaled[1]!).compare(Rational.of(8n))).toBeGreaterThanOrEqual(0);
    }
  });

  it.each(['highs', 'glpk'] as const)(
    'parity of three bits and a constant is 8/(1−α), with %s',
    async (solver) => {
      for (const alpha of slopes) {
        const { value } = await optimum(PARITY, { alpha, solver });
        const exact = Rational.of(8n).div(Rational.ONE.sub(alpha));
        expect(value.lower.compare(exact)).toBeLessThanOrEqual(0);
        expect(value.upper.compare(exact)).toBeGreaterThanOrEqual(0);
      }
    },
  );

  it('a single point is 1/‖x‖, in any dimension', async () => {
    const { value } = await optimum(integerDataset([[3, 4, 0]], [-1]), { alpha: Rational.ZERO });
    const exact = Rational.of(1n, 5n);
    expect(value.lower.compare(exact)).toBeLessThanOrEqual(0);
    expect(value.upper.compare(exact)).toBeGreaterThanOrEqual(0);
  });
});

describe('the optimum', () => {
  it('is (1+α)/4·γ* on separable symmetric data (lyu2021)', async () => {
    await fc.assert(
      fc.asyncProperty(symmetric(), anySlope(), async (data, alpha) => {
        const { margin } = await optimum(data, { alpha });
        const linear = l2Margin(data);
        if (linear.status !== 'optimal') throw new Error('expected separable data');
        const factor = alpha.add(Rational.ONE).div(Rational.of(4n));
        const exactSquared = factor.mul(factor).mul(linear.marginSquared);
        expect(margin.lower.mul(margin.lower).compare(exactSquared)).toBeLessThanOrEqual(0);
        expect(margin.upper.mul(margin.upper).compare(exactSquared)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 15 },
    );
  });

  it('is above (1+α)/4·γ* where asymmetry lets a net gain: the identity needs the symmetry', async () => {
    const data = integerDataset(
      [
        [1, 0],
        [0, 1],
      ],
      [1, -1],
    );
    const { margin } = await optimum(data, { alpha: half });
    // γ*² = 1/2, so ((1+α)/4·γ*)² = 9/128.
    expect(margin.lower.mul(margin.lower).compare(Rational.of(9n, 128n))).toBe(1);
  });

  it('is half the linear margin for α = 1', async () => {
    await fc.assert(
      fc.asyncProperty(separable(), async (data) => {
        const { margin } = await optimum(data, { alpha: Rational.ONE });
        const linear = l2Margin(data);
        if (linear.status !== 'optimal') throw new Error('expected separable data');
        const quarter = linear.marginSquared.div(Rational.of(4n));
        expect(margin.lower.mul(margin.lower).compare(quarter)).toBeLessThanOrEqual(0);
        expect(margin.upper.mul(margin.upper).compare(quarter)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 12 },
    );
  });

  it('is one number for both solvers of the master program', async () => {
    await fc.assert(
      fc.asyncProperty(anyLabels(7, 3), anySlope(), async (data, alpha) => {
        const [highs, glpk] = [
          await twoLayerMargin(data, { alpha, gap: 1e-6, solver: 'highs' }),
          await twoLayerMargin(data, { alpha, gap: 1e-6, solver: 'glpk' }),
        ];
        expect(describeResult(highs)).toBe(describeResult(glpk));
        if (highs.status === 'optimal' && glpk.status === 'optimal') expect(meet(highs, glpk)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('does not change when points or columns are permuted, repeated or rescaled', async () => {
    await fc.assert(
      fc.asyncProperty(anyLabels(5, 3), anySlope(), fc.constantFrom(9, -9), async (data, alpha, exponent) => {
        const options = { alpha, gap: 1e-6 };
        const original = await twoLayerMargin(data, options);
        const { scaled, factor } = rescale(data, exponent);
        const root2 = (a: TwoLayerOptimum, b: TwoLayerOptimum) => {
          // Columns twice: V*/√2. Compare squares.
          const square = (value: Rational) => value.mul(value);
          const two = Rational.of(2n);
          expect(square(b.value.lower).mul(two).compare(square(a.value.upper))).toBeLessThanOrEqual(0);
          expect(square(a.value.lower).compare(square(b.value.upper).mul(two))).toBeLessThanOrEqual(0);
        };
        for (const [changed, by] of [
          [repeat(data), Rational.ONE],
          [permute(data), Rational.ONE],
          [scaled, factor],
          [duplicateColumns(data), undefined],
        ] as const) {
          const result = await twoLayerMargin(changed, options);
          expect(describeResult(result)).toBe(describeResult(original));
          if (original.status !== 'optimal' || result.status !== 'optimal') continue;
          if (by) expect(meet(original, result, by)).toBe(true);
          else root2(original, result);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('meets any gap asked for, and a wider gap gives wider bounds around the same number', async () => {
    const alpha = Rational.of(1n, 10n);
    const [narrow, wide] = [
      await optimum(PARITY, { alpha, gap: 1e-9 }),
      await optimum(PARITY, { alpha, gap: 0.1 }),
    ];
    expect(meet(narrow, wide)).toBe(true);
  });
});

describe('bad options', () => {
  it.each([Rational.of(-1n, 100n), Rational.of(101n, 100n)])('alpha %s is refused', async (alpha) => {
    await expect(twoLayerMargin(XOR, { alpha })).rejects.toThrow(/expected alpha from 0 to 1/);
  });

  it.each([0, -1, Number.NaN, MIN_GAP / 2])('gap %s is refused', async (gap) => {
    await expect(twoLayerMargin(XOR, { alpha: half, gap })).rejects.toThrow(/expected a gap of at least/);
  });

  it('a budget of no time leaves the question undecided, with the reason', async () => {
    const result = await twoLayerMargin(PARITY, { alpha: half, budget: 0 });
    expect(describeResult(result)).toBe('undecided: the time budget ran out');
  });
});
