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
  // Four columns at a time: one sum alone waits for each addition before it starts the next (half the time).
  multiplyTransposed(rows: number, inner: number, columns: number, a: Doubles, b: Doubles, out: Doubles) {
    const inFours = columns - (columns % 4);
    for (let i = 0; i < rows; i++) {
      const aAt = i * inner;
      const outAt = i * columns;
      for (let k = 0; k < inFours; k += 4) {
        const b0 = k * inner;
        const b1 = b0 + inner;
        const b2 = b1 + inner;
        const b3 = b2 + inner;
        let sum0 = 0;
        let sum1 = 0;
        let sum2 = 0;
        let sum3 = 0;
        for (let j = 0; j < inner; j++) {
          const factor = a[aAt + j]!;
          sum0 += factor * b[b0 + j]!;
          sum1 += factor * b[b1 + j]!;
          sum2 += factor * b[b2 + j]!;
          sum3 += factor * b[b3 + j]!;
        }
        out[outAt + k] = sum0;
        out[outAt + k + 1] = sum1;
        out[outAt + k + 2] = sum2;
        out[outAt + k + 3] = sum3;
      }
      for (let k = inFours; k < columns; k++) {
        const bAt = k * inner;
        let sum = 0;
        for (let j = 0; j < inner; j++) sum += a[aAt + j]! * b[bAt + j]!;
        out[outAt + k] = sum;
      }
    }
  },
};
