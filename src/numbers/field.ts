import type { Rational } from './rational.ts';

/**
 * An ordered field whose elements are values of type T: what generic linear algebra and the models are
 * written over. Implementations: float64, double-double, decimal contexts, exact rationals.
 */
export interface Field<T> {
  /** Shown to users: "double", "double-double", "50 digits", "rational". */
  readonly name: string;
  readonly zero: T;
  readonly one: T;
  /** The exact value of a finite double, rounded to the field only if it has fewer digits. */
  fromNumber(value: number): T;
  /** The element nearest to an exact rational. */
  fromRational(value: Rational): T;
  toNumber(value: T): number;
  /** The exact value. @throws NotAnExactNumber when the value is not finite or too large to write out. */
  toRational(value: T): Rational;
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  div(a: T, b: T): T;
  neg(a: T): T;
  /** Negative, zero or positive as a is less than, equal to or greater than b. */
  compare(a: T, b: T): number;
}

/** A field that approximates the reals and so has roots, exponentials and logarithms. */
export interface RealField<T> extends Field<T> {
  /** Relative error bound of one arithmetic operation, exp and log included: 2^−52 for float64. */
  readonly epsilon: number;
  sqrt(a: T): T;
  exp(a: T): T;
  log(a: T): T;
}
