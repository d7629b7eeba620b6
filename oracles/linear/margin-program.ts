/** The linear programs of the ℓ1 and ℓ∞ max margin. */
import type { Dataset } from '../../src/data/dataset.ts';
import { type Infeasible, infeasible } from '../infeasible.ts';
import type { BasisGuess } from './basis-guess.ts';
import { type IntegerPoints, integerPoints } from './integer-points.ts';
import { leastNorm } from './least-norm.ts';
import { guessSupport } from './least-norm-guess.ts';
import { type LinearProgram, type LinearProgramOptimum, solveLinearProgram } from './linear-program.ts';
import { type SignedPoints, signedPoints } from './signed-points.ts';

/** The norm that a separator of margin 1 minimises. */
export type LpNorm = 'l1' | 'linf';

export type GuessBasis = (program: LinearProgram) => Promise<BasisGuess>;

/** A solved program on the integer points z_i = y_i·x_i / scale. */
export interface SolvedMarginProgram {
  readonly integers: IntegerPoints;
  readonly points: SignedPoints;
  readonly program: LinearProgram;
  readonly solution: LinearProgramOptimum;
}

export async function solveMarginProgram(
  data: Dataset,
  norm: LpNorm,
  guess: GuessBasis,
): Promise<SolvedMarginProgram | Infeasible> {
  const integers = integerPoints(data);
  const points = signedPoints(integers, data.y);
  const program = norm === 'l1' ? sumProgram(points.z) : boundProgram(points.z);
  const guessed = await guess(program);
  if (guessed === 'no-optimum') {
    const separation = leastNorm(points, guessSupport(points.floats));
    if (separation.status === 'infeasible') return infeasible(data, integers, separation.weights);
  }
  const solution = solveLinearProgram(
    program,
    guessed === 'no-optimum' ? { columns: [], rows: [] } : guessed,
  );
  if (solution.status === 'optimal') return { integers, points, program, solution };
  const numerators = solution.y.slice(0, data.y.length);
  return infeasible(data, integers, { rows: [...data.y.keys()], numerators, denominator: 1n });
}

/** The separator of a solution: p − m, or t − s. */
export function separator<T>(norm: LpNorm, x: readonly T[], subtract: (a: T, b: T) => T): T[] {
  if (norm === 'linf') return x.slice(0, -1).map((value) => subtract(x.at(-1)!, value));
  const dimension = x.length / 2;
  return x.slice(0, dimension).map((value, j) => subtract(value, x[dimension + j]!));
}

/** ℓ1: w = p − m, minimise Σ p_j + m_j subject to ⟨z_i, p − m⟩ ≥ 1. Columns p, then m. */
function sumProgram(z: SignedPoints['z']): LinearProgram {
  return {
    a: z.map((row) => [...row, ...row.map((value) => -value)]),
    b: z.map(() => 1n),
    c: [...z[0]!, ...z[0]!].map(() => 1n),
  };
}

/** ℓ∞: w = t − s, minimise t subject to ⟨z_i, t − s⟩ ≥ 1 and s_j ≤ 2t. Columns s, then t; rows of points first. */
function boundProgram(z: SignedPoints['z']): LinearProgram {
  const margins = z.map((row) => [
    ...row.map((value) => -value),
    row.reduce((sum, value) => sum + value, 0n),
  ]);
  const bounds = z[0]!.map((_, j) => [...z[0]!.map((_, k) => (j === k ? -1n : 0n)), 2n]);
  return {
    a: [...margins, ...bounds],
    b: [...margins.map(() => 1n), ...bounds.map(() => 0n)],
    c: [...z[0]!.map(() => 0n), 1n],
  };
}
