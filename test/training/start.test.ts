import { describe, expect, it } from 'vitest';
import { gaussianStart, splitMix64 } from '../../src/training/start.ts';

describe('gaussianStart', () => {
  it('repeats for a seed and differs between seeds', () => {
    expect(gaussianStart(7, 0.5, 42)).toEqual(gaussianStart(7, 0.5, 42));
    expect(gaussianStart(7, 0.5, 42)).not.toEqual(gaussianStart(7, 0.5, 43));
  });

  it('begins with the same values whatever its length, and scales', () => {
    const long = gaussianStart(9, 1, 5);
    expect(gaussianStart(4, 1, 5)).toEqual(long.slice(0, 4));
    expect(gaussianStart(9, 0.25, 5)).toEqual(long.map((value) => 0.25 * value));
  });

  it('has the moments of a standard normal within five standard errors', () => {
    const count = 100_000;
    const draws = gaussianStart(count, 1, 11);
    const moment = (power: number) => draws.reduce((sum, value) => sum + value ** power, 0) / count;
    // The variances of x, x², x³, x⁴ are 1, 2, 15, 96.
    for (const [power, mean, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const)
      expect(Math.abs(moment(power) - mean)).toBeLessThan(5 * Math.sqrt(variance / count));
  });
});

describe('splitMix64', () => {
  it('gives the published sequence for seed 1234567', () => {
    // First outputs of the reference implementation, 53 leading bits each.
    const expected = [6457827717110365317n, 3203168211198807973n, 9817491932198370423n];
    const uniform = splitMix64(1234567);
    for (const output of expected) expect(uniform()).toBe(Number(output >> 11n) * 2 ** -53);
  });
});
