import { float64 } from '../../src/numbers/float64.ts';
import { levenbergMarquardt } from './levenberg-marquardt.ts';
import {
  flatten,
  type Pattern,
  type PatternValues,
  patternEquations,
  patternParts,
  unflatten,
} from './pattern.ts';
import { PseudoInverse } from './pseudo-inverse.ts';

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

/** Levenberg–Marquardt on the equations of a pattern; where solutions are not isolated it ends near where it began. */
export function solvePattern(
  pattern: Pattern,
  alpha: number,
  gram: readonly (readonly number[])[],
  start: PatternValues<number>,
): PatternSolution {
  const valuesOf = (row: Float64Array) => unflatten(pattern, [...row]);
  const { point, ...outcome } = levenbergMarquardt(Float64Array.from(flatten(start)), {
    equations: (row) => scaledEquations(pattern, alpha, gram, valuesOf(row)),
    jacobian: (row) => jacobian(pattern, alpha, gram, valuesOf(row)),
  });
  return { ...outcome, values: valuesOf(point) };
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
