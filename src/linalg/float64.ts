import { float64 } from '../numbers/float64.ts';
import type { Kernel, Vector } from './kernel.ts';

type Doubles = Vector<number>;

/** The double precision kernel: loops over Float64Array that an optimising compiler keeps unboxed. */
export const float64Kernel: Kernel<number> = {
  field: float64,
  vector: (length) => new Float64Array(length),
  dot(length: number, a: Doubles, aAt: number, b: Doubles, bAt: number): number {
    let sum = 0;
    for (let j = 0; j < length; j++) sum += a[aAt + j]! * b[bAt + j]!;
    return sum;
  },
  addScaled(length: number, factor: number, x: Doubles, xAt: number, y: Doubles, yAt: number) {
    for (let j = 0; j < length; j++) y[yAt + j] = y[yAt + j]! + factor * x[xAt + j]!;
  },
  scale(length: number, factor: number, x: Doubles, xAt: number, y: Doubles, yAt: number) {
    for (let j = 0; j < length; j++) y[yAt + j] = factor * x[xAt + j]!;
  },
  multiplyEntries(
    length: number,
    a: Doubles,
    aAt: number,
    b: Doubles,
    bAt: number,
    out: Doubles,
    outAt: number,
  ) {
    for (let j = 0; j < length; j++) out[outAt + j] = a[aAt + j]! * b[bAt + j]!;
  },
  leakySlopes(alpha: number, z: Doubles, out: Doubles) {
    for (let j = 0; j < z.length; j++) out[j] = z[j]! > 0 ? 1 : alpha;
  },
  multiplyTransposed(rows: number, inner: number, columns: number, a: Doubles, b: Doubles, out: Doubles) {
    for (let i = 0; i < rows; i++)
      for (let k = 0; k < columns; k++) {
        const aAt = i * inner;
        const bAt = k * inner;
        let sum = 0;
        for (let j = 0; j < inner; j++) sum += a[aAt + j]! * b[bAt + j]!;
        out[i * columns + k] = sum;
      }
  },
};
