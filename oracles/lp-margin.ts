import type { Dataset } from '../src/data/dataset.ts';
import { Rational } from '../src/numbers/rational.ts';
import type { Infeasible } from './infeasible.ts';
import { guessBasis } from './linear/basis-guess.ts';
import type { IntegerPoints } from './linear/integer-points.ts';
import type { Weights } from './linear/least-norm.ts';
import { LinearOptimum } from './linear/linear-optimum.ts';
import { type GuessBasis, type LpNorm, separator, solveMarginProgram } from './linear/margin-program.ts';
import type { SolverName } from './solvers.ts';

export type { LpNorm } from './linear/margin-program.ts';

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
export async function lpMarginFrom(data: Dataset, norm: LpNorm, guess: GuessBasis): Promise<LpMargin> {
  const solved = await solveMarginProgram(data, norm, guess);
  if ('status' in solved) return solved;
  const { integers, points, solution } = solved;
  const weights = {
    rows: [...data.y.keys()],
    numerators: solution.y.slice(0, data.y.length),
    denominator: solution.denominator,
  };
  const w = separator(norm, solution.x, (a, b) => a - b);
  return new LpOptimum(data, integers, points.scale, norm, weights, w);
}
