/** Kind "infeasible": no w has y_i⟨w,x_i⟩ > 0 at every point, by Gordan's theorem. See FORMAT.md. */

import { readCombination } from './combination.ts';
import { readPoints } from './points.ts';
import type { Check } from './reading.ts';

export const checkInfeasible: Check = ({ claim, data, solution, derivation }) => {
  claim.fields('kind');
  solution.fields();
  const { combination } = derivation.fields('combination');
  const { total, sum } = readCombination(combination, readPoints(data));
  if (total.num === 0n) combination.reject('trivial-combination', 'expected a positive weight');
  if (sum.numerators.some((value) => value !== 0n))
    combination.reject('not-stationary', 'expected the weighted points to sum to 0');
};
