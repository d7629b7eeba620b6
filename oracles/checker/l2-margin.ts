/** Kind "l2-margin": the largest margin of a unit-norm linear separator, squared. See FORMAT.md. */
import { type Combination, readCombination, readSeparator } from './combination.ts';
import { dot, readPoints, type Scaled } from './points.ts';
import type { Check, Entry, Fraction } from './reading.ts';

export const checkL2Margin: Check = ({ claim, data, solution, derivation }) => {
  const { marginSquared } = claim.fields('kind', 'marginSquared');
  const points = readPoints(data);
  const w = readSeparator(solution.fields('w').w, points);
  const { combination } = derivation.fields('combination');
  const normSquared = leastNormSquared(w, readCombination(combination, points), combination);
  const { num, den } = marginSquared.fraction();
  if (num * normSquared.num !== den * normSquared.den)
    marginSquared.reject('wrong-value', `expected 1/|w|^2`);
};

/**
 * ‖w‖², proved least among all separators of margin 1: for every such v,
 * Σλ_i ≤ Σ λ_i y_i⟨v,x_i⟩ = ⟨v,w⟩ ≤ ‖v‖‖w‖, and Σλ_i = ‖w‖².
 */
export function leastNormSquared(w: Scaled, { total, sum }: Combination, place: Entry): Fraction {
  sum.numerators.forEach((value, j) => {
    if (value * w.denominator !== w.numerators[j]! * sum.denominator)
      place.reject(
        'not-stationary',
        `expected the weighted points to sum to w, found another coordinate ${j}`,
      );
  });
  const normSquared = { num: dot(w.numerators, w.numerators), den: w.denominator ** 2n };
  if (normSquared.num * total.den !== total.num * normSquared.den)
    place.reject('not-optimal', 'expected the weights to sum to |w|^2');
  return normSquared;
}
