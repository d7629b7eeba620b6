import { gaussianStart, symmetric } from 'farkas';
import fc from 'fast-check';
import 'farkas/vitest';
import { describe, expect, it } from 'vitest';
import { train } from './my-trainer.ts';

const alpha = 0.25;
const x = [
  [1, 2],
  [-1, -2],
];
const y = [1, -1] as const;
const start = {
  alpha,
  a: [0.1, -0.1],
  w: [
    [0.1, 0],
    [0, -0.1],
  ],
};

describe('my trainer', () => {
  it('keeps the balance of every neuron, at small steps', () => {
    expect(train(start, x, y, { steps: 2_000, step: 1e-4 })).toConserve({ from: start, drift: 1e-3 });
    expect(train(start, x, y, { steps: 20, step: 0.5 })).not.toConserve({ from: start, drift: 1e-3 });
  });

  it('ends near a KKT point of the margin problem, with the largest margin of all nets', async () => {
    const trained = train(start, x, y, { steps: 4_000, step: 2e-3 });
    expect(trained).toBeKktPoint({ on: { x, y }, residual: 1e-3 });
    await expect(trained).toMaximizeMargin({ on: { x, y }, gap: 5e-3 });
    expect(start).not.toBeKktPoint({ on: { x, y }, residual: 1e-3 });
  });

  it('lowers the loss on whatever symmetric data is drawn', () => {
    fc.assert(
      fc.property(symmetric({ points: [1, 3], dimension: [2, 2] }), fc.integer(), (data, seed) => {
        const points = data.x.map((row) => row.map((value) => value.toNumber()));
        const drawn = [...gaussianStart(6, 0.5, seed)];
        const net = { alpha, a: drawn.slice(4), w: [drawn.slice(0, 2), drawn.slice(2, 4)] };
        const least = ({ a, w }: { a: readonly number[]; w: readonly (readonly number[])[] }) =>
          Math.min(
            ...points.map((point, i) => {
              const z = w.map((row) => row.reduce((sum, value, j) => sum + value * point[j]!, 0));
              return data.y[i]! * a.reduce((sum, out, k) => sum + out * Math.max(z[k]!, alpha * z[k]!), 0);
            }),
          );
        const trained = train(net, points, data.y, { steps: 400, step: 0.02 });
        return least(trained) >= least(net);
      }),
      { numRuns: 20 },
    );
  });
});
