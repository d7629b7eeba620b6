import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideLimit } from '../../../properties/vardi2022/decide-limit.ts';
import { bestPiece, pieceLimit } from '../../../properties/vardi2022/relu-pieces.ts';
import { diagonalReluRun, V6 } from '../../../properties/vardi2022/V6-diagonal-relu.ts';
import type { FlowCase } from '../../../src/generators/flow-cases.ts';
import { Rational } from '../../../src/numbers/rational.ts';

const rationals = (values: readonly (number | string)[]) =>
  values.map((value) => Rational.parse(String(value)));

function run(x: readonly (readonly (number | string)[])[], start: readonly (number | string)[]): FlowCase {
  return {
    model: 'diagonal-relu',
    loss: 'exponential',
    data: { name: 'printed', x: x.map(rationals), y: x.map(() => 1) },
    start: rationals(start),
  };
}

describe('V6', () => {
  it('ends at cost 2 on the printed rows, where 3/2 is attained with u₁ < 0; the start decides w₁ : w₂', () => {
    const rows = [
      [1, 1, 0],
      [-2, 0, 1],
    ];
    for (const [u, share] of [
      [[1, 1, 1], '1/2'],
      [[2, 1, 1], '9/13'],
    ] as const) {
      const instance = run(rows, [...u, 1, 1, 1]);
      const limit = pieceLimit(instance.data, instance.start)!;
      expect(String(limit.cost)).toBe('2');
      expect(String(limit.w[0])).toBe(share);
      const best = bestPiece(instance.data)!;
      expect(String(best.cost)).toBe('3/2');
      expect(best.w[0]!.sign()).toBe(-1);
      const tending = diagonalReluRun(instance);
      if (typeof tending === 'string') throw new Error(tending);
      expect(decideLimit(tending, { kkt: true, local: true, global: false })).toMatchObject({
        outcome: 'supports',
      });
    }
  });

  it('costs (2 − η₁ − η₂)/(1 − η₁η₂) + 1/β on the corner rows, against at most 1/η₂ + 1/c', () => {
    const over64 = (min: number, max: number) =>
      fc.integer({ min, max }).map((value) => Rational.of(BigInt(value), 64n));
    const eta = over64(32, 54);
    fc.assert(
      fc.property(eta, eta, over64(16, 32), over64(128, 256), over64(0, 128), (a, b, beta, c, delta) => {
        const { ONE, ZERO } = Rational;
        const { data, start } = run([], [1, 1, 1, 2, 2, 2]);
        const corner = {
          ...data,
          x: [
            [a, ONE, ZERO],
            [ONE, b, ZERO],
            [c.neg(), delta.neg(), beta],
          ],
          y: [1, 1, 1] as const,
        };
        const two = Rational.of(2n)
          .sub(a)
          .sub(b)
          .div(ONE.sub(a.mul(b)));
        expect(String(pieceLimit(corner, start)!.cost)).toBe(String(two.add(ONE.div(beta))));
        const bound = ONE.div(b).add(ONE.div(c));
        expect(bestPiece(corner)!.cost.compare(bound)).toBeLessThanOrEqual(0);
        expect(bound.compare(two.add(ONE.div(beta)))).toBe(-1);
      }),
      { numRuns: 30 },
    );
  });

  it('draws starts of which every hypothesis holds', () => {
    fc.assert(
      fc.property(V6.cases, (instance) => {
        expect(V6.hypotheses.filter((hypothesis) => !hypothesis.holds(instance))).toEqual([]);
      }),
    );
  });
});
