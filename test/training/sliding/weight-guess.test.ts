import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WeightGuess } from '../../../src/training/sliding/weight-guess.ts';

const NODES = [0, 0.9, 0.6, 1];

const coefficient = fc.integer({ min: -16, max: 16 }).map((value) => value / 64);
/** log p of one point as a cubic of time. */
const cubic = fc.array(coefficient, { minLength: 4, maxLength: 4 });
const valueAt = (curve: readonly number[], t: number) =>
  Float64Array.of(Math.exp(curve.reduceRight((sum, factor) => sum * t + factor, 0)));

function step(guess: WeightGuess, curve: readonly number[], start: number, length: number): number[] {
  const errors: number[] = [];
  guess.begin(start, length, valueAt(curve, start));
  for (const node of NODES.slice(1)) {
    const exact = valueAt(curve, start + node * length);
    errors.push(Math.abs(guess.next()[0]! / exact[0]! - 1));
    guess.record(exact);
  }
  return errors;
}

describe('a guess of weights', () => {
  it('follows the cubic that the step before found, within half a step of its end', () => {
    fc.assert(
      fc.property(cubic, fc.integer({ min: 1, max: 8 }), (curve, eighths) => {
        const guess = new WeightGuess(1, NODES);
        step(guess, curve, 0, 1);
        const length = 0.5;
        for (const error of step(guess, curve, eighths / 8, length)) expect(error).toBeLessThan(1e-9);
      }),
    );
  });

  it('is right again once the weights of a stage have told a constant difference from that cubic', () => {
    const guess = new WeightGuess(1, NODES);
    step(guess, [0.1, 0.2, -0.3, 0.1], 0, 1);
    expect(Math.max(...step(guess, [0.3, 0.2, -0.3, 0.1], 0.5, 0.25))).toBeLessThan(1e-9);
  });

  it('gives the weights in the middle of a step', () => {
    fc.assert(
      fc.property(cubic, fc.integer({ min: 0, max: 8 }), (curve, eighths) => {
        const guess = new WeightGuess(1, NODES);
        step(guess, curve, 0, 1);
        expect(guess.at(eighths / 8)[0]).toBeCloseTo(valueAt(curve, eighths / 8)[0]!, 9);
      }),
    );
  });

  it('keeps a weight of zero', () => {
    const guess = new WeightGuess(1, NODES);
    guess.begin(0, 1, Float64Array.of(0));
    expect(guess.next()[0]).toBe(0);
  });
});
