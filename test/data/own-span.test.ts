import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { l2Margin } from '../../oracles/l2-margin.ts';
import { bundledDataset } from '../../src/data/bundled.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { inOwnSpan } from '../../src/data/own-span.ts';
import { separable } from '../../src/generators/datasets.ts';
import { Rational } from '../../src/numbers/rational.ts';

/** Of an inner product of points shorter than 32 whose coordinates are off by 2^−64. */
const ROUNDING = Rational.of(1n, 1n << 54n);

function gram({ x }: Dataset): Rational[] {
  return x.flatMap((row) => x.map((other) => innerProduct(row, other)));
}

describe('points in their own span', () => {
  it('keep all inner products and labels', () => {
    fc.assert(
      fc.property(separable({ points: [1, 6], dimension: [1, 6] }), (data) => {
        const copy = inOwnSpan(data);
        expect(copy.y).toEqual(data.y);
        const before = gram(data);
        gram(copy).forEach((value, k) => {
          expect(value.sub(before[k]!).abs().compare(ROUNDING)).toBeLessThan(0);
        });
      }),
    );
  });

  it('have as many coordinates as are independent, copies and multiples of points included', () => {
    fc.assert(
      fc.property(separable({ points: [2, 5], dimension: [1, 3] }), (data) => {
        const padded = data.x.map((row) => [...row, Rational.ZERO, row[0]!]);
        const doubled = { ...data, x: [...padded, ...padded], y: [...data.y, ...data.y] };
        const coordinates = inOwnSpan(doubled).x[0]!.length;
        expect(coordinates).toBe(inOwnSpan(data).x[0]!.length);
        expect(coordinates).toBeLessThanOrEqual(Math.min(data.x.length, data.x[0]!.length));
      }),
    );
  });

  it('have the margin that the digits have in 784 pixels', () => {
    const digits = bundledDataset('mnist');
    const [all, own] = [digits, inOwnSpan(digits)].map((data) => l2Margin(data));
    if (all!.status !== 'optimal' || own!.status !== 'optimal') throw new Error('the digits are separable');
    expect(own.marginSquared.toNumber()).toBeCloseTo(all.marginSquared.toNumber(), 12);
    expect(own.w.length).toBeLessThanOrEqual(digits.x.length);
  });
});
