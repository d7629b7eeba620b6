/** What all linear kinds share: the primal constraint and the weighted sum of signed points. */
import { dot, type Points, type Scaled, toScaled } from './points.ts';
import type { Entry, Fraction } from './reading.ts';

/** Reads a separator w (d numbers) and tests y_i⟨w,x_i⟩ ≥ 1 for every point. */
export function readSeparator(place: Entry, points: Points): Scaled {
  const w = toScaled(place.fractions(points.x[0]!.length), place);
  const one = w.denominator * points.denominator;
  points.x.forEach((row, i) => {
    if (points.y[i]! * dot(row, w.numerators) < one)
      place.reject('not-feasible', `expected y<w,x> >= 1 at every point, found less at point ${i}`);
  });
  return w;
}

/** Multipliers λ ≥ 0 on some points: Σ λ_i and the vector Σ λ_i y_i x_i. */
export interface Combination {
  readonly total: Fraction;
  readonly sum: Scaled;
}

/** Reads a list of {point, weight}, weight ≥ 0; weights of a repeated point add up. */
export function readTerms(place: Entry, points: Points): { rows: number[]; weights: Scaled } {
  const terms = place.list(1).map((term) => term.fields('point', 'weight'));
  const rows = terms.map(({ point }) => point.integer(0, points.x.length - 1));
  const weights = terms.map(({ weight }) => weight.multiplier());
  return { rows, weights: toScaled(weights, place) };
}

export function readCombination(place: Entry, points: Points): Combination {
  const { rows, weights } = readTerms(place, points);
  return combine(rows, weights, points);
}

/** Σ weight_t · y x of the point rows[t]. */
export function combine(rows: readonly number[], weights: Scaled, points: Points): Combination {
  const sum = points.x[0]!.map(() => 0n);
  let total = 0n;
  rows.forEach((row, term) => {
    const weight = weights.numerators[term]!;
    total += weight;
    const signed = weight * points.y[row]!;
    const x = points.x[row]!;
    for (let j = 0; j < sum.length; j++) sum[j] = sum[j]! + signed * x[j]!;
  });
  return {
    total: { num: total, den: weights.denominator },
    sum: { numerators: sum, denominator: weights.denominator * points.denominator },
  };
}
