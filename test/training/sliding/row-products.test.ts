import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RankSum } from '../../../src/training/sliding/rank-sum.ts';
import { rowProducts } from '../../../src/training/sliding/row-products.ts';

/** A matrix of integers, whose products are exact in any order, with rows further apart than they are long. */
const matrix = (length: number) =>
  fc
    .record({
      count: fc.integer({ min: 1, max: 7 }),
      gap: fc.nat(2),
      seed: fc.integer({ min: 1, max: 1000 }),
    })
    .map(({ count, gap, seed }) => {
      const stride = length + gap;
      const values = Float64Array.from(
        { length: count * stride },
        (_, j) => ((seed * (j + 1) * 37) % 101) - 50,
      );
      return { values, count, stride };
    });

const pairs = fc.nat(6).chain((length) => fc.tuple(fc.constant(length), matrix(length), matrix(length)));

const inner = (u: Float64Array, v: Float64Array) => u.reduce((sum, value, j) => sum + value * v[j], 0);

describe('products of rows', () => {
  it('are inner products, and touch nothing else', () => {
    fc.assert(
      fc.property(pairs, fc.nat(2), ([length, a, b], gap) => {
        const stride = b.count + gap;
        const out = new Float64Array(a.count * stride).fill(Number.NaN);
        rowProducts(a, b, length, out, stride);
        const row = (m: typeof a, i: number) => m.values.subarray(i * m.stride, i * m.stride + length);
        for (let i = 0; i < a.count; i++)
          for (let j = 0; j < stride; j++)
            expect(out[i * stride + j]).toBe(j < b.count ? inner(row(a, i), row(b, j)) + 0 : Number.NaN);
      }),
    );
  });
});

describe('a sum of rank-one matrices', () => {
  it('is the sum of their entries, after it was cleared too', () => {
    const vectors = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 5, maxLength: 5 }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(vectors, fc.integer({ min: 1, max: 5 }), (drawn, length) => {
        const sum = new RankSum(5);
        sum.add(3, new Float64Array(5).fill(1), 5);
        sum.clear();
        for (const [c, r] of drawn.entries()) sum.add(c - 2, Float64Array.from(r), length);
        const out = new Float64Array(length * 6);
        sum.write(length, out, 6);
        for (let i = 0; i < length; i++)
          for (let j = 0; j <= i; j++)
            expect(out[i * 6 + j]).toBe(drawn.reduce((total, r, c) => total + (c - 2) * r[i] * r[j], 0) + 0);
      }),
    );
  });
});
