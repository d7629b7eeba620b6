/** Kinds "l1-face" and "linf-face": the dimension of the set of all max-margin separators. See FORMAT.md. */
import { checkOptimum, L1, LINF, type Norms, type Optimum, size } from './lp-margin.ts';
import { dot } from './points.ts';
import type { Check, Parts } from './reading.ts';

/** Steps of the elimination that finds the rank: seconds, not hours. */
const MAX_STEPS = 2 ** 24;

export const checkL1Face: Check = (parts) => checkFace(parts, L1, l1Coordinate);
export const checkLinfFace: Check = (parts) => checkFace(parts, LINF, linfCoordinate);

/** What the multipliers allow coordinate j of an optimal separator: one value, or more, w being inside or not. */
type Coordinate = (optimum: Optimum, j: number) => 'fixed' | 'inside' | 'at the end';

/** Fixed at 0 unless the pull is ±1; then of the sign of the pull or 0. */
const l1Coordinate: Coordinate = ({ w, pull }, j) =>
  size(pull.numerators[j]!) < pull.denominator ? 'fixed' : w.numerators[j] !== 0n ? 'inside' : 'at the end';

/** Fixed at ±‖w‖ unless the pull is 0; then of any smaller size. */
const linfCoordinate: Coordinate = ({ w, length, pull }, j) =>
  pull.numerators[j] !== 0n ? 'fixed' : size(w.numerators[j]!) < length ? 'inside' : 'at the end';

function checkFace(parts: Parts, norms: Norms, coordinate: Coordinate): void {
  const { margin, dimension } = parts.claim.fields('kind', 'margin', 'dimension');
  const optimum = checkOptimum(parts, norms, margin);
  const { points, w, support } = optimum;
  const one = w.denominator * points.denominator;
  points.x.forEach((row, i) => {
    if (!support.has(i) && points.y[i]! * dot(row, w.numerators) === one)
      parts.solution.reject('not-strict', `expected a weight or a margin above 1 at point ${i}`);
  });
  const free: number[] = [];
  for (let j = 0; j < w.numerators.length; j++) {
    const place = coordinate(optimum, j);
    if (place === 'at the end')
      parts.solution.reject('not-strict', `expected coordinate ${j} inside what it may be`);
    if (place === 'inside') free.push(j);
  }
  if (support.size * free.length * Math.min(support.size, free.length) > MAX_STEPS)
    parts.derivation.reject('too-large', 'expected fewer points with weights, or fewer free coordinates');
  const rank = rankOf([...support].map((i) => free.map((j) => points.x[i]![j]!)));
  const claimed = dimension.integer(0, w.numerators.length);
  if (claimed !== free.length - rank) dimension.reject('wrong-value', `expected ${free.length - rank}`);
}

/** Rank of an integer matrix, by fraction-free elimination. */
function rankOf(rows: bigint[][]): number {
  let rank = 0;
  let previous = 1n;
  for (let column = 0; column < (rows[0]?.length ?? 0); column++) {
    const found = rows.findIndex((row, i) => i >= rank && row[column] !== 0n);
    if (found < 0) continue;
    [rows[rank], rows[found]] = [rows[found]!, rows[rank]!];
    const pivotRow = rows[rank]!;
    const pivot = pivotRow[column]!;
    for (const row of rows.slice(rank + 1)) {
      const factor = row[column]!;
      for (let j = column; j < row.length; j++) row[j] = (row[j]! * pivot - factor * pivotRow[j]!) / previous;
    }
    previous = pivot;
    rank++;
  }
  return rank;
}
