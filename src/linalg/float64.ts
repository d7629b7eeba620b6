import { float64 } from '../numbers/float64.ts';
import type { Kernel, Vector } from './kernel.ts';

/** The double precision kernel: loops over Float64Array that an optimising compiler keeps unboxed. */
export const float64Kernel: Kernel<number> = {
  field: float64,
  vector: (length) => new Float64Array(length),
  dot(length: number, a: Vector<number>, aAt: number, b: Vector<number>, bAt: number): number {
    let sum = 0;
    for (let j = 0; j < length; j++) sum += a[aAt + j]! * b[bAt + j]!;
    return sum;
  },
  addScaled(length: number, factor: number, x: Vector<number>, xAt: number, y: Vector<number>, yAt: number) {
    for (let j = 0; j < length; j++) y[yAt + j] = y[yAt + j]! + factor * x[xAt + j]!;
  },
};
