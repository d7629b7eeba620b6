/** Hyperbolic functions over any real field. */
import type { RealField } from '../../src/numbers/field.ts';

export function sinh<T>(field: RealField<T>, value: T): T {
  return half(field, field.sub(field.exp(value), field.exp(field.neg(value))));
}

export function cosh<T>(field: RealField<T>, value: T): T {
  return half(field, field.add(field.exp(value), field.exp(field.neg(value))));
}

/** log(|x| + √(x² + 1)) with the sign of x: no cancellation on either side. */
export function arcsinh<T>(field: RealField<T>, value: T): T {
  const negative = field.compare(value, field.zero) < 0;
  const size = negative ? field.neg(value) : value;
  const root = field.sqrt(field.add(field.mul(size, size), field.one));
  const result = field.log(field.add(size, root));
  return negative ? field.neg(result) : result;
}

function half<T>(field: RealField<T>, value: T): T {
  return field.div(value, field.fromNumber(2));
}
