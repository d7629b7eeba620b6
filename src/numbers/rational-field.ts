import type { Field } from './field.ts';
import { Rational } from './rational.ts';

/** Exact arithmetic behind the Field interface. @throws NotAnExactNumber on division by zero. */
export const rationalField: Field<Rational> = {
  name: 'rational',
  zero: Rational.ZERO,
  one: Rational.ONE,
  fromNumber: (value) => Rational.fromDouble(value),
  fromRational: (value) => value,
  toNumber: (value) => value.toNumber(),
  toRational: (value) => value,
  add: (a, b) => a.add(b),
  sub: (a, b) => a.sub(b),
  mul: (a, b) => a.mul(b),
  div: (a, b) => a.div(b),
  neg: (a) => a.neg(),
  compare: (a, b) => a.compare(b),
};
