import type { Decimal } from 'decimal.js';
import { decimalField } from './decimal.ts';
import { type DoubleDouble, doubleDouble } from './double-double.ts';
import type { RealField } from './field.ts';
import { float64 } from './float64.ts';

/** The one switch of precision: float64, double-double, or a number of decimal digits. */
export type Precision = 'double' | 'dd' | number;

/** The arithmetic of a precision. @throws RangeError for a number of digits out of range. */
export function arithmetic(precision: 'double'): RealField<number>;
export function arithmetic(precision: 'dd'): RealField<DoubleDouble>;
export function arithmetic(precision: number): RealField<Decimal>;
export function arithmetic(
  precision: Precision,
): RealField<number> | RealField<DoubleDouble> | RealField<Decimal>;
export function arithmetic(precision: Precision) {
  if (precision === 'double') return float64;
  if (precision === 'dd') return doubleDouble;
  return decimalField(precision);
}

/** Calls code that is generic in the number type with the arithmetic of a precision chosen at run time. */
export function withArithmetic<Result>(
  precision: Precision,
  use: <T>(field: RealField<T>) => Result,
): Result {
  if (precision === 'double') return use(float64);
  if (precision === 'dd') return use(doubleDouble);
  return use(decimalField(precision));
}
