import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rational } from '../../src/numbers/rational.ts';
import { integerSquareRoot, squareRootBounds } from '../../src/numbers/square-root.ts';

describe('integerSquareRoot', () => {
  it('is the largest integer whose square is not above', () => {
    const value = fc.oneof(
      fc.bigInt(0n, 100n),
      fc.bigInt(0n, 2n ** 300n),
      fc.bigInt(0n, 2n ** 80n).map((r) => r * r),
    );
    fc.assert(
      fc.property(value, (v) => {
        const root = integerSquareRoot(v);
        expect(root * root <= v && v < (root + 1n) * (root + 1n)).toBe(true);
      }),
    );
  });
});

describe('squareRootBounds', () => {
  const positive = fc
    .tuple(fc.bigInt(1n, 2n ** 150n), fc.bigInt(1n, 2n ** 150n))
    .map(([num, den]) => Rational.of(num, den));

  it('encloses the root as narrowly as asked', () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: 1, max: 200 }), (value, bits) => {
        const { lower, upper } = squareRootBounds(value, bits);
        expect(lower.mul(lower).compare(value)).toBeLessThanOrEqual(0);
        expect(upper.mul(upper).compare(value)).toBeGreaterThanOrEqual(0);
        const width = upper.sub(lower).scaledByPowerOfTwo(bits);
        expect(width.compare(upper)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('is exact for squares', () => {
    fc.assert(
      fc.property(positive, (root) => {
        const { lower, upper } = squareRootBounds(root.mul(root));
        expect([`${lower}`, `${upper}`]).toEqual([`${root}`, `${root}`]);
      }),
    );
    expect(`${squareRootBounds(Rational.ZERO).upper}`).toBe('0');
    expect(() => squareRootBounds(Rational.of(-1n))).toThrow('expected a value ≥ 0, found -1');
  });
});
