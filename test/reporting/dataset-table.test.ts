import { describe, expect, it } from 'vitest';
import { bundledDataset } from '../../src/data/bundled.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { datasetTable } from '../../src/reporting/dataset-table.ts';

describe('datasetTable', () => {
  it('shows every point with exact entries', () => {
    const x = [
      ['1', '1/4'],
      ['-1', '2/3'],
    ].map((row) => row.map(Rational.parse));
    expect(datasetTable({ name: 'two', x, y: [1, -1] })).toBe(
      ['point  y   x1  x2', '─────  ──  ──  ───', '    0  +1  1   1/4', '    1  −1  −1  2/3'].join('\n'),
    );
  });

  it('counts what it leaves out, and cuts long numbers', () => {
    const iris = datasetTable(bundledDataset('iris')).split('\n');
    expect([iris.length, iris.at(-1)]).toEqual([27, '… and 76 more points']);
    const mnist = datasetTable(bundledDataset('mnist')).split('\n');
    expect(mnist.slice(-2)).toEqual(['… and 16 more points', '… and 776 more coordinates']);
    const long = Rational.of(1n, 10n ** 50n);
    expect(datasetTable({ name: 'long', x: [[long]], y: [1] })).toContain(`1/1${'0'.repeat(20)}…`);
  });
});
