import { float64 } from '../../src/numbers/float64.ts';
import { norm, OrthogonalFactor } from './orthogonal-factor.ts';
import {
  flatten,
  type Pattern,
  type PatternValues,
  patternEquations,
  patternParts,
  unflatten,
} from './pattern.ts';
import { PseudoInverse } from './pseudo-inverse.ts';

/** Norm of the equations at which Newton has arrived: they are relative to 1, and exact refinement goes on from there. */
const ARRIVED = 1e-9;
/** Norm below which another step would be rounding. */
const CONVERGED = 1e-14;
const MAX_ITERATIONS = 30;
/** Damping, relative to columns of norm 1, below which a singular Jacobian would let rounding through. */
const LEAST_DAMPING = 1e-8;

/** Where the iteration ended, and whether that is a solution. */
export interface PatternSolution {
  readonly arrived: boolean;
  readonly residual: number;
  readonly values: PatternValues<number>;
}

/** Equations of a pattern in float64, those of kinks divided by the norm of their point. */
export function scaledEquations(
  pattern: Pattern,
  alpha: number,
  gram: readonly (readonly number[])[],
  values: PatternValues<number>,
): Float64Array {
  const parts = patternParts(float64, alpha, gram, pattern, values);
  const scales = rowScales(pattern, gram);
  return Float64Array.from(patternEquations(float64, parts, values), (value, row) => value * scales[row]!);
}

/** What each equation is multiplied by. */
export function rowScales({ support, groups }: Pattern, gram: readonly (readonly number[])[]): number[] {
  const kinks = groups.flatMap(({ regimes }) =>
    regimes.flatMap((regime, i) => (regime === 'kink' ? [1 / Math.sqrt(gram[i]![i]!)] : [])),
  );
  return [...groups.map(() => 1), ...support.map(() => 1), ...kinks];
}

/**
 * Levenberg–Marquardt with damping ‖F‖ on the equations of a pattern: quadratic also where solutions are not isolated
 * (Yamashita & Fukushima 2001), and then it ends near where it began.
 */
export function solvePattern(
  pattern: Pattern,
  alpha: number,
  gram: readonly (readonly number[])[],
  start: PatternValues<number>,
): PatternSolution {
  let values = start;
  let equations = scaledEquations(pattern, alpha, gram, values);
  let residual = norm(equations);
  for (let iteration = 0; iteration < MAX_ITERATIONS && residual > CONVERGED; iteration++) {
    const damping = Math.max(Math.min(residual, 0.1), LEAST_DAMPING);
    const step = dampedStep(jacobian(pattern, alpha, gram, values), equations, damping);
    const row = flatten(values);
    let length = 1;
    let improved = false;
    for (; length > 1e-4 && !improved; length /= 2) {
      const tried = unflatten(
        pattern,
        row.map((value, j) => value - length * step[j]!),
      );
      const triedEquations = scaledEquations(pattern, alpha, gram, tried);
      const triedResidual = norm(triedEquations);
      if (!(triedResidual < residual)) continue;
      [values, equations, residual, improved] = [tried, triedEquations, triedResidual, true];
    }
    if (!improved) break;
  }
  return { arrived: residual <= ARRIVED, residual, values };
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

/** The linearisation of `scaledEquations`, for solving in the least-norm sense. */
export function linearised(
  pattern: Pattern,
  alpha: number,
  gram: readonly (readonly number[])[],
  values: PatternValues<number>,
): PseudoInverse {
  return new PseudoInverse(jacobian(pattern, alpha, gram, values));
}

/** Columns of the Jacobian of `scaledEquations`. */
function jacobian(
  pattern: Pattern,
  alpha: number,
  gram: readonly (readonly number[])[],
  values: PatternValues<number>,
): Float64Array[] {
  const { support, groups } = pattern;
  const { slopes, reach } = patternParts(float64, alpha, gram, pattern, values);
  const kinkRows = groups.flatMap(({ regimes }, g) =>
    regimes.flatMap((regime, i) => (regime === 'kink' ? [{ g, i }] : [])),
  );
  const scales = rowScales(pattern, gram);
  const column = (
    ofNorm: (g: number) => number,
    ofMargin: (i: number) => number,
    ofKink: (g: number, i: number) => number,
  ): Float64Array =>
    Float64Array.from(
      [
        ...groups.map((_, g) => ofNorm(g)),
        ...support.map((_, i) => ofMargin(i)),
        ...kinkRows.map(({ g, i }) => ofKink(g, i)),
      ],
      (value, row) => value * scales[row]!,
    );
  const slope = (g: number, i: number): number => slopes[g]![i] ?? 0;
  const multiplierColumns = support.map((_, j) =>
    column(
      (g) => 2 * slope(g, j) * reach[g]![j]!,
      (i) =>
        groups.reduce((sum, __, g) => sum + values.strengths[g]! * slope(g, i) * slope(g, j), 0) *
        gram[i]![j]!,
      (g, i) => slope(g, j) * gram[i]![j]!,
    ),
  );
  const strengthColumns = groups.map((_, g) =>
    column(
      () => 0,
      (i) => slope(g, i) * reach[g]![i]!,
      () => 0,
    ),
  );
  const kinkColumns = kinkRows.map(({ g: own, i: j }) =>
    column(
      (g) => (g === own ? 2 * reach[g]![j]! : 0),
      (i) => values.strengths[own]! * slope(own, i) * gram[i]![j]!,
      (g, i) => (g === own ? gram[i]![j]! : 0),
    ),
  );
  return [...multiplierColumns, ...strengthColumns, ...kinkColumns];
}
