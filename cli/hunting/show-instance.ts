import { exactDataset } from '../../src/claims/exact-schemas.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Json } from '../../src/hunting/exact-json.ts';

const WIDTH = 100;

/** Exact JSON with whatever fits on a line on one line. */
export function showInstance(json: Json, indent = ''): string {
  const flat = JSON.stringify(json).replaceAll(',"', ', "').replaceAll('":', '": ').replaceAll('],[', '], [');
  if (flat.length + indent.length <= WIDTH || json === null || typeof json !== 'object') return flat;
  const inner = `${indent}  `;
  if (Array.isArray(json))
    return `[\n${json.map((item: Json) => inner + showInstance(item, inner)).join(',\n')}\n${indent}]`;
  const lines = Object.entries(json).map(
    ([key, value]) => `${inner}${JSON.stringify(key)}: ${showInstance(value as Json, inner)}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/** The first data set inside a case, if there is one. */
export function datasetIn(json: Json): Dataset | undefined {
  if (json === null || typeof json !== 'object') return undefined;
  const read = exactDataset.safeParse(json);
  if (read.success) return read.data;
  for (const value of Object.values(json)) {
    const found = datasetIn(value as Json);
    if (found) return found;
  }
  return undefined;
}
