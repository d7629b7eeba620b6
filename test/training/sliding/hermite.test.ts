import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hermiteRoot } from '../../../src/training/sliding/hermite.ts';

const coefficient = () => fc.integer({ min: -256, max: 256 }).map((value) => value / 64);

it('finds a root of any cubic that changes sign from + to − on [0, 1]', () => {
  fc.assert(
    fc.property(coefficient(), coefficient(), coefficient(), coefficient(), (a, b, c, d) => {
      const cubic = (t: number) => a + t * (b + t * (c + t * d));
      const slope = (t: number) => b + t * (2 * c + 3 * t * d);
      fc.pre(cubic(0) > 0 && cubic(1) < 0);
      const root = hermiteRoot({ start: cubic(0), startSlope: slope(0), end: cubic(1), endSlope: slope(1) });
      expect(root).toBeGreaterThan(0);
      expect(root).toBeLessThan(1);
      expect(Math.abs(cubic(root))).toBeLessThan(1e-9);
    }),
  );
});

it('is 0 where the cubic starts at or below zero', () => {
  expect(hermiteRoot({ start: 0, startSlope: 1, end: -1, endSlope: -1 })).toBe(0);
  expect(hermiteRoot({ start: -1, startSlope: 0, end: -2, endSlope: 0 })).toBe(0);
});
