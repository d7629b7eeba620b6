import { describe, expect, it } from 'vitest';
import { l2Margin } from '../../oracles/l2-margin.ts';
import { lpMargin } from '../../oracles/lp-margin.ts';
import { drawCase } from '../../src/claims/seeds.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { isSymmetric } from '../../src/data/transforms.ts';
import { oneClass, separable, separatorsDiffer, symmetric } from '../../src/generators/datasets.ts';
import { alwaysValid, sameSeedSameValue, smallest } from './laws.ts';

const isSeparable = (data: Dataset) => l2Margin(data).status === 'optimal';

const kinds = {
  separable: { arbitrary: separable(), isValid: isSeparable },
  symmetric: { arbitrary: symmetric(), isValid: (data: Dataset) => isSeparable(data) && isSymmetric(data) },
  'one class': {
    arbitrary: oneClass(),
    isValid: (data: Dataset) => isSeparable(data) && data.y.every((label) => label === 1),
  },
  'separators differ': { arbitrary: separatorsDiffer(), isValid: isSeparable },
};

describe.each(Object.entries(kinds))('%s data', (_, { arbitrary, isValid }) => {
  it('is what it says at every draw and at every shrink', () => alwaysValid<Dataset>(arbitrary, isValid));
  it('is a function of the seed', () => sameSeedSameValue<Dataset>(arbitrary));
});

describe('shrinking', () => {
  it('ends at two points in one dimension where two are needed', () => {
    const data = smallest(separable(), (drawn) => drawn.x.length >= 2);
    expect(data.x).toHaveLength(2);
    expect(data.x[0]).toHaveLength(1);
  });

  it('ends at coordinates one can write on a blackboard', () => {
    const data = smallest(separable(), (drawn) => Math.abs(drawn.x[0]![0]!.toNumber()) > 2);
    expect(data.x).toHaveLength(1);
    expect(Math.abs(data.x[0]![0]!.toNumber())).toBeLessThan(2.2);
    expect(Number(data.x[0]![0]!.den)).toBeLessThanOrEqual(1024);
  });
});

describe('data whose separators differ', () => {
  it('has ℓ2, ℓ1 and ℓ∞ directions more than 1/20 apart', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const data = drawCase(separatorsDiffer(), seed);
      const unit = (result: { status: string; w?: readonly { toNumber(): number }[] }) => {
        const w = result.w!.map((value) => value.toNumber());
        return w.map((value) => value / Math.hypot(...w));
      };
      const l2 = unit(l2Margin(data));
      for (const norm of ['l1', 'linf'] as const) {
        const other = unit(await lpMargin(data, norm));
        expect(Math.hypot(...l2.map((value, j) => value - other[j]!))).toBeGreaterThan(0.05);
      }
    }
  });
});
