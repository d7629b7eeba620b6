import type { Dataset, FloatDataset } from '../data/dataset.ts';
import type { Kernel } from '../linalg/kernel.ts';
import type { Samples } from './model.ts';

function isExact(data: Dataset | FloatDataset): data is Dataset {
  return 'name' in data;
}

/** A data set in the arithmetic of a kernel: exact coordinates are rounded once, doubles are taken as they are. */
export function samplesOf<T>(kernel: Kernel<T>, data: Dataset | FloatDataset): Samples<T> {
  const { field } = kernel;
  const points = isExact(data) ? data.x.length : data.points;
  const dimension = isExact(data) ? data.x[0]!.length : data.dimension;
  const x = kernel.vector(points * dimension);
  const y = kernel.vector(points);
  for (let i = 0; i < points; i++) {
    y[i] = field.fromNumber(data.y[i]!);
    for (let j = 0; j < dimension; j++)
      x[i * dimension + j] = isExact(data)
        ? field.fromRational(data.x[i]![j]!)
        : field.fromNumber(data.x[i * dimension + j]!);
  }
  return { points, dimension, x, y };
}
