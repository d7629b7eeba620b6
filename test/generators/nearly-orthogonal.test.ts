import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import {
  gaussianPoints,
  nearlyOrthogonal,
  nearOrthogonality,
  orthogonalDraws,
} from '../../src/generators/nearly-orthogonal.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { alwaysValid, sameSeedSameValue, smallest } from './laws.ts';

const C = 12;
const data = orthogonalDraws({ points: [3, 6], spare: [0, 3] }).map((draw) =>
  nearlyOrthogonal(draw, () => C),
);
const factorOf = (drawn: Dataset) => nearOrthogonality(drawn).factor;
const bothLabels = ({ y }: Dataset) => y.includes(1) && y.includes(-1);

describe('nearly orthogonal data', () => {
  it('has the factor asked for, exactly, and both labels, at every draw and at every shrink', () =>
    alwaysValid(data, (drawn) => {
      const factor = factorOf(drawn);
      return bothLabels(drawn) && (factor === undefined || factor.compare(Rational.of(BigInt(C))) >= 0);
    }));

  it('is a function of the seed', () => sameSeedSameValue(data));

  it('is no nearer to orthogonal than it must be', () => {
    fc.assert(
      fc.property(data, (drawn) => {
        const factor = factorOf(drawn);
        fc.pre(factor !== undefined && drawn.x.length > 3);
        return factor!.toNumber() < 1.5 * C;
      }),
      { numRuns: 30 },
    );
  });

  it('shrinks to three orthogonal points', () => {
    const drawn = smallest(data, ({ x }) => x.length >= 3);
    expect(drawn.x).toHaveLength(3);
    expect(factorOf(drawn)).toBeUndefined();
  });
});

describe('the factor', () => {
  it('is the largest C with min‖x‖² ≥ C·n·max|⟨x_i, x_k⟩|', () => {
    const row = (...values: number[]) => values.map((value) => Rational.fromDouble(value));
    const measured = nearOrthogonality({ name: '', x: [row(2, 0), row(0.5, 3)], y: [1, -1] });
    expect(measured.least.toString()).toBe('4');
    expect(measured.most.toString()).toBe('37/4');
    expect(measured.factor?.toString()).toBe('2');
  });
});

it('points around a common mean have both labels', () =>
  alwaysValid(gaussianPoints(5, 3, 2), (drawn) => bothLabels(drawn) && drawn.x.length === 5));
