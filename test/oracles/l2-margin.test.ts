import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../oracles/checker/check.ts';
import { type L2Margin, l2Margin, l2MarginFrom } from '../../oracles/l2-margin.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { separable } from '../../src/generators/datasets.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { hardDataset, sweep } from './hard-datasets.ts';
import { duplicateColumns, permute, repeat, rescale } from './metamorphic.ts';

/** What is decided: "infeasible" or the exact squared margin. */
function verdict(result: L2Margin): string {
  return result.status === 'optimal' ? String(result.marginSquared) : result.status;
}

/** Tries every set of rows as the support: the first whose equality solution is feasible, with λ ≥ 0. */
function bruteForce({ x, y }: Dataset): string {
  const z = x.map((row, i) => row.map((value) => (y[i] === 1 ? value : value.neg())));
  const dot = (a: readonly Rational[], b: readonly Rational[]) =>
    a.reduce((sum, value, j) => sum.add(value.mul(b[j]!)), Rational.ZERO);
  for (let subset = 1; subset < 2 ** z.length; subset++) {
    const rows = z.filter((_, i) => (subset >> i) % 2 === 1);
    const multipliers = gaussSolve(rows.map((a) => [...rows.map((b) => dot(a, b)), Rational.ONE]));
    if (!multipliers || multipliers.some((value) => value.sign() < 0)) continue;
    const w = z[0]!.map((_, j) =>
      rows.reduce((sum, row, k) => sum.add(row[j]!.mul(multipliers[k]!)), Rational.ZERO),
    );
    if (z.every((row) => dot(row, w).compare(Rational.ONE) >= 0)) return String(Rational.ONE.div(dot(w, w)));
  }
  return 'infeasible';
}

/** Gauss–Jordan on [A | b]; undefined when A is singular. */
function gaussSolve(rows: Rational[][]): Rational[] | undefined {
  for (let k = 0; k < rows.length; k++) {
    const found = rows.findIndex((row, i) => i >= k && row[k]!.sign() !== 0);
    if (found < 0) return undefined;
    [rows[k], rows[found]] = [rows[found]!, rows[k]!];
    const pivot = rows[k]!.map((value) => value.div(rows[k]![k]!));
    rows = rows.map((row, i) => (i === k ? pivot : row.map((value, j) => value.sub(row[k]!.mul(pivot[j]!)))));
  }
  return rows.map((row) => row.at(-1)!);
}

describe('l2Margin', () => {
  it('decides every data set with a certificate that the checker accepts', () => {
    fc.assert(
      fc.property(hardDataset(), (data) => {
        const result = l2Margin(data);
        expect(checkCertificate(JSON.stringify(result.certificate))).toMatchObject({ accepted: true });
      }),
      { numRuns: sweep(400) },
    );
  });

  it('gives the same answer from a cold start and from any wrong guess', () => {
    const wrong = fc.array(fc.nat(), { maxLength: 12 });
    fc.assert(
      fc.property(hardDataset({ points: 24, dimension: 6 }), wrong, (data, guess) => {
        const rows = guess.map((value) => value % data.x.length);
        const expected = verdict(l2Margin(data));
        expect(verdict(l2MarginFrom(data, () => []))).toBe(expected);
        expect(verdict(l2MarginFrom(data, () => rows))).toBe(expected);
      }),
      { numRuns: sweep(200) },
    );
  });

  it('agrees with brute force over all supports', () => {
    fc.assert(
      fc.property(hardDataset({ points: 5, dimension: 3 }), (data) => {
        expect(verdict(l2Margin(data))).toBe(bruteForce(data));
      }),
      { numRuns: sweep(150) },
    );
  });

  it('returns what it says: multipliers on the support, margin 1 there, the margin of w', () => {
    fc.assert(
      fc.property(separable(), (data) => {
        const result = l2Margin(data);
        if (result.status !== 'optimal') return expect.unreachable('separable by construction');
        const { w, multipliers, support } = result;
        const margins = data.x.map((row, i) =>
          row
            .reduce((sum, value, j) => sum.add(value.mul(w[j]!)), Rational.ZERO)
            .mul(Rational.of(BigInt(data.y[i]!))),
        );
        for (const [i, margin] of margins.entries()) {
          expect(margin.compare(Rational.ONE)).toBeGreaterThanOrEqual(0);
          expect(multipliers[i]!.sign()).toBe(support.includes(i) ? 1 : 0);
          if (support.includes(i)) expect(String(margin)).toBe('1');
        }
        const normSquared = w.reduce((sum, value) => sum.add(value.mul(value)), Rational.ZERO);
        expect(String(normSquared.mul(result.marginSquared))).toBe('1');
      }),
    );
  });

  it('scales, and does not see repetition, order or a second copy of every column', () => {
    fc.assert(
      fc.property(hardDataset({ points: 20, dimension: 5 }), fc.constantFrom(9, -9), (data, exponent) => {
        const { scaled, factor } = rescale(data, exponent);
        const expected = l2Margin(data);
        const times = (square: Rational) =>
          expected.status === 'optimal' ? String(expected.marginSquared.mul(square)) : expected.status;
        expect(verdict(l2Margin(scaled))).toBe(times(factor.mul(factor)));
        expect(verdict(l2Margin(repeat(data)))).toBe(times(Rational.ONE));
        expect(verdict(l2Margin(permute(data)))).toBe(times(Rational.ONE));
        expect(verdict(l2Margin(duplicateColumns(data)))).toBe(times(Rational.of(2n)));
      }),
      { numRuns: sweep(60) },
    );
  });
});
