import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../oracles/checker/check.ts';
import type { BasisGuess } from '../../oracles/linear/basis-guess.ts';
import { type LpMargin, type LpNorm, lpMargin, lpMarginFrom } from '../../oracles/lp-margin.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { hardDataset, sweep } from './hard-datasets.ts';
import { duplicateColumns, permute, repeat, rescale } from './metamorphic.ts';

function verdict(result: LpMargin): string {
  return result.status === 'optimal' ? String(result.margin) : result.status;
}

const COLD: BasisGuess = { columns: [], rows: [] };

describe.each<LpNorm>(['l1', 'linf'])('lpMargin in %s', (norm) => {
  it('decides every data set with an accepted certificate, the same with either solver', async () => {
    await fc.assert(
      fc.asyncProperty(hardDataset(), async (data) => {
        const withHighs = await lpMargin(data, norm, 'highs');
        const withGlpk = await lpMargin(data, norm, 'glpk');
        expect(verdict(withGlpk)).toBe(verdict(withHighs));
        for (const { certificate } of [withHighs, withGlpk])
          expect(checkCertificate(JSON.stringify(certificate))).toMatchObject({ accepted: true });
      }),
      { numRuns: sweep(100) },
    );
  });

  it('gives the same answer from a cold start, from any wrong basis and from a wrong "no optimum"', async () => {
    const places = fc.array(fc.nat(), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        hardDataset({ points: 12, dimension: 4 }),
        places,
        places,
        async (data, rows, columns) => {
          const d = data.x[0]!.length;
          const wrong = {
            columns: columns.map((value) => value % d),
            rows: rows.map((value) => value % data.x.length),
          };
          const expected = verdict(await lpMargin(data, norm));
          for (const guess of [COLD, wrong, 'no-optimum'] as const)
            expect(verdict(await lpMarginFrom(data, norm, async () => guess))).toBe(expected);
        },
      ),
      { numRuns: sweep(100) },
    );
  });

  it('scales, and does not see repetition or order; a second copy of every column doubles the ℓ∞ margin', async () => {
    await fc.assert(
      fc.asyncProperty(
        hardDataset({ points: 20, dimension: 5 }),
        fc.constantFrom(9, -9),
        async (data, exponent) => {
          const { scaled, factor } = rescale(data, exponent);
          const expected = await lpMargin(data, norm);
          const times = (by: Rational) =>
            expected.status === 'optimal' ? String(expected.margin.mul(by)) : expected.status;
          expect(verdict(await lpMargin(scaled, norm))).toBe(times(factor));
          expect(verdict(await lpMargin(repeat(data), norm))).toBe(times(Rational.ONE));
          expect(verdict(await lpMargin(permute(data), norm))).toBe(times(Rational.ONE));
          const doubled = Rational.of(norm === 'l1' ? 1n : 2n);
          expect(verdict(await lpMargin(duplicateColumns(data), norm))).toBe(times(doubled));
        },
      ),
      { numRuns: sweep(40) },
    );
  });
});

describe('the two norms by hand', () => {
  it.each([
    ['l1', '2', ['0', '1/2']],
    ['linf', '3', ['1/3', '1/3']],
  ] as const)('%s margin of the point (1,2)', async (norm, margin, w) => {
    const data = { name: 'one point', x: [[Rational.of(1n), Rational.of(2n)]], y: [1 as const] };
    const result = await lpMargin(data, norm);
    if (result.status !== 'optimal') return expect.unreachable('one point is separable');
    expect(String(result.margin)).toBe(margin);
    expect(result.w.map(String)).toEqual(w);
  });
});
