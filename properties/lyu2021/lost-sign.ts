import fc from 'fast-check';
import type { Label } from '../../src/data/dataset.ts';
import { symmetrise } from '../../src/data/transforms.ts';
import { leakySlope } from '../../src/generators/slopes.ts';
import type { TwoLayerCase } from '../../src/generators/two-layer-cases.ts';
import { Rational } from '../../src/numbers/rational.ts';

const SCALE = Rational.of(10n);
const { ONE, ZERO } = Rational;
const integer = (value: number) => Rational.of(BigInt(value));
const fraction = (denominator: number, min: number, max: number) =>
  fc.integer({ min, max }).map((k) => Rational.of(BigInt(k), BigInt(denominator)));

/**
 * Two-signed starts of σ = 10 that end one-signed, in the plane. A short point (s, 0) has the least margin from the start to the end, so only it
 * pulls, although long points (c·s, h·s), c and h ≥ 2, turn the mean away from it. Two neurons (a, w) = (a₀, (u₀, v)) and (a₁, (u₁, −l)) with all letters
 * positive: the second is on the other side of the mean, and yet is pulled to a > 0 as every neuron with a > 0, u > 0 is by a short point alone.
 *
 * With a₀ ≥ 4a₁ and u₀ ≥ 4u₁, which (a, u)′ ∝ (u, a) preserves, and v = l/(4α), the margins of the long points exceed the least one by
 * αs(c − 1 − 1/16)·a₀u₀ and more at any time: at the start by 52, and by more later.
 */
export function losesASign(): fc.Arbitrary<TwoLayerCase> {
  return fc
    .record({
      s: fraction(4, 4, 16),
      long: fc.array(fc.record({ c: fraction(4, 8, 16), h: fraction(4, 8, 16) }), {
        minLength: 1,
        maxLength: 3,
      }),
      label: fc.constantFrom<Label>(1, -1),
      alpha: leakySlope(8),
      first: fc.record({ a: fraction(8, 24, 48), u: fraction(8, 24, 48) }),
      second: fc.record({ a: fraction(8, 1, 6), u: fraction(8, 1, 6) }),
    })
    .map(({ s, long, label, alpha, first, second }) => {
      const signed = [[s, ZERO], ...long.map(({ c, h }) => [c.mul(s), h.mul(s)])];
      const x = label === 1 ? signed : signed.map((row) => row.map((value) => value.neg()));
      // a₁ + ⟨w₁,μ̂⟩ < 0 where l·μ₂ > (a₁ + u₁)‖μ‖.
      const [across, up] = [0, 1].map((j) => signed.reduce((sum, row) => sum.add(row[j]!), ZERO));
      const l = second.a.add(second.u).mul(ONE.add(across!.div(up!)));
      const v = l.div(integer(4).mul(alpha));
      return {
        data: symmetrise({ name: 'one short point and long ones', x, y: x.map(() => label) }),
        alpha,
        start: {
          a: [first.a, second.a],
          w: [
            [first.u, v],
            [second.u, l.neg()],
          ],
        },
        scale: SCALE,
      };
    });
}
