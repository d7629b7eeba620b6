import type { Dataset } from '../data/dataset.ts';
import { textTable } from './text-table.ts';

/** Rows and columns beyond these are counted, not shown. */
const MOST_POINTS = 24;
const MOST_COLUMNS = 8;
const LONGEST_ENTRY = 24;

/** A small data set as a text table, one point a line, entries exact (long ones cut): how counterexamples are shown. */
export function datasetTable(data: Dataset): string {
  const dimension = data.x[0]!.length;
  const columns = Math.min(dimension, MOST_COLUMNS);
  const hiddenColumns = dimension - columns;
  const header = ['point', 'y', ...Array.from({ length: columns }, (_, j) => `x${j + 1}`)];
  const rows = data.x
    .slice(0, MOST_POINTS)
    .map((row, i) => [i, data.y[i] === 1 ? '+1' : '−1', ...row.slice(0, columns).map(shortened)]);
  const lines = [textTable(header, rows)];
  if (data.x.length > MOST_POINTS) lines.push(`… and ${data.x.length - MOST_POINTS} more points`);
  if (hiddenColumns > 0) lines.push(`… and ${hiddenColumns} more coordinates`);
  return lines.join('\n');
}

function shortened(value: { toString(): string }): string {
  const text = value.toString().replace('-', '−');
  return text.length <= LONGEST_ENTRY ? text : `${text.slice(0, LONGEST_ENTRY - 1)}…`;
}
