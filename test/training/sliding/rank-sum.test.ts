import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RankSum } from '../../../src/training/sliding/rank-sum.ts';
import { gaussianStart } from '../../../src/training/start.ts';

it('Σ weight·r rᵀ of any number of vectors, of which only beginnings may count, sum after sum', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 130 }), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(1000),
      (counts, length, seed) => {
        const longest = 5;
        const sum = new RankSum(longest);
        for (const count of counts) {
          sum.clear();
          const vectors = gaussianStart(count * longest, 1, seed);
          const weights = gaussianStart(count, 1, seed + 1);
          for (let c = 0; c < count; c++)
            sum.add(weights[c]!, vectors.subarray(c * longest, (c + 1) * longest), length);
          const out = new Float64Array(longest * longest);
          sum.write(length, out, longest);
          for (let i = 0; i < length; i++)
            for (let j = 0; j <= i; j++) {
              const expected = weights.reduce(
                (total, weight, c) => total + weight * vectors[c * longest + i]! * vectors[c * longest + j]!,
                0,
              );
              expect(out[i * longest + j]).toBeCloseTo(expected, 9);
            }
        }
      },
    ),
    { numRuns: 25 },
  );
});
