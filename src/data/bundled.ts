import { fileURLToPath } from 'node:url';
import type { Dataset } from './dataset.ts';
import { readDataset } from './read-dataset.ts';

/** Real data that ships with the package; origin and licence in bundled/README.md. */
const FILES = {
  iris: 'iris-setosa-versicolor.json',
  mnist: 'mnist-zero-one.json',
} as const;

export type BundledName = keyof typeof FILES;

export function bundledNames(): BundledName[] {
  return Object.keys(FILES) as BundledName[];
}

export function isBundledName(name: string): name is BundledName {
  return Object.hasOwn(FILES, name);
}

/** The data set, read from beside this module: from the sources as from the built package. */
export function bundledDataset(name: BundledName): Dataset {
  return readDataset(fileURLToPath(new URL(`bundled/${FILES[name]}`, import.meta.url)));
}
