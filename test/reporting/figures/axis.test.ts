import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundTicks, scaleAxis } from '../../../src/reporting/figures/axis.ts';

const value = fc
  .tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -9, max: 9 }))
  .map(([m, e]) => m * 10 ** e);

describe('roundTicks', () => {
  it('are few, evenly spaced by 1, 2 or 5 times a power of ten, and within the range', () => {
    fc.assert(
      fc.property(
        value,
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: -6, max: 6 }),
        (low, size, exponent) => {
          const high = low + size * 10 ** exponent;
          fc.pre(high - low > 1e-9 * Math.abs(low));
          const ticks = roundTicks(low, high, 6);
          const slack = 1e-9 * (high - low) + 4 * Number.EPSILON * Math.abs(low);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(7);
          for (const tick of ticks) expect(tick >= low - slack && tick <= high + slack).toBe(true);
          const step = ticks[1]! - ticks[0]!;
          const leading = step / 10 ** Math.floor(Math.log10(step) + 1e-6);
          expect([1, 2, 5].some((digit) => Math.abs(leading - digit) < 1e-4)).toBe(true);
        },
      ),
    );
  });
});

describe('scaleAxis', () => {
  const axis = { label: 'x', scale: 'linear' } as const;
  const logarithmic = { label: 'x', scale: 'log' } as const;

  it('places larger values further along, all within its pixels', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(axis, logarithmic),
        (values, which) => {
          const shown = values.filter((v) => which.scale === 'linear' || v > 0).sort((a, b) => a - b);
          const pixels = shown.map((v) => scaleAxis(which, values, 100, 700).position(v)!);
          expect(pixels.every((pixel) => pixel >= 100 && pixel <= 700)).toBe(true);
          expect(pixels).toEqual(pixels.toSorted((a, b) => a - b));
        },
      ),
    );
  });

  it('leaves out what it cannot show', () => {
    const linear = scaleAxis(axis, [0, 1, Number.NaN, Infinity], 0, 100);
    expect(linear.position(Number.NaN)).toBeUndefined();
    expect(linear.position(Infinity)).toBeUndefined();
    expect(linear.position(0)).toBeDefined();
    expect(scaleAxis(logarithmic, [1, 10], 0, 100).position(0)).toBeUndefined();
    expect(scaleAxis(logarithmic, [1, 10], 0, 100).position(-1)).toBeUndefined();
  });

  it('names powers of ten, and shows each where it is', () => {
    const scaled = scaleAxis(logarithmic, [1e-11, 1e9], 0, 1000);
    expect(scaled.ticks.map((tick) => tick.text)).toContain('10⁻¹⁰');
    const tick = scaled.ticks.find(({ text }) => text === '10⁵')!;
    expect(tick.at).toBeCloseTo(scaled.position(1e5)!, 9);
  });

  it.each([
    [
      [0, 0.5],
      ['0.0', '0.1', '0.2', '0.3', '0.4', '0.5'],
    ],
    [
      [-1, 1],
      ['−1.0', '−0.5', '0.0', '0.5', '1.0'],
    ],
    [
      [0, 2e7],
      ['0', '5e+6', '1e+7', '1.5e+7', '2e+7'],
    ],
  ] as const)('writes the ticks of %j with the decimals of their step', (values, texts) => {
    expect(scaleAxis(axis, values, 0, 1).ticks.map(({ text }) => text)).toEqual(texts);
  });

  it('shows a single value, an empty set, and values a rounding error apart', () => {
    for (const values of [[5], [0], [], [0.3, 0.3 + 1e-16]]) {
      const scaled = scaleAxis(axis, values, 0, 100);
      expect(scaled.ticks.length).toBeGreaterThan(0);
      for (const v of values) expect(scaled.position(v)).toBeCloseTo(50, 6);
    }
  });
});
