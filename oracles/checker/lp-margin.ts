/** Kinds "l1-margin" and "linf-margin": the largest margin of a linear separator of norm 1. See FORMAT.md. */
import { combine, readSeparator, readTerms } from './combination.ts';
import { type Points, readPoints, type Scaled } from './points.ts';
import type { Check, Entry, Parts } from './reading.ts';

/** A norm and its dual, of integer vectors. */
export interface Norms {
  readonly norm: (vector: readonly bigint[]) => bigint;
  readonly dual: (vector: readonly bigint[]) => bigint;
}

export const L1: Norms = { norm: sumOfSizes, dual: largestSize };
export const LINF: Norms = { norm: largestSize, dual: sumOfSizes };

export const checkL1Margin: Check = (parts) => checkMargin(parts, L1);
export const checkLinfMargin: Check = (parts) => checkMargin(parts, LINF);

function checkMargin(parts: Parts, norms: Norms): void {
  checkOptimum(parts, norms, parts.claim.fields('kind', 'margin').margin);
}

/** An optimal separator with optimal multipliers. */
export interface Optimum {
  readonly points: Points;
  readonly w: Scaled;
  /** ‖w‖ over the denominator of w. */
  readonly length: bigint;
  /** The points with a positive multiplier. */
  readonly support: ReadonlySet<number>;
  /** Σ λ_i y_i x_i, of dual norm at most 1. */
  readonly pull: Scaled;
}

/**
 * For every v of margin 1, Σλ_i ≤ Σ λ_i y_i⟨v,x_i⟩ = ⟨v, Σ λ_i y_i x_i⟩ ≤ ‖v‖ when that vector has dual norm at most 1;
 * so ‖w‖ = Σλ_i is least.
 */
export function checkOptimum(
  { data, solution, derivation }: Parts,
  { norm, dual }: Norms,
  margin: Entry,
): Optimum {
  const points = readPoints(data);
  const w = readSeparator(solution.fields('w').w, points);
  const { combination } = derivation.fields('combination');
  const { rows, weights } = readTerms(combination, points);
  const { total, sum: pull } = combine(rows, weights, points);
  if (dual(pull.numerators) > pull.denominator)
    combination.reject(
      'not-dual-feasible',
      'expected the weighted points to sum to a vector of dual norm at most 1',
    );
  const length = norm(w.numerators);
  if (length * total.den !== total.num * w.denominator)
    combination.reject('not-optimal', 'expected the weights to sum to the norm of w');
  const { num, den } = margin.fraction();
  if (num * length !== den * w.denominator) margin.reject('wrong-value', 'expected 1 over the norm of w');
  const support = new Set(rows.filter((_, term) => weights.numerators[term]! > 0n));
  return { points, w, length, support, pull };
}

export function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function sumOfSizes(vector: readonly bigint[]): bigint {
  return vector.reduce((total, value) => total + size(value), 0n);
}

function largestSize(vector: readonly bigint[]): bigint {
  let largest = 0n;
  for (const value of vector) if (size(value) > largest) largest = size(value);
  return largest;
}
