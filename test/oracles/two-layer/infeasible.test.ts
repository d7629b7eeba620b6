import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import { type TwoLayerInfeasible, twoLayerMargin } from '../../../oracles/two-layer/two-layer-margin.ts';
import type { Dataset } from '../../../src/data/dataset.ts';
import { matrix } from '../../../src/generators/coordinates.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { integerDataset, XOR } from './datasets.ts';

const half = Rational.of(1n, 2n);

async function infeasible(data: Dataset, alpha: Rational): Promise<TwoLayerInfeasible> {
  const result = await twoLayerMargin(data, { alpha });
  if (result.status !== 'infeasible') throw new Error(`expected infeasible data, found ${result.status}`);
  expect(checkCertificate(JSON.stringify(result.certificate))).toMatchObject({ accepted: true });
  return result;
}

describe('data that no net classifies', () => {
  it.each([
    ['a point at 0', [[1], [0]], [1, -1]],
    [
      'both labels on one point',
      [
        [1, 2],
        [1, 2],
      ],
      [1, -1],
    ],
    [
      'both labels on one ray',
      [
        [1, 2],
        [3, 6],
      ],
      [1, -1],
    ],
    [
      'mirrored points that no linear function separates',
      [
        [1, 0],
        [-1, 0],
        [-2, 0],
        [0, 1],
        [0, -1],
        [-1, -1],
        [3, 3],
      ],
      [1, -1, -1, 1, -1, 1, -1],
    ],
  ] as const)('%s: a certificate says so', async (_, x, y) => {
    for (const alpha of [Rational.ZERO, half, Rational.ONE]) await infeasible(integerDataset(x, y), alpha);
  });

  it('XOR for α = 1 only: the certificate for α = 1 proves nothing below', async () => {
    const { certificate } = await infeasible(XOR, Rational.ONE);
    const claim = { ...certificate.claim, alpha: '99/100' };
    expect(checkCertificate({ ...certificate, claim })).toMatchObject({
      accepted: false,
      code: 'not-balanced',
    });
    expect((await twoLayerMargin(XOR, { alpha: Rational.of(99n, 100n) })).status).toBe('optimal');
  });

  it('on a small grid, with ties everywhere, every data set is decided and proved', async () => {
    const integer = fc.integer({ min: -1, max: 1 }).map((k) => Rational.of(BigInt(k)));
    const seen = { optimal: 0, infeasible: 0 };
    await fc.assert(
      fc.asyncProperty(
        matrix(integer, { minRows: 1, maxRows: 6, minColumns: 1, maxColumns: 3 }),
        fc.array(fc.constantFrom(1 as const, -1 as const), { minLength: 6, maxLength: 6 }),
        fc.constantFrom(Rational.ZERO, half, Rational.ONE),
        async (x, labels, alpha) => {
          const data = { name: 'grid', x, y: labels.slice(0, x.length) };
          const result = await twoLayerMargin(data, { alpha });
          if (result.status === 'undecided') throw new Error(result.reason);
          seen[result.status]++;
          expect(checkCertificate(JSON.stringify(result.certificate))).toMatchObject({ accepted: true });
        },
      ),
      { numRuns: 70 },
    );
    expect(Math.min(seen.optimal, seen.infeasible)).toBeGreaterThan(3);
  });
});
