/** Kinds "l1-margin" and "linf-margin": the largest margin of a linear separator of norm 1. See FORMAT.md. */
import { readCombination, readSeparator } from './combination.ts';
import { readPoints } from './points.ts';
import type { Check } from './reading.ts';

/** A norm of an integer vector. */
type Norm = (vector: readonly bigint[]) => bigint;

const size = (value: bigint) => (value < 0n ? -value : value);
const sum: Norm = (vector) => vector.reduce((total, value) => total + size(value), 0n);
const largest: Norm = (vector) =>
  vector.reduce((most, value) => (size(value) > most ? size(value) : most), 0n);

export const checkL1Margin: Check = (parts) => checkMargin(parts, sum, largest);
export const checkLinfMargin: Check = (parts) => checkMargin(parts, largest, sum);

/**
 * For every v of margin 1, Σλ_i ≤ Σ λ_i y_i⟨v,x_i⟩ = ⟨v, Σ λ_i y_i x_i⟩ ≤ ‖v‖ when that vector has dual norm at most 1;
 * so ‖w‖ = Σλ_i is least.
 */
function checkMargin(
  { claim, data, solution, derivation }: Parameters<Check>[0],
  norm: Norm,
  dual: Norm,
): void {
  const { margin } = claim.fields('kind', 'margin');
  const points = readPoints(data);
  const w = readSeparator(solution.fields('w').w, points);
  const { combination } = derivation.fields('combination');
  const { total, sum: pull } = readCombination(combination, points);
  if (dual(pull.numerators) > pull.denominator)
    combination.reject(
      'not-dual-feasible',
      'expected the weighted points to sum to a vector of dual norm at most 1',
    );
  const length = norm(w.numerators);
  if (length * total.den !== total.num * w.denominator)
    combination.reject('not-optimal', 'expected the weights to sum to the norm of w');
  const { num, den } = margin.fraction();
  if (num * length !== den * w.denominator) margin.reject('wrong-value', 'expected 1 over the norm of w');
}
