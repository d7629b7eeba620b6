import { CsvError, type Options, parse } from 'csv-parse/sync';
import { Rational } from '../numbers/rational.ts';
import { BadInput, quoted } from './bad-input.ts';
import type { Dataset, Label } from './dataset.ts';
import { readEntry } from './exact-entry.ts';
import { checkSize, MAX_POINTS } from './limits.ts';

interface Line {
  readonly number: number;
  readonly cells: readonly string[];
}

/** Comma-separated values: a header line, then one point a line with its label last. @throws BadInput */
export function parseDatasetCsv(text: string, name: string, file: string): Dataset {
  const [header, ...points] = linesOf(text, file);
  if (header === undefined)
    throw new BadInput({ file, path: '', expected: 'a header line and points', found: 'an empty file' });
  checkHeader(header, file);
  if (points.length === 0)
    throw new BadInput({ file, path: '', expected: 'at least one point', found: 'only a header line' });
  checkSize(file, points.length, header.cells.length - 1);
  return {
    name,
    x: points.map((line) => coordinatesOf(line, header.cells.length, file)),
    y: points.map((line) => labelOf(line, file)),
  };
}

function linesOf(text: string, file: string): Line[] {
  const options: Options = {
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    // A header and one line more than allowed is enough to know that there are too many.
    to: MAX_POINTS + 2,
  };
  try {
    const records = parse(text, options) as unknown as { info: { lines: number }; record: string[] }[];
    return records.map(({ info, record }) => ({ number: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new BadInput({
      file,
      path: `line ${error['lines']}`,
      expected: 'comma-separated values',
      found: error.message,
    });
  }
}

function checkHeader({ number, cells }: Line, file: string): void {
  const path = `line ${number}`;
  if (cells.length < 2)
    throw new BadInput({
      file,
      path,
      expected: 'at least two columns separated by commas',
      found: quoted(cells.join()),
      remedy: 'The label is the last column, before it comes at least one coordinate.',
    });
  if (cells.every((cell) => /^[-+]?[\d.]/.test(cell)))
    throw new BadInput({
      file,
      path,
      expected: 'a header line that names the columns',
      found: quoted(cells.join()),
      remedy: 'Put a line such as "x1,x2,label" first.',
    });
}

function coordinatesOf({ number, cells }: Line, columns: number, file: string): Rational[] {
  if (cells.length !== columns)
    throw new BadInput({
      file,
      path: `line ${number}`,
      expected: `${columns} columns as in the header`,
      found: `${cells.length}`,
    });
  return cells
    .slice(0, -1)
    .map((cell, j) => readEntry(cell, () => ({ file, path: `line ${number}, column ${j + 1}` })));
}

/** 1, -1, or the same as decimals: other programs write 1.0. */
function labelOf({ number, cells }: Line, file: string): Label {
  const text = cells.at(-1)!;
  const place = { file, path: `line ${number}, column ${cells.length}` };
  const value = readEntry(text, () => place);
  if (value.abs().equals(Rational.ONE)) return value.sign() === 1 ? 1 : -1;
  throw new BadInput({
    ...place,
    expected: 'a label 1 or -1 in the last column',
    found: quoted(text),
    ...(value.sign() === 0 && { remedy: 'Write -1 where the label is 0.' }),
  });
}
