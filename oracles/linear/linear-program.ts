/**
 * Exact linear programs: minimise c·x subject to A·x ≥ b, x ≥ 0, in integers, with c ≥ 0 (so that the optimum, if
 * there is one, is finite). The dual: maximise b·y subject to Aᵀ·y ≤ c, y ≥ 0.
 */
import { solveSquare } from '../../src/linalg/bareiss.ts';
import { Dictionary } from './dictionary.ts';

/** a has n rows of k, b has n entries, c has k. */
export interface LinearProgram {
  readonly a: readonly (readonly bigint[])[];
  readonly b: readonly bigint[];
  readonly c: readonly bigint[];
}

/** Columns that are probably non-zero and rows that probably hold with equality, of some optimum. */
export interface Basis {
  readonly columns: readonly number[];
  readonly rows: readonly number[];
}

/** Exact vectors over one positive denominator. */
export interface LinearProgramOptimum {
  readonly status: 'optimal';
  readonly x: readonly bigint[];
  readonly y: readonly bigint[];
  readonly denominator: bigint;
  readonly basis: Basis;
}

export type LinearProgramSolution =
  | LinearProgramOptimum
  /** y ≥ 0 with Aᵀ·y ≤ 0 and b·y > 0 (Farkas). */
  | { readonly status: 'infeasible'; readonly y: readonly bigint[]; readonly denominator: bigint };

/** The exact optimum, at once when the guess is an optimal basis, else by exact pivoting from it. */
export function solveLinearProgram(program: LinearProgram, guess: Basis): LinearProgramSolution {
  return solveBasis(program, guess) ?? Dictionary.at(program, guess).optimise();
}

/** The solution that a basis stands for, if it is primal and dual feasible. */
function solveBasis({ a, b, c }: LinearProgram, basis: Basis): LinearProgramSolution | undefined {
  const { columns, rows } = basis;
  if (columns.length !== rows.length) return undefined;
  const square = solveSquare(
    rows.map((i) => columns.map((j) => a[i]![j]!)),
    rows.map((i) => b[i]!),
    columns.map((j) => c[j]!),
  );
  if (!square) return undefined;
  const { primal, dual, determinant } = square;
  if (primal.some((value) => value < 0n) || dual.some((value) => value < 0n)) return undefined;
  for (let i = 0; i < b.length; i++) {
    let activity = 0n;
    for (let k = 0; k < columns.length; k++) activity += a[i]![columns[k]!]! * primal[k]!;
    if (activity < b[i]! * determinant) return undefined;
  }
  for (let j = 0; j < c.length; j++) {
    let pull = 0n;
    for (let k = 0; k < rows.length; k++) pull += a[rows[k]!]![j]! * dual[k]!;
    if (pull > c[j]! * determinant) return undefined;
  }
  return {
    status: 'optimal',
    x: spread(c.length, columns, primal),
    y: spread(b.length, rows, dual),
    denominator: determinant,
    basis,
  };
}

function spread(length: number, places: readonly number[], values: readonly bigint[]): bigint[] {
  const vector = new Array<bigint>(length).fill(0n);
  places.forEach((place, k) => {
    vector[place] = values[k]!;
  });
  return vector;
}
