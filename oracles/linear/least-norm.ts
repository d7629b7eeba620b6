/**
 * The shortest w with ⟨z_i,w⟩ ≥ 1 for integer rows z_i, exactly, from any guess of its support: the dual active-set
 * method of Goldfarb and Idnani (1983) in integers. Each full step raises the dual objective, so it ends.
 *
 * With working rows W and p entering with multiplier μ, the others are a − μr (Gram·a = 1, Gram·r = G_Wp):
 * grow μ until p's constraint holds (p enters) or another multiplier reaches 0 (it leaves). When neither
 * can happen, z_p = Σ r_i z_i with r ≤ 0: Gordan's combination.
 */
import { type DependentRows, type IntegerSolution, solveGram } from '../../src/linalg/bareiss.ts';
import { bitLength } from '../../src/numbers/rational.ts';
import type { SignedPoints } from './signed-points.ts';

/** Multipliers on some rows, as integers: weights[k] / denominator on row rows[k]; all ≥ 0. */
export interface Weights {
  readonly rows: readonly number[];
  readonly numerators: readonly bigint[];
  readonly denominator: bigint;
}

/** Optimal: w = Σ weights·z = w / denominator. Infeasible: Σ weights·z = 0, not all 0. */
export type LeastNorm =
  | { readonly status: 'optimal'; readonly weights: Weights; readonly w: readonly bigint[] }
  | { readonly status: 'infeasible'; readonly weights: Weights };

/** Slack, relative to the lengths involved, above which a margin in float64 needs no exact look. */
const CLEAR = 1e-6;

/** `guess` may hold any rows: it changes the time, never the optimum. */
export function leastNorm(points: SignedPoints, guess: readonly number[]): LeastNorm {
  const gram = gramMatrix(points);
  let weights = weightsOn(gram, guess);
  for (;;) {
    const w = weightedSum(points.z, weights);
    const entering = mostViolated(points, w, weights.denominator);
    if (entering === undefined) return { status: 'optimal', weights, w };
    const next = enter(gram, weights.rows, entering);
    if ('numerators' in next) return { status: 'infeasible', weights: next };
    weights = weightsOn(gram, next.rows);
  }
}

type Gram = (i: number, k: number) => bigint;

/** Products of rows, each computed once: in doubles where those are exact. */
function gramMatrix({ z, floats }: SignedPoints): Gram {
  const known = new Map<number, bigint>();
  let largest = 0;
  for (const row of floats) for (const value of row) largest = Math.max(largest, Math.abs(value));
  const exactInDoubles = floats[0]!.length * largest * largest <= Number.MAX_SAFE_INTEGER;
  return (i, k) => {
    const key = i < k ? i * z.length + k : k * z.length + i;
    let value = known.get(key);
    if (value === undefined) {
      value = exactInDoubles ? BigInt(floatDot(floats[i]!, floats[k]!)) : dot(z[i]!, z[k]!);
      known.set(key, value);
    }
    return value;
  };
}

function floatDot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}

function dot(a: readonly bigint[], b: readonly bigint[]): bigint {
  let sum = 0n;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}

/** Solves Gram·a = 1 on some rows and, when a row is entering, Gram·r = its products with them. */
function solve(gram: Gram, rows: readonly number[], entering?: number): IntegerSolution | DependentRows {
  const sides = [rows.map(() => 1n)];
  if (entering !== undefined) sides.push(rows.map((row) => gram(row, entering)));
  const matrix = rows.map((row, i) => rows.map((other, j) => (j < i ? 0n : gram(row, other))));
  return solveGram(matrix, sides);
}

function solveIndependent(gram: Gram, rows: readonly number[], entering?: number): IntegerSolution {
  const solution = solve(gram, rows, entering);
  if ('dependent' in solution) throw new Error('working rows are independent by construction');
  return solution;
}

/**
 * Rows of the guess that solve their own problem: without dependent ones and, repeatedly, without those whose multiplier
 * is negative. (Rows that `enter` returns have neither.)
 */
function weightsOn(gram: Gram, guess: readonly number[]): Weights {
  let rows = [...new Set(guess)];
  for (;;) {
    const solution = solve(gram, rows);
    if ('dependent' in solution) {
      rows = rows.filter((_, k) => !solution.dependent.includes(k));
      continue;
    }
    const numerators = solution.numerators[0]!;
    if (numerators.every((value) => value >= 0n))
      return { rows, numerators, denominator: solution.determinant };
    rows = rows.filter((_, k) => numerators[k]! >= 0n);
  }
}

function weightedSum(z: SignedPoints['z'], { rows, numerators }: Weights): bigint[] {
  const sum = z[0]!.map(() => 0n);
  rows.forEach((row, k) => {
    for (let j = 0; j < sum.length; j++) sum[j] = sum[j]! + numerators[k]! * z[row]![j]!;
  });
  return sum;
}

/** The row of least margin ⟨z_i,w⟩/denominator if that is below 1. */
function mostViolated(
  { z, floats }: SignedPoints,
  w: readonly bigint[],
  denominator: bigint,
): number | undefined {
  const approximate = Float64Array.from(w, (value) => quotient(value, denominator));
  let least = denominator;
  let entering: number | undefined;
  for (let i = 0; i < z.length; i++) {
    let margin = 0;
    let size = 1;
    for (let j = 0; j < approximate.length; j++) {
      const term = floats[i]![j]! * approximate[j]!;
      margin += term;
      size += Math.abs(term);
    }
    if (margin - 1 > CLEAR * size) continue;
    const exact = dot(z[i]!, w);
    if (exact < least) {
      least = exact;
      entering = i;
    }
  }
  return entering;
}

/** a/b in float64, to about 15 digits unless it is tiny. */
function quotient(a: bigint, b: bigint): number {
  const shift = BigInt(Math.max(0, bitLength(b) - 900));
  return Number(a >> shift) / Number(b >> shift);
}

/** The working rows after `entering` has come in, or the combination that proves that it cannot. */
function enter(
  gram: Gram,
  start: readonly number[],
  entering: number,
): { readonly rows: readonly number[] } | Weights {
  let rows = start;
  for (;;) {
    const { determinant, numerators } = solveIndependent(gram, rows, entering);
    const at = numerators[0]!;
    const slope = numerators[1]!;
    const products = rows.map((row) => gram(row, entering));
    const height = determinant * gram(entering, entering) - dot(products, slope);
    let limit = { num: determinant - dot(products, at), den: height };
    let leaving = -1;
    for (let k = 0; k < rows.length; k++)
      if (slope[k]! > 0n && (limit.den === 0n || at[k]! * limit.den < limit.num * slope[k]!)) {
        limit = { num: at[k]!, den: slope[k]! };
        leaving = k;
      }
    if (leaving >= 0) rows = rows.filter((_, k) => k !== leaving);
    else if (height > 0n) return { rows: [...rows, entering] };
    else {
      const falls = slope.map((value) => -value);
      return { rows: [...rows, entering], numerators: [...falls, determinant], denominator: determinant };
    }
  }
}
