import { expect, it } from 'vitest';
import { verdict } from './verdict.ts';

const POINTS = 1024;
const DIMENSION = 64;

/**
 * Points that are all alike, multipliers 0, and steps that narrow nothing: valid, and of any size. β is the bits of 1, 1 and 1
 * besides those of the denominator of the data.
 */
function idle({ points = POINTS, dimension = 1, denominatorBits = 1, bounds = 1 }) {
  const denominator = 1n << BigInt(denominatorBits - 1);
  const row = Array<string>(dimension).fill('1');
  const all = <T>(value: T) => Array<T>(points).fill(value);
  // ‖x‖ ≤ d over the denominator.
  const radius = String(BigInt(dimension) / denominator + 1n);
  const leaf = { step: 'leaf', slopes: all('c') };
  const bound = { point: 0, side: 1, bound: radius, cutWeight: '0', terms: [] };
  return {
    format: 'farkas/certificate@1',
    claim: { kind: 'two-layer-margin', alpha: '1', lower: '0', upper: String(denominator) },
    data: { x: all(row), denominator: String(denominator), y: all(1) },
    solution: { neurons: [{ sign: 1, weights: row.map((_, j) => (j === 0 ? '1' : '0')), norm: '1' }] },
    derivation: {
      denominator: '1',
      multipliers: all('0'),
      radii: all(radius),
      positive: [{ step: 'tighten', slopes: all('c'), bounds: Array(bounds).fill(bound) }, leaf],
      negative: [leaf],
    },
  };
}

/** (steps + bounds) · n · d · ⌈β/256⌉ is 2²⁸ at 16 steps and bounds: three steps, and 13 bounds. */
const most = { dimension: DIMENSION, denominatorBits: 2 ** 16 - 3, bounds: 13 };

it.each([
  ['1024 points', {}, { points: POINTS + 1 }],
  ['2^16 bits', { points: 1, denominatorBits: 2 ** 16 - 3 }, { points: 1, denominatorBits: 2 ** 16 - 2 }],
  ['2^28 in work', most, { ...most, bounds: 14 }],
])('two-layer-margin is checked up to %s', (_, within, beyond) => {
  expect(verdict(idle(within))).toBe('accepted');
  expect(verdict(idle(beyond))).toBe('too-large');
});
