import { norm, OrthogonalFactor } from './orthogonal-factor.ts';

/** Norm of the equations at which the iteration has arrived: they are relative to 1, and exact refinement goes on from there. */
const ARRIVED = 1e-9;
/** Norm below which another step would be rounding. */
const CONVERGED = 1e-14;
const MAX_ITERATIONS = 30;
/** Damping, relative to columns of norm 1, below which a singular Jacobian would let rounding through. */
const LEAST_DAMPING = 1e-8;

/** Equations F(z) = 0 in float64, of relative size, and the columns of their Jacobian. */
export interface Equations {
  equations(z: Float64Array): Float64Array;
  jacobian(z: Float64Array): readonly Float64Array[];
}

/** Where the iteration ended, and whether that is a solution. */
export interface Solution {
  readonly arrived: boolean;
  /** ‖F‖. */
  readonly residual: number;
  readonly point: Float64Array;
}

/**
 * Levenberg–Marquardt with damping ‖F‖: quadratic also where solutions are not isolated (Yamashita & Fukushima 2001), and
 * then it ends near where it began.
 */
export function levenbergMarquardt(start: Float64Array, system: Equations): Solution {
  let point = start;
  let equations = system.equations(point);
  let residual = norm(equations);
  for (let iteration = 0; iteration < MAX_ITERATIONS && residual > CONVERGED; iteration++) {
    const damping = Math.max(Math.min(residual, 0.1), LEAST_DAMPING);
    const step = dampedStep(system.jacobian(point), equations, damping);
    let improved = false;
    for (let length = 1; length > 1e-4 && !improved; length /= 2) {
      const tried = point.map((value, j) => value - length * step[j]!);
      const triedEquations = system.equations(tried);
      const triedResidual = norm(triedEquations);
      if (!(triedResidual < residual)) continue;
      [point, equations, residual, improved] = [tried, triedEquations, triedResidual, true];
    }
    if (!improved) break;
  }
  return { arrived: residual <= ARRIVED, residual, point };
}

/** The x of least ‖Jx − b‖² + damping²·‖x‖², in the scale in which the columns of J have norm 1. */
function dampedStep(columns: readonly Float64Array[], b: Float64Array, damping: number): Float64Array {
  const factor = new OrthogonalFactor();
  const scales = columns.map((column) => norm(column) || 1);
  columns.forEach((column, j) => {
    const extended = new Float64Array(b.length + columns.length);
    for (let i = 0; i < b.length; i++) extended[i] = column[i]! / scales[j]!;
    extended[b.length + j] = damping;
    factor.append(extended, 0);
  });
  const target = new Float64Array(b.length + columns.length);
  target.set(b);
  return factor.coefficientsOf(factor.project(target).components).map((value, j) => value / scales[j]!);
}
