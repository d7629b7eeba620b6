import { writeFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { Dataset } from './dataset.ts';
import { parseDatasetCsv } from './dataset-csv.ts';
import { datasetToJson, parseDatasetJson } from './dataset-json.ts';
import { readText } from './read-text.ts';

export type DatasetKind = 'json' | 'csv';

/** An exact data set from text; `file` names its origin in errors, and a CSV data set. @throws BadInput */
export function parseDataset(text: string, file: string, kind: DatasetKind): Dataset {
  return kind === 'json'
    ? parseDatasetJson(text, file)
    : parseDatasetCsv(text, basename(file, extname(file)), file);
}

/**
 * An exact data set from a file: CSV or JSON by its ending, else JSON if it begins with a brace.
 * @throws BadInput
 */
export function readDataset(file: string): Dataset {
  const text = readText(file);
  const ending = extname(file).toLowerCase();
  const json = ending === '.json' || (ending !== '.csv' && text.trimStart().startsWith('{'));
  return parseDataset(text, file, json ? 'json' : 'csv');
}

/** Writes `farkas/dataset@1` with exact numbers. */
export function writeDataset(file: string, data: Dataset): void {
  writeFileSync(file, datasetToJson(data));
}
