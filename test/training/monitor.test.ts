import { describe, expect, it } from 'vitest';
import { parseModel } from '../../src/models/parse.ts';
import { descend } from '../../src/training/descent.ts';

/** Why a descent from here ends, if it may not take a step. */
function reasonAt(
  spec: string,
  rows: readonly (readonly number[])[],
  y: readonly number[],
  start: readonly number[],
) {
  const dimension = rows[0]!.length;
  const data = { points: rows.length, dimension, x: Float64Array.from(rows.flat()), y: Float64Array.from(y) };
  const model = parseModel(spec, dimension);
  const step = { kind: 'normalized', size: 1e-3 } as const;
  const { reason } = descend({ model, data, loss: 'exponential', start, step, maxSteps: 0, until: -1e3 });
  return reason.points ? `${reason.kind} ${reason.points}` : reason.kind;
}

const opposite = [
  [1, 0],
  [-1, 0],
];

describe('a run has nothing left to do', () => {
  it('where the gradients of its points cancel to 10⁻⁹ of the largest', () => {
    const at = (theta: number, unit = 1) => reasonAt('linear', [[unit], [unit]], [1, -1], [theta / unit]);
    for (const unit of [1, 1024]) {
      expect(at(0, unit)).toBe('stationary');
      expect(at(0.9e-9, unit)).toBe('stationary');
      expect(at(1.1e-9, unit)).toBe('step-limit');
    }
  });

  it('where all but 10⁻⁶ of the loss is of points that no neuron sees', () => {
    const at = (margin: number) => reasonAt('two-layer:1:0', opposite, [1, 1], [margin, 0, 1]);
    expect(at(Math.log(1.1e6))).toBe('dead-points 1');
    expect(at(Math.log(0.9e6))).toBe('step-limit');
  });

  it('where no neuron sees any point, but not at θ = 0, a saddle', () => {
    expect(reasonAt('two-layer:1:0', [[1, 0]], [1], [-1, 0, 1])).toBe('all-dead');
    expect(reasonAt('two-layer:1:0', [[1, 0]], [1], [0, 0, 0])).toBe('dead-points 0');
    expect(reasonAt('two-layer:1:0.5', [[1, 0]], [1], [0, 0, 0])).toBe('stationary');
  });

  it('where a row is zero to 64 units of rounding of the others, and makes up the loss', () => {
    const at = (units: number) =>
      reasonAt(
        'linear',
        [
          [1, 0],
          [units * Number.EPSILON, 0],
        ],
        [1, 1],
        [30, 0],
      );
    expect(at(0)).toBe('dead-points 1');
    expect(at(63)).toBe('dead-points 1');
    expect(at(65)).toBe('stationary');
  });
});
