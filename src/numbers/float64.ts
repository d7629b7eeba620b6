import type { RealField } from './field.ts';
import { Rational } from './rational.ts';

/** IEEE double precision: the arithmetic that search and most training run in. */
export const float64: RealField<number> = {
  name: 'double',
  zero: 0,
  one: 1,
  // Half an ulp for + − × ÷ √; exp and log of the engine stay within one.
  epsilon: 2 ** -52,
  fromNumber: (value) => value,
  fromRational: (value) => value.toNumber(),
  toNumber: (value) => value,
  toRational: (value) => Rational.fromDouble(value),
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  compare: (a, b) => (a === b ? 0 : a - b),
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
};
