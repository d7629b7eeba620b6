import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { l2Margin } from '../../oracles/l2-margin.ts';
import { datasetText, irisSetosaVersicolor, mnistZeroOne } from '../../scripts/bundle-data.mjs';
import { bundledDataset, bundledNames } from '../../src/data/bundled.ts';
import { toFloats } from '../../src/data/dataset.ts';
import { resolveDataset } from '../../src/data/resolve.ts';

describe.each([
  ['iris', irisSetosaVersicolor(), 100, 4],
  ['mnist', mnistZeroOne(), 40, 784],
] as const)('the bundled data set %s', (name, source, points, dimension) => {
  it('is what its package holds, to the byte', () => {
    const file = new URL(`../../src/data/bundled/${source.name}.json`, import.meta.url);
    expect(readFileSync(file, 'utf8')).toBe(datasetText(source));
  });

  it('reads as exact decimals of those numbers', () => {
    const data = bundledDataset(name);
    expect(data.name).toBe(source.name);
    expect([data.x.length, data.x[0]!.length]).toEqual([points, dimension]);
    expect(Array.from(toFloats(data).x)).toEqual(source.x.flat());
    expect(data.y).toEqual(source.y);
    for (const value of data.x.flat()) expect(1000n % value.den).toBe(0n);
  });

  it('has both classes, is separable through the origin, and is found by its name', () => {
    const data = resolveDataset(name);
    expect(data).toEqual(bundledDataset(name));
    expect(new Set(data.y)).toEqual(new Set([1, -1]));
    expect(l2Margin(data).status).toBe('optimal');
  });
});

describe('resolveDataset', () => {
  it('names the bundled data sets when neither name nor file exists', () => {
    expect(() => resolveDataset('iriss')).toThrow(
      `iriss: expected a file, or one of the bundled data sets ${bundledNames().join(', ')}, found neither`,
    );
    expect(() => resolveDataset('./iris')).toThrow('./iris: expected a readable file, found no such file');
    expect(() => resolveDataset('toString')).toThrow('found neither');
  });
});
