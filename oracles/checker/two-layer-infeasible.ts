/** Kind "two-layer-infeasible": no two-layer net of any width classifies every point. See FORMAT.md. */
import { combine, readTerms } from './combination.ts';
import { type Points, readPoints, type Scaled } from './points.ts';
import type { Check, Entry } from './reading.ts';
import { readSlope } from './slope.ts';

export const checkTwoLayerInfeasible: Check = ({ claim, data, solution, derivation }) => {
  const { alpha } = claim.fields('kind', 'alpha');
  const slope = readSlope(alpha);
  solution.fields();
  const points = readPoints(data);
  const { combination } = derivation.fields('combination');
  const { rows, weights } = readTerms(combination, points);
  const { total, sum } = combine(rows, weights, points);
  if (total.num === 0n) combination.reject('trivial-combination', 'expected a positive weight');
  if (sum.numerators.some((value) => value !== 0n))
    combination.reject('not-stationary', 'expected the weighted points to sum to 0');
  if (slope.num !== slope.den) checkLines(rows, weights, points, combination);
};

/**
 * Σ λ_i y_i |⟨w,x_i⟩| = 0 for every w. On the line of a direction u, x_i = t_i u, the sum is
 * |⟨w,u⟩| Σ λ_i y_i |t_i|, and functions |⟨w,u⟩| of different lines are linearly independent.
 */
function checkLines(rows: readonly number[], weights: Scaled, { x, y }: Points, place: Entry): void {
  const lines = new Map<string, bigint>();
  rows.forEach((row, term) => {
    const point = x[row]!;
    const pivot = point.find((value) => value !== 0n);
    if (pivot === undefined) return;
    const scale = point.reduce(gcd, 0n);
    const direction = point.map((value) => (pivot < 0n ? -value : value) / scale).join();
    lines.set(direction, (lines.get(direction) ?? 0n) + weights.numerators[term]! * y[row]! * scale);
  });
  for (const balance of lines.values())
    if (balance !== 0n) place.reject('not-balanced', 'expected the weights to balance on every line');
}

/** Greatest common divisor, at least 0. */
function gcd(a: bigint, b: bigint): bigint {
  let [divisor, rest] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  return divisor;
}
