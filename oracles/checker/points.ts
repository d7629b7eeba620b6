/** The data of a certificate, and vectors, as integers over one denominator: no gcd in the sums. */
import type { Rational } from '../../src/numbers/rational.ts';
import { bitLength } from '../../src/numbers/rational.ts';
import type { Entry } from './reading.ts';

/** Bits that all numbers of one vector or matrix may have together once they share a denominator. */
const MAX_TOTAL_BITS = 2 ** 31;

/** A vector of rationals: numerators[j] / denominator, denominator > 0. */
export interface Scaled {
  readonly numerators: readonly bigint[];
  readonly denominator: bigint;
}

/** n labelled points in d dimensions: x[i][j] / denominator with label y[i]. */
export interface Points {
  readonly x: readonly (readonly bigint[])[];
  readonly y: readonly (1n | -1n)[];
  readonly denominator: bigint;
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  let [divisor, rest] = [a, b];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  return (a / divisor) * b;
}

function commonDenominator(values: Iterable<Rational>, count: number, place: Entry): bigint {
  let common = 1n;
  for (const { den } of values) {
    if (common % den === 0n) continue;
    common = leastCommonMultiple(common, den);
    if (bitLength(common) * count > MAX_TOTAL_BITS)
      place.reject('too-large', 'expected numbers with a common denominator of moderate size');
  }
  return common;
}

function over(denominator: bigint, value: Rational): bigint {
  return value.den === denominator ? value.num : value.num * (denominator / value.den);
}

/** The same vector over one denominator. `place` is where it was read. */
export function toScaled(vector: readonly Rational[], place: Entry): Scaled {
  const denominator = commonDenominator(vector, vector.length, place);
  return { numerators: vector.map((value) => over(denominator, value)), denominator };
}

/** Reads `{x: n rows of d numbers, y: n labels 1 or −1}` with n, d ≥ 1. */
export function readPoints(data: Entry): Points {
  const { x, y } = data.fields('x', 'y');
  const rows = x.list(1);
  const dimension = rows[0]!.list(1).length;
  const values = rows.map((row) => row.rationals(dimension));
  const labels = y.list(rows.length, rows.length).map((label) => {
    const value = label.integer(-1, 1);
    if (value === 0) label.reject('out-of-range', 'expected a label 1 or -1, found 0');
    return value === 1 ? 1n : -1n;
  });
  const denominator = commonDenominator(values.flat(), rows.length * dimension, x);
  return { x: values.map((row) => row.map((value) => over(denominator, value))), y: labels, denominator };
}

export function dot(a: readonly bigint[], b: readonly bigint[]): bigint {
  let sum = 0n;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
