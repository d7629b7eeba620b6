import type { Dataset } from '../src/data/dataset.ts';
import { Rational } from '../src/numbers/rational.ts';
import { type BasisGuess, guessBasis } from './basis-guess.ts';
import { type Infeasible, infeasible } from './infeasible.ts';
import { type IntegerPoints, integerPoints } from './integer-points.ts';
import { leastNorm, type Weights } from './least-norm.ts';
import { guessSupport } from './least-norm-guess.ts';
import { LinearOptimum } from './linear-optimum.ts';
import { type Basis, type LinearProgram, solveLinearProgram } from './linear-program.ts';
import { type SignedPoints, signedPoints } from './signed-points.ts';
import type { SolverName } from './solvers.ts';

/** The norm that a separator of margin 1 minimises. */
export type LpNorm = 'l1' | 'linf';

/**
 * An ℓ1 or ℓ∞ max-margin separator: a vertex of the set of all of them. λ satisfies Σ λ_i = ‖w‖ and
 * ‖Σ λ_i y_i x_i‖ ≤ 1 in the dual norm.
 */
export class LpOptimum extends LinearOptimum {
  /** The largest margin of a separator of norm 1: 1/‖w‖. */
  readonly margin: Rational;

  constructor(
    data: Dataset,
    integers: IntegerPoints,
    scale: Rational,
    norm: LpNorm,
    weights: Weights,
    w: readonly bigint[],
  ) {
    const { numerators, denominator } = weights;
    const total = numerators.reduce((sum, value) => sum + value, 0n);
    const margin = Rational.of(denominator, total).mul(scale);
    const claim = { kind: `${norm}-margin`, margin: String(margin) };
    super(data, integers, claim, { w, denominator, weights, scale, weightScale: scale });
    this.margin = margin;
  }
}

export type LpMargin = LpOptimum | Infeasible;

/** The exact max-margin separator in a norm, or the proof that there is none. Always decides. */
export async function lpMargin(data: Dataset, norm: LpNorm, solver: SolverName = 'highs'): Promise<LpMargin> {
  return lpMarginFrom(data, norm, (program) => guessBasis(program, solver));
}

/** The same with any guess of the basis: it changes the time, never the margin. */
export async function lpMarginFrom(
  data: Dataset,
  norm: LpNorm,
  guess: (program: LinearProgram) => Promise<BasisGuess>,
): Promise<LpMargin> {
  const integers = integerPoints(data);
  const points = signedPoints(integers, data.y);
  const program = norm === 'l1' ? sumProgram(points.z) : boundProgram(points.z);
  const guessed = await guess(program);
  if (guessed === 'no-optimum') {
    const separation = leastNorm(points, guessSupport(points.floats));
    if (separation.status === 'infeasible') return infeasible(data, integers, separation.weights);
  }
  const start: Basis = guessed === 'no-optimum' ? { columns: [], rows: [] } : guessed;
  const solution = solveLinearProgram(program, start);
  const weights = {
    rows: [...data.y.keys()],
    numerators: solution.y.slice(0, data.y.length),
    denominator: solution.denominator,
  };
  if (solution.status === 'infeasible') return infeasible(data, integers, weights);
  const w = norm === 'l1' ? fromSumProgram(solution.x) : fromBoundProgram(solution.x);
  return new LpOptimum(data, integers, points.scale, norm, weights, w);
}

/** ℓ1: w = p − m, minimise Σ p_j + m_j subject to ⟨z_i, p − m⟩ ≥ 1. Columns p, then m. */
function sumProgram(z: SignedPoints['z']): LinearProgram {
  return {
    a: z.map((row) => [...row, ...row.map((value) => -value)]),
    b: z.map(() => 1n),
    c: [...z[0]!, ...z[0]!].map(() => 1n),
  };
}

function fromSumProgram(x: readonly bigint[]): bigint[] {
  const dimension = x.length / 2;
  return x.slice(0, dimension).map((value, j) => value - x[dimension + j]!);
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

function fromBoundProgram(x: readonly bigint[]): bigint[] {
  const bound = x.at(-1)!;
  return x.slice(0, -1).map((value) => bound - value);
}
