import { describe, expect, it } from 'vitest';
import type { Dataset, Label } from '../../src/data/dataset.ts';
import { coupledPoints } from '../../src/data/shared-kinks.ts';
import { Rational } from '../../src/numbers/rational.ts';

function data(...points: [number[], Label][]): Dataset {
  return {
    name: 'points',
    x: points.map(([x]) => x.map(Rational.fromDouble)),
    y: points.map(([, y]) => y),
  };
}

describe('coupledPoints', () => {
  it('finds mirror images, also scaled ones, and conflicting labels on one ray', () => {
    expect(coupledPoints(data([[1, 2], 1], [[0, 1], 1], [[-1, -2], -1]))).toEqual([0, 2]);
    expect(coupledPoints(data([[0, 3], 1], [[0, -1], -1]))).toEqual([0, 1]);
    expect(coupledPoints(data([[1, 2], 1], [[2, 4], -1]))).toEqual([0, 1]);
  });

  it('passes points on one line of one label, and zero rows', () => {
    expect(
      coupledPoints(data([[1, 2], 1], [[1, 2], 1], [[-2, -4], 1], [[0, 0], 1], [[0, 0], -1])),
    ).toBeUndefined();
    expect(coupledPoints(data([[1, 2], 1], [[2, 1], -1]))).toBeUndefined();
  });
});
