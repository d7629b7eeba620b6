import { l2Margin } from '../../oracles/l2-margin.ts';
import type { LinearOptimum } from '../../oracles/linear/linear-optimum.ts';
import { lpFace } from '../../oracles/lp-face.ts';
import { type LpNorm, lpMargin } from '../../oracles/lp-margin.ts';
import type { SolverName } from '../../oracles/solvers.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { squareRootBounds } from '../../src/numbers/square-root.ts';
import { accepted, infeasibleSolution, type Separator, type Solution } from './solution.ts';

function separatorOf(optimum: LinearOptimum): Separator {
  return { w: optimum.w.map(String), multipliers: optimum.multipliers.map(String) };
}

/** The exact ℓ2 max margin: its square is rational, itself it lies between bounds 2^−96 apart relatively. */
export function solveL2(data: Dataset): Solution {
  const result = l2Margin(data);
  if (result.status === 'infeasible') return infeasibleSolution('l2', result);
  const { lower, upper } = squareRootBounds(result.marginSquared);
  return {
    format: 'farkas/solution@1',
    problem: 'l2',
    status: 'optimal',
    marginSquared: String(result.marginSquared),
    margin: {
      value: Math.sqrt(result.marginSquared.toNumber()),
      lower: String(lower),
      upper: String(upper),
    },
    solution: separatorOf(result),
    certificate: accepted(result.certificate),
  };
}

/** The exact max margin of separators of norm 1 in ℓ1 or ℓ∞, and one of those that reach it. */
export async function solveLp(data: Dataset, norm: LpNorm, solver?: SolverName): Promise<Solution> {
  const result = await lpMargin(data, norm, solver);
  if (result.status === 'infeasible') return infeasibleSolution(norm, result);
  const exact = String(result.margin);
  return {
    format: 'farkas/solution@1',
    problem: norm,
    status: 'optimal',
    marginSquared: String(result.margin.mul(result.margin)),
    margin: { value: result.margin.toNumber(), lower: exact, upper: exact },
    solution: separatorOf(result),
    certificate: accepted(result.certificate),
  };
}

/** The same, with the face of all separators that reach the margin and the certificate of its dimension. */
export async function solveFace(data: Dataset, norm: LpNorm, solver?: SolverName): Promise<Solution> {
  const [solution, face] = [await solveLp(data, norm, solver), await lpFace(data, norm, solver)];
  if (solution.status !== 'optimal' || face.status !== 'optimal') return solution;
  const { dimension, w, certificate } = face;
  return { ...solution, face: { dimension, w: w.map(String), certificate: accepted(certificate) } };
}
