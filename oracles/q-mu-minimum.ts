import type { Dataset } from '../src/data/dataset.ts';
import { solve } from '../src/linalg/dense.ts';
import { arithmetic } from '../src/numbers/arithmetic.ts';
import type { RealField } from '../src/numbers/field.ts';
import { Rational } from '../src/numbers/rational.ts';
import { type Infeasible, infeasible } from './infeasible.ts';
import { nnls } from './kkt/nnls.ts';
import { integerPoints } from './linear/integer-points.ts';
import { leastNorm } from './linear/least-norm.ts';
import { guessSupport } from './linear/least-norm-guess.ts';
import { encloseQMu, type QMuMinimum } from './linear/q-mu-enclosure.ts';
import { sinh } from './linear/q-mu-functions.ts';
import { interiorPoint } from './linear/q-mu-interior-point.ts';
import { signedPoints } from './linear/signed-points.ts';

/** Decimal digits of the polishing and of the enclosure. */
const DIGITS = 60;
/** Newton's method doubles the 8 digits or so of the float stage until this is reached. */
const POLISHED = Rational.fromDecimal('1e-45');
const NEWTON_STEPS = 12;

/** Never undecided: where the float stage does badly, the enclosure is wide. @throws RangeError unless μ > 0. */
export function qMuMinimum(data: Dataset, mu: Rational): QMuMinimum | Infeasible {
  if (mu.sign() <= 0) throw new RangeError(`expected mu > 0, found ${mu}`);
  const integers = integerPoints(data);
  const points = signedPoints(integers, data.y);
  const separation = leastNorm(points, guessSupport(points.floats));
  if (separation.status === 'infeasible') return infeasible(data, integers, separation.weights);

  // Units in which the largest coordinate is 1: w, μ and Q grow by `unit`, multipliers shrink, slopes stay.
  let largest = 0n;
  for (const value of points.z.flat())
    if (value > largest || -value > largest) largest = value < 0n ? -value : value;
  const unit = points.scale.mul(Rational.of(largest));
  const rows = points.floats.map((row) => row.map((value) => value / Number(largest)));
  const floatMu = mu.mul(unit).toNumber();
  const start = Float64Array.from(separation.w, (value) =>
    Rational.of(2n * value * largest, separation.weights.denominator).toNumber(),
  );
  const found = sparse(rows, interiorPoint(rows, floatMu, start));
  const field = arithmetic(DIGITS);
  const z = data.x.map((row, i) =>
    row.map((value) => field.fromRational(data.y[i] === 1 ? value : value.neg())),
  );
  const guess = Array.from(found, (value) => field.div(field.fromNumber(value), field.fromRational(unit)));
  const multipliers = polish(field, z, field.fromRational(mu), guess);
  const fallback = separation.w.map((value) =>
    Rational.of(value, separation.weights.denominator).div(points.scale),
  );
  return encloseQMu(data, integers, mu, field, z, unit, multipliers, fallback);
}

/** Multipliers of the same Σ λ_i z_i on some independent rows among those that have one, as Newton's method needs. */
function sparse(z: readonly Float64Array[], multipliers: Float64Array): Float64Array {
  const pull = new Float64Array(z[0]!.length);
  const rows = z.flatMap((_, i) => (multipliers[i]! > 0 ? [i] : []));
  for (const i of rows) for (let j = 0; j < pull.length; j++) pull[j]! += multipliers[i]! * z[i]![j]!;
  const { x } = nnls(
    rows.map((i) => z[i]!),
    pull,
  );
  const found = new Float64Array(z.length);
  rows.forEach((i, k) => {
    found[i] = x[k]!;
  });
  return found;
}

/**
 * Newton's method for ⟨z_i, 2μ sinh(Σ λ_k z_k)⟩ = 1 on the rows with λ_i > 0; the guess itself when that does not
 * converge to positive multipliers.
 */
function polish<T>(field: RealField<T>, z: readonly T[][], mu: T, guess: readonly T[]): readonly T[] {
  const rows = guess.flatMap((value, i) => (field.compare(value, field.zero) > 0 ? [i] : []));
  const twice = field.add(mu, mu);
  const product = (a: readonly T[], b: readonly T[]) =>
    a.reduce((sum, value, j) => field.add(sum, field.mul(value, b[j]!)), field.zero);
  const enough = field.fromRational(POLISHED);
  const values = [...guess];
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const slopes = z[0]!.map((_, j) =>
      rows.reduce((sum, i) => field.add(sum, field.mul(values[i]!, z[i]![j]!)), field.zero),
    );
    const w = slopes.map((slope) => field.mul(twice, sinh(field, slope)));
    // 2μ cosh s = √(w² + 4μ²).
    const spread = w.map((value) => field.sqrt(field.add(field.mul(value, value), field.mul(twice, twice))));
    const missing = rows.map((i) => field.sub(field.one, product(z[i]!, w)));
    if (missing.every((value) => field.compare(field.mul(value, value), field.mul(enough, enough)) < 0))
      return values.some((value) => field.compare(value, field.zero) < 0) ? guess : values;
    const weighted = rows.map((i) => z[i]!.map((value, j) => field.mul(value, spread[j]!)));
    const jacobian = weighted.map((row) => rows.map((k) => product(row, z[k]!)));
    const change = solve(field, jacobian, missing);
    if (!change) return guess;
    rows.forEach((i, k) => {
      values[i] = field.add(values[i]!, change[k]!);
    });
  }
  return guess;
}
