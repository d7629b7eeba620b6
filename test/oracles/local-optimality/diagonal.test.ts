import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import {
  certifyDiagonalKkt,
  decideDiagonal,
  diagonalFunction,
  refuteGlobally,
} from '../../../oracles/local-optimality/diagonal.ts';
import { quasiNormOptimum } from '../../../oracles/local-optimality/quasi-norm.ts';
import type { Dataset } from '../../../src/data/dataset.ts';
import { SMALL, separable } from '../../../src/generators/datasets.ts';
import { Rational } from '../../../src/numbers/rational.ts';

function positive(x: readonly (readonly Rational[])[]): Dataset {
  return { name: 'positive', x, y: x.map(() => 1) };
}

const nonZero = fc
  .tuple(fc.integer({ min: 1, max: 32 }), fc.boolean())
  .map(([size, negative]) => Rational.of(BigInt(negative ? -size : size), 8n));

describe('diagonal networks of depth 3', () => {
  it('V7: on the ray r_j = 1/|x_j| one example leaves two or more coordinates alive: KKT, not local, not global', () => {
    fc.assert(
      fc.property(fc.array(nonZero, { minLength: 2, maxLength: 4 }), (x) => {
        const data = positive([x]);
        const sizes = x.map((value) => Rational.ONE.div(value.abs()));
        const factors = [sizes.map((size, j) => (x[j]!.sign() > 0 ? size : size.neg())), sizes, sizes];
        // s_j = λx_j and r_j = |s_j| r_j², so that λ = 1.
        expect(certifyDiagonalKkt(data, factors, [Rational.ONE])).not.toBeNull();
        expect(certifyDiagonalKkt(data, factors, [Rational.parse('1.00000001')])).toBeNull();
        const decided = decideDiagonal(data, factors, [Rational.ONE]);
        expect(decided).toMatchObject({
          verdict: 'refuted',
          certificate: { claim: { kind: 'diagonal-not-local-optimum' } },
        });
        const { w, vertices } = quasiNormOptimum(data, 2 / 3)!;
        expect(vertices).toBe(x.length);
        const global = refuteGlobally(data, factors, w);
        expect(checkCertificate(global)).toMatchObject({ accepted: true });
      }),
    );
  });

  it('as many live coordinates as support vectors are locally optimal', () => {
    const rational = (rows: number[][]) => rows.map((row) => row.map(Rational.fromDouble));
    const data = positive(
      rational([
        [2, 1, 3],
        [1, 2, 3],
      ]),
    );
    const layer = rational([[1, 1, 0]])[0]!;
    const third = Rational.of(1n, 3n);
    const decided = decideDiagonal(data, [layer, layer, layer], [third, third]);
    expect(decided).toMatchObject({
      verdict: 'optimal',
      certificate: { claim: { kind: 'diagonal-local-optimum' } },
    });
    if (decided.verdict === 'undecided') throw new Error(decided.why);
    expect(checkCertificate(decided.certificate)).toMatchObject({ accepted: true });
    expect(refuteGlobally(data, [layer, layer, layer], quasiNormOptimum(data, 2 / 3)!.w)).not.toBeNull();
    const open = decideDiagonal(data, [layer, layer, layer], [third, Rational.ONE]);
    expect(open.verdict).toBe('undecided');
  });
});

describe('the global ℓ_{2/D} margin', () => {
  it('is a separator no worse than any other vertex or random separator', () => {
    fc.assert(
      fc.property(
        separable({ points: [1, 5], dimension: [1, 3] }),
        fc.array(fc.integer({ min: -64, max: 64 }), { minLength: 3, maxLength: 3 }),
        (data, direction) => {
          const optimum = quasiNormOptimum(data, 2 / 3)!;
          const w = direction.slice(0, data.x[0]!.length);
          const margin = Math.min(
            ...data.x.map((x, i) => data.y[i]! * x.reduce((sum, v, j) => sum + v.toNumber() * w[j]!, 0)),
          );
          const least = data.x.map((x, i) =>
            x
              .reduce((sum, v, j) => sum.add(v.mul(optimum.w[j]!)), Rational.ZERO)
              .mul(Rational.of(BigInt(data.y[i]!))),
          );
          expect(least.every((value) => value.compare(Rational.ONE) >= 0)).toBe(true);
          if (margin <= 0) return;
          const value = w.reduce((sum, entry) => sum + Math.abs(entry / margin) ** (2 / 3), 0);
          expect(optimum.value).toBeLessThanOrEqual(value * (1 + 1e-12));
        },
      ),
    );
  });

  it('says null where nothing separates, and refuses what it cannot go through', () => {
    const contradictory: Dataset = { name: 'both', x: [[Rational.ONE], [Rational.ONE]], y: [1, -1] };
    expect(quasiNormOptimum(contradictory, 0.5)).toBeNull();
    const row = new Array<Rational>(20).fill(Rational.ONE);
    expect(() => quasiNormOptimum(positive(new Array(20).fill(row)), 0.5)).toThrow(/at most 50000/);
  });

  it('is the function of its factors', () => {
    fc.assert(
      fc.property(separable(SMALL), ({ x }) => {
        const ones = x[0]!.map(() => Rational.ONE);
        expect(diagonalFunction([x[0]!, ones, ones]).map(String)).toEqual(x[0]!.map(String));
      }),
    );
  });
});
