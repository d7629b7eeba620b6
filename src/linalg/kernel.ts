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
  /** y[yAt+j] = factor·x[xAt+j] for j < length; x and y may be the same. */
  scale(length: number, factor: T, x: Vector<T>, xAt: number, y: Vector<T>, yAt: number): void;
  /** out[outAt+j] = a[aAt+j]·b[bAt+j] for j < length; out may be a or b. */
  multiplyEntries(
    length: number,
    a: Vector<T>,
    aAt: number,
    b: Vector<T>,
    bAt: number,
    out: Vector<T>,
    outAt: number,
  ): void;
  /** out_j = 1 where z_j > 0 and α elsewhere: φ' for φ(z) = max(z, αz), with the negative side's slope at the kink. */
  leakySlopes(alpha: T, z: Vector<T>, out: Vector<T>): void;
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
    scale(length, factor, x, xAt, y, yAt) {
      for (let j = 0; j < length; j++) y[yAt + j] = field.mul(factor, x[xAt + j]!);
    },
    multiplyEntries(length, a, aAt, b, bAt, out, outAt) {
      for (let j = 0; j < length; j++) out[outAt + j] = field.mul(a[aAt + j]!, b[bAt + j]!);
    },
    leakySlopes(alpha, z, out) {
      for (let j = 0; j < z.length; j++) out[j] = field.compare(z[j]!, field.zero) > 0 ? field.one : alpha;
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
  if (target instanceof Float64Array && source instanceof Float64Array) target.set(source);
  else for (let j = 0; j < target.length; j++) target[j] = source[j]!;
}

/** Sets every element. */
export function fill<T>(target: Vector<T>, value: T): void {
  if (target instanceof Float64Array && typeof value === 'number') target.fill(value);
  else for (let j = 0; j < target.length; j++) target[j] = value;
}

/** Nearest doubles. */
export function toDoubles<T>(kernel: Kernel<T>, source: Vector<T>): Float64Array {
  const result = new Float64Array(source.length);
  for (let j = 0; j < source.length; j++) result[j] = kernel.field.toNumber(source[j]!);
  return result;
}
