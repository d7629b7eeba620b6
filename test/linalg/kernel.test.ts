import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyInto, fill, type Kernel, kernelOver, toDoubles, type Vector } from '../../src/linalg/kernel.ts';
import { decimalField } from '../../src/numbers/decimal.ts';
import { doubleDouble } from '../../src/numbers/double-double.ts';
import { float64 } from '../../src/numbers/float64.ts';

/** Small multiples of 1/16: sums and products of a few are exact in every arithmetic here. */
const entry = fc.integer({ min: -64, max: 64 }).map((k) => k / 16);
const shapes = fc.record({
  rows: fc.integer({ min: 1, max: 6 }),
  inner: fc.integer({ min: 1, max: 6 }),
  columns: fc.integer({ min: 1, max: 9 }),
  entries: fc.array(entry, { minLength: 120, maxLength: 120 }),
});

const kernels: readonly [string, Kernel<unknown>][] = [
  ['float64', kernelOver(float64) as Kernel<unknown>],
  ['double-double', kernelOver(doubleDouble) as Kernel<unknown>],
  ['30 digits', kernelOver(decimalField(30)) as Kernel<unknown>],
];

describe.each(kernels)('the kernel of %s', (_name, kernel) => {
  const { fromNumber } = kernel.field;
  const read = (values: readonly number[]): Vector<unknown> => {
    const vector = kernel.vector(values.length);
    for (const [j, value] of values.entries()) vector[j] = fromNumber(value);
    return vector;
  };

  it('multiplies matrices', () => {
    fc.assert(
      fc.property(shapes, ({ rows, inner, columns, entries }) => {
        const a = entries.slice(0, rows * inner);
        const b = entries.slice(-columns * inner);
        const out = kernel.vector(rows * columns);
        kernel.multiplyTransposed(rows, inner, columns, read(a), read(b), out);
        const expected = Array.from({ length: rows * columns }, (_, at) => {
          const [i, k] = [Math.floor(at / columns), at % columns];
          return a.slice(i * inner, (i + 1) * inner).reduce((sum, v, j) => sum + v * b[k * inner + j]!, 0);
        });
        expect(Array.from(toDoubles(kernel, out), (v) => v + 0)).toEqual(expected.map((v) => v + 0));
      }),
    );
  });

  it('works on the rows it is told, and only on them', () => {
    const x = read([1, 2, 3, 4]);
    const y = read([10, 20, 30, 40]);
    expect(kernel.field.toNumber(kernel.dot(2, x, 1, y, 2))).toBe(2 * 30 + 3 * 40);
    kernel.addScaled(2, fromNumber(2), x, 2, y, 1);
    expect(Array.from(toDoubles(kernel, y))).toEqual([10, 26, 38, 40]);
    kernel.scale(1, fromNumber(-1), x, 3, y, 0);
    expect(Array.from(toDoubles(kernel, y))).toEqual([-4, 26, 38, 40]);
    kernel.multiplyEntries(2, x, 0, x, 2, y, 2);
    expect(Array.from(toDoubles(kernel, y))).toEqual([-4, 26, 3, 8]);
    kernel.leakySlopes(fromNumber(0.25), read([1, 0, -1, 2]), y);
    expect(Array.from(toDoubles(kernel, y))).toEqual([1, 0.25, 0.25, 1]);
  });

  it('copies and fills', () => {
    const target = kernel.vector(2);
    copyInto(read([3, 4]), target);
    expect(Array.from(toDoubles(kernel, target))).toEqual([3, 4]);
    fill(target, kernel.field.one);
    expect(Array.from(toDoubles(kernel, target))).toEqual([1, 1]);
  });
});
