import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../oracles/checker/check.ts';
import { separator, solveMarginProgram } from '../../oracles/linear/margin-program.ts';
import { type LpFace, lpFace } from '../../oracles/lp-face.ts';
import { type LpNorm, lpMargin } from '../../oracles/lp-margin.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { rank, solveSquare } from '../../src/linalg/bareiss.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { hardDataset, sweep } from './hard-datasets.ts';

async function face(data: Dataset, norm: LpNorm): Promise<LpFace> {
  const result = await lpFace(data, norm);
  return result.status === 'optimal' ? result : expect.unreachable('the data is separable');
}

function positive(...rows: number[][]): Dataset {
  const x = rows.map((row) => row.map((value) => Rational.of(BigInt(value))));
  return { name: 'positive', x, y: rows.map(() => 1) };
}

function subsets(size: number): number[][] {
  return Array.from({ length: 2 ** size }, (_, bits) =>
    Array.from({ length: size }, (_, i) => i).filter((i) => (bits >> i) % 2 === 1),
  );
}

/** Dimension of the hull of all optimal vertices, found by trying every basis; undefined when there is no optimum. */
async function bruteForceDimension(data: Dataset, norm: LpNorm): Promise<number | undefined> {
  const solved = await solveMarginProgram(data, norm, async () => ({ columns: [], rows: [] }));
  if ('status' in solved) return undefined;
  const { a, b, c } = solved.program;
  const vertices: { cost: Rational; w: Rational[] }[] = [];
  for (const columns of subsets(c.length))
    for (const rows of subsets(b.length)) {
      if (columns.length !== rows.length) continue;
      const square = rows.map((i) => columns.map((j) => a[i]![j]!));
      const solution = solveSquare(
        square,
        rows.map((i) => b[i]!),
        columns.map((j) => c[j]!),
      );
      if (!solution) continue;
      const x = c.map(() => Rational.ZERO);
      columns.forEach((j, k) => {
        x[j] = Rational.of(solution.primal[k]!, solution.determinant);
      });
      const dot = (u: readonly bigint[]) =>
        x.reduce((sum, value, j) => sum.add(value.mul(Rational.of(u[j]!))), Rational.ZERO);
      const feasible = a.every((row, i) => dot(row).compare(Rational.of(b[i]!)) >= 0);
      if (!feasible || x.some((value) => value.sign() < 0)) continue;
      vertices.push({ cost: dot(c), w: separator(norm, x, (p, m) => p.sub(m)) });
    }
  const least = vertices.map(({ cost }) => cost).reduce((p, q) => (q.compare(p) < 0 ? q : p));
  const [first, ...others] = vertices.filter(({ cost }) => cost.equals(least)).map(({ w }) => w);
  const common = [first!, ...others].flat().reduce((product, { den }) => product * den, 1n);
  return rank(
    others.map((w) =>
      w.map((value, j) => {
        const difference = value.sub(first![j]!);
        return (difference.num * common) / difference.den;
      }),
    ),
  );
}

describe.each<LpNorm>(['l1', 'linf'])('lpFace in %s', (norm) => {
  it('has an accepted certificate, and holds every optimum that a solver finds', async () => {
    await fc.assert(
      fc.asyncProperty(hardDataset({ points: 16, dimension: 5 }), async (data) => {
        const whole = await lpFace(data, norm);
        expect(checkCertificate(JSON.stringify(whole.certificate))).toMatchObject({ accepted: true });
        for (const solver of ['highs', 'glpk'] as const) {
          const one = await lpMargin(data, norm, solver);
          expect(one.status).toBe(whole.status);
          if (one.status !== 'optimal' || whole.status !== 'optimal') return;
          expect(String(one.margin)).toBe(String(whole.margin));
          expect(whole.support).toEqual(expect.arrayContaining([...one.support]));
          const different = one.w.flatMap((value, j) => (value.equals(whole.w[j]!) ? [] : [j]));
          expect(whole.free).toEqual(expect.arrayContaining(different));
          if (whole.dimension === 0) expect(different).toEqual([]);
        }
      }),
      { numRuns: sweep(50) },
    );
  });

  it('has the dimension of the hull of all optimal vertices', async () => {
    const tiny = norm === 'l1' ? { points: 4, dimension: 3 } : { points: 3, dimension: 3 };
    const coarse = fc.array(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: tiny.points,
    });
    await fc.assert(
      fc.asyncProperty(coarse, async (rows) => {
        const data = positive(...rows);
        const result = await lpFace(data, norm);
        const dimension = result.status === 'optimal' ? result.dimension : undefined;
        expect(dimension).toBe(await bruteForceDimension(data, norm));
      }),
      { numRuns: sweep(40) },
    );
  });
});

describe('faces by hand', () => {
  it('ℓ1 of the point (1,1): the segment from (1,0) to (0,1)', async () => {
    expect(await face(positive([1, 1]), 'l1')).toMatchObject({ dimension: 1, support: [0], free: [0, 1] });
  });

  it('ℓ∞ of the point (1,0): the segment from (1,−1) to (1,1)', async () => {
    const { w, ...rest } = await face(positive([1, 0]), 'linf');
    expect(rest).toMatchObject({ dimension: 1, support: [0], free: [1] });
    expect(String(w[0])).toBe('1');
  });

  it('ℓ1 of the counterexample [[1,−4,4],[3,2,3]] of M2: a segment', async () => {
    expect(await face(positive([1, -4, 4], [3, 2, 3]), 'l1')).toMatchObject({ dimension: 1 });
  });
});
