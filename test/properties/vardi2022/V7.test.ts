import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import { quasiNormOptimum } from '../../../oracles/local-optimality/quasi-norm.ts';
import {
  exactRoot,
  factorsOf,
  isOnRay,
  rayPoint,
} from '../../../properties/vardi2022/deep-diagonal-limit.ts';
import { deepDiagonalRun, V7 } from '../../../properties/vardi2022/V7-deep-diagonal.ts';
import { Rational } from '../../../src/numbers/rational.ts';

const sum = (values: readonly Rational[]) => values.reduce((total, value) => total.add(value), Rational.ZERO);

describe('V7', () => {
  it('ends at w = (½, ½) on x = (1, 1), the maximum of the ℓ_{2/3} quasi-norm on the margin constraint', () => {
    const quasiNorm = (w: readonly number[]) =>
      w.reduce((total, value) => total + Math.abs(value) ** (2 / 3), 0);
    const top = quasiNorm([0.5, 0.5]);
    for (let k = 1; k < 32; k++) expect(quasiNorm([0.5 + k / 64, 0.5 - k / 64])).toBeLessThan(top);
    const data = { name: 'printed', x: [[Rational.ONE, Rational.ONE]], y: [1 as const] };
    expect(quasiNormOptimum(data, 2 / 3)!.value).toBe(1);
  });

  it('leaves the ray along r_j(1 + δ_j t)(1 − ct²), c = D·M₂/4, Σ p_jδ_j = 0; for x = (1, 1) along r(1 ± t)(1 − ¾t²)', () => {
    fc.assert(
      fc.property(V7.cases, fc.integer({ min: 1, max: 16 }), (instance, step) => {
        fc.pre(isOnRay(instance));
        const factors = rayPoint(instance)!;
        const depth = factors.length;
        const squares = factors[0]!.map((value) => value.mul(value));
        const p = squares.map((value) => value.div(sum(squares)));
        // δ moves the first two coordinates against each other.
        const size = Rational.of(BigInt(step), 16n);
        const delta = p.map((_, j) =>
          j > 1 ? Rational.ZERO : j === 0 ? size : size.neg().mul(p[0]!).div(p[1]!),
        );
        const c = sum(delta.map((value, j) => p[j]!.mul(value).mul(value))).mul(
          Rational.of(BigInt(depth), 4n),
        );
        const run = deepDiagonalRun(instance);
        if (typeof run === 'string') throw new Error(run);
        const found = run.certificates.find(({ claim }) => claim.kind === 'diagonal-not-local-optimum')!;
        const path = (value: Rational, d: Rational) =>
          [d, c.neg(), d.mul(c).neg()].map((k) => String(k.mul(value)));
        const certificate = {
          ...found,
          derivation: { factors: factors.map((layer) => layer.map((value, j) => path(value, delta[j]!))) },
        };
        expect(checkCertificate(certificate)).toMatchObject({ accepted: true });
        if (depth === 3 && p.length === 2 && p[0]!.equals(p[1]!) && step === 16)
          expect(String(c)).toBe('3/4');
      }),
      { numRuns: 60 },
    );
  });

  it('tells starts on the ray from those off it, and takes exact roots only', () => {
    fc.assert(
      fc.property(
        V7.cases,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        (instance, k, order) => {
          expect(V7.hypotheses.filter((hypothesis) => !hypothesis.holds(instance))).toEqual([]);
          const factors = factorsOf(instance);
          expect(factors.flat().map(String)).toEqual(instance.start.map(String));
          if (isOnRay(instance)) {
            const moved = instance.start.map((value, at) => (at === 0 ? value.add(value) : value));
            expect(isOnRay({ ...instance, start: moved })).toBe(false);
          }
          const root = Rational.of(BigInt(k), 7n);
          const power = new Array<Rational>(order).fill(root).reduce((a, b) => a.mul(b));
          expect(String(exactRoot(power, order))).toBe(String(root));
          if (order > 1) expect(exactRoot(power.mul(Rational.of(2n)), order)).toBeNull();
        },
      ),
      { numRuns: 60 },
    );
  });
});
