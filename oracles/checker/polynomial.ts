/** Polynomials with integer coefficients, and their sign just right of 0. */

/** Highest power of t in a curve. */
export const MAX_DEGREE = 8;

/** Coefficients of t⁰, t¹, …, as integers over some denominator. */
export type Polynomial = readonly bigint[];

export function plus(a: Polynomial, b: Polynomial): Polynomial {
  return (a.length < b.length ? b : a).map((_, power) => (a[power] ?? 0n) + (b[power] ?? 0n));
}

export function minus(a: Polynomial, b: Polynomial): Polynomial {
  return plus(
    a,
    b.map((coefficient) => -coefficient),
  );
}

export function times(a: Polynomial, b: Polynomial): Polynomial {
  if (a.length === 0 || b.length === 0) return [];
  const product = new Array<bigint>(a.length + b.length - 1).fill(0n);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      product[i + j]! += x * y;
    });
  });
  return product;
}

/** Sign for all small t > 0: that of the lowest coefficient that is not 0. */
export function signNearZero(polynomial: Polynomial): -1 | 0 | 1 {
  const lowest = polynomial.find((coefficient) => coefficient !== 0n) ?? 0n;
  return lowest > 0n ? 1 : lowest < 0n ? -1 : 0;
}
