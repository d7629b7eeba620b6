import { z } from 'zod';
import { BadInput } from './bad-input.ts';
import type { Dataset } from './dataset.ts';
import { entrySchema, readEntry } from './exact-entry.ts';
import { parseJson } from './json.ts';
import { checkSize } from './limits.ts';
import { validate } from './validate.ts';

const labelSchema = z.union([z.literal(1), z.literal(-1)], { error: '1 or -1' });

/** `farkas/dataset@1`. That x and y fit together is checked by `parseDatasetJson`. */
export const datasetSchema = z
  .strictObject({
    format: z.literal('farkas/dataset@1'),
    name: z.string(),
    x: z
      .array(z.array(entrySchema).min(1, 'at least one coordinate'))
      .min(1, 'at least one point')
      .describe('n rows of d numbers'),
    y: z.array(labelSchema).min(1, 'at least one label').describe('n labels'),
  })
  .meta({ title: 'farkas/dataset@1', description: 'A labelled data set.' });

/** @throws BadInput */
export function parseDatasetJson(text: string, file: string): Dataset {
  const value = parseJson(text, file);
  checkSizeFirst(value, file);
  const { name, x, y } = validate(datasetSchema, value, file);
  if (y.length !== x.length)
    throw new BadInput({
      file,
      path: 'y',
      expected: `${x.length} labels, one for each point`,
      found: `${y.length}`,
    });
  const dimension = x[0]!.length;
  return {
    name,
    x: x.map((row, i) => {
      if (row.length !== dimension)
        throw new BadInput({
          file,
          path: `x[${i}]`,
          expected: `${dimension} numbers as in x[0]`,
          found: `${row.length}`,
        });
      return row.map((entry, j) => readEntry(entry, () => ({ file, path: `x[${i}][${j}]` })));
    }),
    y,
  };
}

/** The limits come before validation, which would take its time over a million rows. */
function checkSizeFirst(value: unknown, file: string): void {
  const x = typeof value === 'object' && value !== null && 'x' in value ? value.x : undefined;
  if (Array.isArray(x)) checkSize(file, x.length, Array.isArray(x[0]) ? x[0].length : 0);
}

/** The data as JSON text that reads back exactly, one point a line. */
export function datasetToJson(data: Dataset): string {
  const rows = data.x.map((row) => `    ${JSON.stringify(row)}`);
  return `{
  "format": "farkas/dataset@1",
  "name": ${JSON.stringify(data.name)},
  "x": [
${rows.join(',\n')}
  ],
  "y": ${JSON.stringify(data.y)}
}
`;
}
