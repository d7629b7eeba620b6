import fc from 'fast-check';
import { Rational } from '../../src/numbers/rational.ts';
import type { ScaledCase } from './diagonal-cases.ts';
import { withSigns } from './generators.ts';

/** D of 3 and 4. */
export const depths = () => fc.integer({ min: 3, max: 4 });

/** A separator of two points in the plane that leaves a coordinate out costs at least so much more than the one through both. */
const WORSE = 1.02;

/**
 * z = (−a, b), (c, e), 0 < b < e. From a small start s = Xᵀν moves along the sum of the points until a coordinate blows up. It is the second one where
 * b + e > |c − a|, which separates alone: the run ends at (0, 1/b). The separator through both points is shorter in ℓ1 and in ℓ_{2/D}.
 */
export function endsAtOneCoordinate(): fc.Arbitrary<ScaledCase> {
  const plane: [number, number, number, number][] = [];
  for (let a = 1; a <= 6; a++)
    for (let b = 1; b <= 4; b++)
      for (let c = 1; c <= 6; c++)
        for (let e = b + 1; e <= 6; e++) {
          const [w1, w2] = [(e - b) / (a * e + b * c), (a + c) / (a * e + b * c)];
          const shorter = [1, 1 / 2].every((p) => WORSE * (w1 ** p + w2 ** p) < b ** -p);
          if (shorter && b + e >= 2 * Math.abs(c - a)) plane.push([a, b, c, e]);
        }
  const flags = fc.array(fc.boolean(), { minLength: 2, maxLength: 2 });
  return fc
    .record({ entries: fc.constantFrom(...plane), labels: flags, signs: flags, power: depths() })
    .map(({ entries: [a, b, c, e], labels, signs, power }) => {
      const rows = [
        [-a, b],
        [c, e],
      ].map((row) => row.map((value) => Rational.of(BigInt(value))));
      return {
        data: withSigns(rows, labels, signs, 'ends at one coordinate'),
        power,
        alpha: Rational.of(1n, 20n),
      };
    });
}
