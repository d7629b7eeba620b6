import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { l2Margin } from '../../../oracles/l2-margin.ts';
import '../../../oracles/matchers/vitest.ts';
import { matchers } from '../../../oracles/matchers/matchers.ts';
import { exactData } from '../../../oracles/matchers/plain.ts';
import type { Dataset } from '../../../src/data/dataset.ts';
import { separable, symmetric } from '../../../src/generators/datasets.ts';

/** The balanced pair of neurons ±w that is optimal on symmetric data. */
function pair(data: Dataset, alpha: number) {
  const optimum = l2Margin(data);
  if (optimum.status !== 'optimal') throw new Error('generated data is separable');
  const w = optimum.w.map((value) => value.toNumber());
  const root = Math.sqrt(Math.hypot(...w));
  const half = w.map((value) => value / root);
  return { alpha, a: [root, -root], w: [half, half.map((value) => -value)] };
}

describe('toMaximizeMargin', () => {
  it('passes for the exact separator and fails for one turned away from it', async () => {
    await fc.assert(
      fc.asyncProperty(separable({ points: [2, 6], dimension: [2, 4] }), async (data) => {
        const optimum = l2Margin(data);
        if (optimum.status !== 'optimal') return;
        const w = optimum.w.map((value) => value.toNumber());
        await expect(w).toMaximizeMargin({ on: data });
        const turned = w.map((value, j) => value - (j === 0 ? 0.3 : 0) * Math.hypot(...w));
        await expect(turned).not.toMaximizeMargin({ on: data });
      }),
      { numRuns: 20 },
    );
  });

  it('measures each norm by its own', async () => {
    const on = { x: [[1, 2]], y: [1] as const };
    await expect([1, 2]).toMaximizeMargin({ on });
    await expect([0, 1]).toMaximizeMargin({ on, norm: 'l1' });
    await expect([1, 1]).toMaximizeMargin({ on, norm: 'linf' });
    await expect([1, 2]).not.toMaximizeMargin({ on, norm: 'l1' });
    await expect([0, 1]).not.toMaximizeMargin({ on, norm: 'linf' });
  });

  it('says what is wrong, with the data', async () => {
    const on = { x: [[1, 2]], y: [1] as const };
    const { pass, message } = await matchers.toMaximizeMargin([0, 1], { on });
    expect(pass).toBe(false);
    expect(message()).toMatch(/it is 2, the largest is 2\.236\d*: 1\.06e-1 below[\s\S]*x1 +x2/);
    const unseparable = { x: [[1], [1]], y: [1, -1] as const };
    const refused = await matchers.toMaximizeMargin([1], { on: unseparable });
    expect(refused.message()).toMatch(/no w separates/);
  });
});

describe('toBeKktPoint', () => {
  it('passes for the optimal pair of neurons on symmetric data, fails when one is longer', () => {
    fc.assert(
      fc.property(symmetric({ points: [1, 3], dimension: [1, 3] }), (data) => {
        const net = pair(data, 0.25);
        expect(net).toBeKktPoint({ on: data, residual: 1e-9 });
        expect({ ...net, a: [2 * net.a[0]!, net.a[1]!] }).not.toBeKktPoint({ on: data, residual: 1e-3 });
      }),
      { numRuns: 20 },
    );
  });

  it('fails, naming the point, where the network errs', () => {
    const on = { x: [[1, 0]], y: [-1] as const };
    const { pass, message } = matchers.toBeKktPoint({ alpha: 0, a: [1], w: [[1, 0]] }, { on });
    expect(pass).toBe(false);
    expect(message()).toMatch(/does not classify point 0/);
  });
});

describe('toConserve', () => {
  const from = {
    alpha: 0,
    a: [2, 1],
    w: [
      [1, 0],
      [0, 1],
    ],
  };

  it('looks at every neuron', () => {
    const turned = {
      alpha: 0,
      a: [2, -1],
      w: [
        [0, 1],
        [-1, 0],
      ],
    };
    expect(turned).toConserve({ from });
    const grown = {
      alpha: 0,
      a: [2, 1],
      w: [
        [1, 0],
        [0, 1.001],
      ],
    };
    expect(grown).not.toConserve({ from });
    expect(grown).toConserve({ from, drift: 1e-3 });
    expect(matchers.toConserve(grown, { from }).message()).toMatch(/neuron 1 had 0, has -0\.002/);
  });

  it('needs as many neurons as before', () => {
    expect(matchers.toConserve({ ...from, a: [2], w: [[1, 0]] }, { from }).message()).toMatch(/2 neurons/);
  });
});

describe('plain data', () => {
  it.each([
    [{ x: [[1]], y: [] }, /y: expected 1 labels/],
    [{ x: [[1], [1, 2]], y: [1, 1] }, /x\[1\]: expected 1 numbers/],
    [{ x: [[Number.NaN]], y: [1] }, /x\[0\]\[0\]: expected a finite number/],
    [{ x: [[1]], y: [0] }, /y\[0\]: expected 1 or −1/],
  ])('refuses %j', (data, message) => {
    expect(() => exactData(data as never)).toThrow(message);
  });
});
