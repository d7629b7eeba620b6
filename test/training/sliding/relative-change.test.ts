import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relativeChange } from '../../../src/training/sliding/relative-change.ts';

const stiffnesses = fc.constantFrom(0, 1e-9, 0.01, 0.5, 1, 7, 1e3, 1e12);

describe('the part of a Newton step that a weight follows', () => {
  it('is all of it where it is small', () => {
    fc.assert(
      fc.property(stiffnesses, fc.integer({ min: -49, max: 49 }), (stiffness, thousandths) => {
        expect(relativeChange(thousandths / 1000, stiffness)).toBe(thousandths / 1000);
      }),
    );
  });

  it('is the x with log(1 + x) + κx = (1 + κ)δ upwards, as far as a double holds it', () => {
    fc.assert(
      fc.property(stiffnesses, fc.integer({ min: 1, max: 60 * 16 }), (stiffness, sixteenths) => {
        const delta = sixteenths / 16;
        const x = relativeChange(delta, stiffness);
        const target = (1 + stiffness) * delta;
        expect((Math.log1p(x) + stiffness * x) / target).toBeCloseTo(1, 3);
      }),
    );
    // From here on: at 0.05 the two differ by more than a thousandth.
    expect(relativeChange(0.05, 0)).toBeCloseTo(Math.expm1(0.05), 12);
    expect(relativeChange(1e4, 0)).toBeGreaterThan(Math.exp(99));
    expect(relativeChange(1e4, 0)).toBeLessThan(Number.POSITIVE_INFINITY);
  });

  it('is exponential downwards, so that weights stay positive', () => {
    fc.assert(
      fc.property(stiffnesses, fc.integer({ min: 1, max: 700 }), (stiffness, delta) => {
        expect(1 + relativeChange(-delta / 10, stiffness)).toBeCloseTo(Math.exp(-delta / 10), 12);
      }),
    );
  });
});
