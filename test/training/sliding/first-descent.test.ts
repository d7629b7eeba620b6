import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstDescent } from '../../../src/training/sliding/hermite.ts';

const coefficient = () => fc.integer({ min: -256, max: 256 }).map((value) => value / 64);
const PARTS = Array.from({ length: 2001 }, (_, part) => part / 2000);

it('a cubic that goes below −depth, at its end or before it turns back, first comes down to 0 where it is said to', () => {
  fc.assert(
    fc.property(
      coefficient(),
      coefficient(),
      coefficient(),
      coefficient(),
      fc.nat(3),
      (a, b, c, d, fourths) => {
        const depth = fourths / 4;
        const cubic = (t: number) => a + t * (b + t * (c + t * d));
        const slope = (t: number) => b + t * (2 * c + 3 * t * d);
        // What rises first is above 0 for longer than a step between events lasts, and is not looked for.
        fc.pre(a > 0 && b < 0);
        const at = firstDescent({ start: a, startSlope: b, end: cubic(1), endSlope: slope(1) }, depth);
        const least = Math.min(...PARTS.map(cubic));
        if (at === undefined) {
          // It may still have turned back, and be on its way down again.
          expect(cubic(1) < -depth || (slope(1) > 0 && least < -depth - 1e-4)).toBe(false);
          return;
        }
        expect(least).toBeLessThanOrEqual(-depth + 1e-9);
        expect(Math.abs(cubic(at))).toBeLessThan(1e-8);
        if (slope(1) > 0 || cubic(1) >= 0)
          for (const part of PARTS) if (part < at - 1e-6) expect(cubic(part)).toBeGreaterThan(0);
      },
    ),
  );
});

it('one that begins at or below 0 is there at once, if it goes on down', () => {
  const dip = { start: -0.1, startSlope: -4, end: 1, endSlope: 4 };
  expect(firstDescent(dip, 0.1)).toBe(0);
  expect(firstDescent({ ...dip, startSlope: 0 }, 0.1)).toBeUndefined();
  expect(firstDescent({ start: -0.1, startSlope: 1, end: 1, endSlope: 4 }, 0.1)).toBeUndefined();
});
