import type { Dataset } from '../src/data/dataset.ts';
import { rank } from '../src/linalg/bareiss.ts';
import { Rational } from '../src/numbers/rational.ts';
import { type Certificate, certificateData } from './certificate.ts';
import type { Infeasible } from './infeasible.ts';
import { guessBasis } from './linear/basis-guess.ts';
import { type LpNorm, separator, solveMarginProgram } from './linear/margin-program.ts';
import { strictPair } from './linear/optimal-face.ts';
import type { SolverName } from './solvers.ts';

/**
 * All ℓ1 or ℓ∞ max-margin separators: the v with y_i⟨v,x_i⟩ = 1 on the support, ≥ 1 elsewhere, that agree with w outside the
 * free coordinates and in which those keep the sign of w (ℓ1) or stay within ±‖w‖ (ℓ∞).
 */
export interface LpFace {
  readonly status: 'optimal';
  /** The largest margin of a separator of norm 1. */
  readonly margin: Rational;
  /** 0 when the separator is unique. */
  readonly dimension: number;
  /** A separator in the relative interior: d numbers. */
  readonly w: readonly Rational[];
  /** λ in the relative interior of the optimal multipliers: n numbers. */
  readonly multipliers: readonly Rational[];
  /** The points that are on the margin for every separator of the face. */
  readonly support: readonly number[];
  /** The coordinates that are not the same by the multipliers alone. */
  readonly free: readonly number[];
  readonly certificate: Certificate;
}

/** The whole set of max-margin separators in a norm, with the certificate of its dimension. */
export async function lpFace(
  data: Dataset,
  norm: LpNorm,
  solver: SolverName = 'highs',
): Promise<LpFace | Infeasible> {
  const solved = await solveMarginProgram(data, norm, (program) => guessBasis(program, solver));
  if ('status' in solved) return solved;
  const { integers, points, program, solution } = solved;
  const { x, y } = strictPair(program, solution.basis);
  const w = separator(norm, x, (a, b) => a.sub(b)).map((value) => value.div(points.scale));
  const multipliers = y.slice(0, data.y.length).map((value) => value.div(points.scale));
  const support = multipliers.flatMap((value, i) => (value.sign() > 0 ? [i] : []));
  const bound = w.map((value) => value.abs()).reduce((a, b) => (a.compare(b) < 0 ? b : a));
  const free = w.flatMap((value, j) =>
    norm === 'l1' ? (value.sign() === 0 ? [] : [j]) : value.abs().equals(bound) ? [] : [j],
  );
  const dimension = free.length - rank(support.map((i) => free.map((j) => integers.x[i]![j]!)));
  const margin = Rational.ONE.div(multipliers.reduce((a, b) => a.add(b)));
  return {
    status: 'optimal',
    margin,
    dimension,
    w,
    multipliers,
    support,
    free,
    certificate: {
      format: 'farkas/certificate@1',
      claim: { kind: `${norm}-face`, margin: String(margin), dimension },
      data: certificateData(data, integers),
      solution: { w: w.map(String) },
      derivation: { combination: support.map((point) => ({ point, weight: String(multipliers[point]) })) },
    },
  };
}
