import type fc from 'fast-check';
import type { Dataset, Label } from '../../src/data/dataset.ts';
import { type DatasetSize, separable } from '../../src/generators/datasets.ts';

/** Separable data, and its first point once more with the other label: no w separates it, though its label mean is not 0. */
export function contradicted(size: DatasetSize): fc.Arbitrary<Dataset> {
  return separable(size).map(({ name, x, y }) => ({
    name: `${name}, first point contradicted`,
    x: [...x, x[0]!],
    y: [...y, -y[0]! as Label],
  }));
}
