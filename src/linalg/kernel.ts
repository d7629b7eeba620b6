import type { RealField } from '../numbers/field.ts';
import { float64 } from '../numbers/float64.ts';
import { float64Kernel } from './float64.ts';

/** A mutable vector of field elements: a Float64Array in double precision, an array elsewhere. */
export interface Vector<T> {
  readonly length: number;
  [index: number]: T;
}

/**
 * The vector and matrix operations that carry nearly all the work of training, over one arithmetic.
 *
 * Models, losses and integrators are written once, against a kernel: long loops run inside its operations
 * (tight loops on Float64Array in double precision), and only the scalars between them go through the
 * field. Matrices are row-major vectors; the `At` arguments are where a row starts.
 */
export interface Kernel<T> {
  readonly field: RealField<T>;
  /** A vector of zeros. */
  vector(length: number): Vector<T>;
  /** Σ a[aAt+j]·b[bAt+j] over j < length. */
  dot(length: number, a: Vector<T>, aAt: number, b: Vector<T>, bAt: number): T;
  /** y[yAt+j] += factor·x[xAt+j] for j < length. */
  addScaled(length: number, factor: T, x: Vector<T>, xAt: number, y: Vector<T>, yAt: number): void;
  /** out = A·Bᵀ for A rows × inner and B columns × inner, each at the beginning of its vector. */
  multiplyTransposed(
    rows: number,
    inner: number,
    columns: number,
    a: Vector<T>,
    b: Vector<T>,
    out: Vector<T>,
  ): void;
}

function genericKernel<T>(field: RealField<T>): Kernel<T> {
  const kernel: Kernel<T> = {
    field,
    vector: (length) => new Array<T>(length).fill(field.zero),
    dot(length, a, aAt, b, bAt) {
      let sum = field.zero;
      for (let j = 0; j < length; j++) sum = field.add(sum, field.mul(a[aAt + j]!, b[bAt + j]!));
      return sum;
    },
    addScaled(length, factor, x, xAt, y, yAt) {
      for (let j = 0; j < length; j++) y[yAt + j] = field.add(y[yAt + j]!, field.mul(factor, x[xAt + j]!));
    },
    multiplyTransposed(rows, inner, columns, a, b, out) {
      for (let i = 0; i < rows; i++)
        for (let k = 0; k < columns; k++)
          out[i * columns + k] = kernel.dot(inner, a, i * inner, b, k * inner);
    },
  };
  return kernel;
}

/** The kernel of an arithmetic: tight loops for float64, field operations for every other. */
export function kernelOver<T>(field: RealField<T>): Kernel<T> {
  const isFloat64 = (field as RealField<unknown>) === (float64 as RealField<unknown>);
  return isFloat64 ? (float64Kernel as Kernel<unknown> as Kernel<T>) : genericKernel(field);
}

/** y += factor·x over whole vectors. */
export function addScaledVector<T>(kernel: Kernel<T>, factor: T, x: Vector<T>, y: Vector<T>): void {
  kernel.addScaled(y.length, factor, x, 0, y, 0);
}

/** ⟨a, b⟩ over whole vectors. */
export function inner<T>(kernel: Kernel<T>, a: Vector<T>, b: Vector<T>): T {
  return kernel.dot(a.length, a, 0, b, 0);
}

/** Copies source into target, which has the same length. */
export function copyInto<T>(source: Vector<T>, target: Vector<T>): void {
  for (let j = 0; j < target.length; j++) target[j] = source[j]!;
}

/** Sets every element. */
export function fill<T>(target: Vector<T>, value: T): void {
  for (let j = 0; j < target.length; j++) target[j] = value;
}

/** Nearest doubles. */
export function toDoubles<T>(kernel: Kernel<T>, source: Vector<T>): Float64Array {
  const result = new Float64Array(source.length);
  for (let j = 0; j < source.length; j++) result[j] = kernel.field.toNumber(source[j]!);
  return result;
}
