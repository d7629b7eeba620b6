import fc from 'fast-check';
import { expect, it } from 'vitest';
import { simplestNear } from '../../../oracles/kkt/simplest.ts';
import { Rational } from '../../../src/numbers/rational.ts';

const fraction = fc
  .tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 60 }))
  .map(([num, den]) => Rational.of(BigInt(num), BigInt(den)));

it('the simplest fraction is near enough, and no smaller denominator has one that is', () => {
  fc.assert(
    fc.property(fraction, fc.integer({ min: 2, max: 2000 }), (value, parts) => {
      const tolerance = Rational.of(1n, BigInt(parts));
      const found = simplestNear(value, tolerance);
      expect(found.sub(value).abs().compare(tolerance)).toBeLessThanOrEqual(0);
      for (let den = 1n; den < found.den; den++) {
        // The least multiple of 1/den that is not below value − tolerance.
        const scaled = value.sub(tolerance).mul(Rational.of(den));
        const ceiling = (scaled.num + (scaled.num > 0n ? scaled.den - 1n : 0n)) / scaled.den;
        expect(Rational.of(ceiling, den).compare(value.add(tolerance))).toBe(1);
      }
    }),
  );
});
