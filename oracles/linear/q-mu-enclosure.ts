import type { Dataset } from '../../src/data/dataset.ts';
import type { RealField } from '../../src/numbers/field.ts';
import { bitLength, Rational } from '../../src/numbers/rational.ts';
import { type Certificate, certificateData } from '../certificate.ts';
import type { IntegerPoints } from './integer-points.ts';
import { arcsinh, cosh, sinh } from './q-mu-functions.ts';

/**
 * The separator of least Q_μ(w) = Σ_j ∫_0^{w_j} arcsinh(s/2μ) ds among those of margin 1 (moroshko2020), enclosed, for Q_μ is
 * transcendental. Shapes: w has d entries, multipliers n.
 */
export interface QMuMinimum {
  readonly status: 'optimal';
  /** A separator of margin 1 within √distanceSquared (in ℓ2) of the minimiser, which is unique. */
  readonly w: readonly Rational[];
  readonly distanceSquared: Rational;
  /** λ ≥ 0 with w_j ≈ 2μ sinh(Σ λ_i y_i x_ij). */
  readonly multipliers: readonly Rational[];
  /** lower ≤ min Q_μ ≤ Q_μ(w) ≤ upper. */
  readonly lower: Rational;
  readonly upper: Rational;
  readonly certificate: Certificate;
}

/** Bits after the point of the numbers in a certificate, in units in which the largest coordinate is 1. */
const BITS = 150;
/** More than what rounding does to a sum of decimals, relative to the sizes of its terms. */
const SLACK = Rational.fromDecimal('1e-50');

/**
 * Rounds multipliers λ ≥ 0 to a feasible separator and a certified enclosure. Any λ will do; the better, the narrower.
 * `z` are the signed points in the field, `unit` the size of their largest coordinate, `fallback` a separator of margin 1.
 */
export function encloseQMu<T>(
  data: Dataset,
  integers: IntegerPoints,
  mu: Rational,
  field: RealField<T>,
  z: readonly T[][],
  unit: Rational,
  candidates: readonly T[],
  fallback: readonly Rational[],
): QMuMinimum {
  // w, λ and Q_μ all shrink by the unit.
  const bits = BITS + Math.max(0, bitLength(unit.num) - bitLength(unit.den));
  const multipliers = candidates.map((value) => roundDown(field.toRational(value), bits));
  const weights = multipliers.map((value) => field.fromRational(value));
  const pull = z[0]!.map((_, j) =>
    weights.reduce((sum, weight, i) => field.add(sum, field.mul(weight, z[i]![j]!)), field.zero),
  );
  const twice = field.fromRational(mu.add(mu));
  const raw = pull.map((slope) => roundDown(field.toRational(field.mul(twice, sinh(field, slope))), bits));
  const w = feasible(data, raw) ?? fallback;
  const slopes = w.map((value) =>
    field.toRational(arcsinh(field, field.div(field.fromRational(value), twice))),
  );

  /** q(w) = sw − q*(s) at s = arcsinh(w/2μ), and q*(s) = 2μ(cosh s − 1). */
  const conjugate = (slope: T) =>
    field.toRational(field.mul(twice, field.sub(cosh(field, slope), field.one)));
  const work = total(w.map((value, j) => value.mul(slopes[j]!)));
  const primalConjugate = total(slopes.map((slope) => conjugate(field.fromRational(slope))));
  const dualConjugate = total(pull.map(conjugate));
  const dual = total(multipliers);
  const sizes = [work, primalConjugate, dualConjugate, dual, mu].map((value) => value.abs());
  const slack = total(sizes)
    .mul(SLACK)
    .mul(Rational.of(BigInt(w.length + 1)));
  const upper = roundUp(work.sub(primalConjugate).add(slack), bits);
  const lower = roundDown(dual.sub(dualConjugate).sub(slack), bits);

  const largest = [upper.add(mu.mul(Rational.of(11n, 10n))), ...w.map((value) => value.abs())].reduce(
    (a, b) => (a.compare(b) < 0 ? b : a),
  );
  const curvature = largest.add(mu).add(mu);
  const distanceSquared = roundUp(upper.sub(lower).mul(curvature).mul(Rational.of(2n)), 2 * bits);
  const bounds = { lower: String(lower), upper: String(upper), distanceSquared: String(distanceSquared) };
  const combination = multipliers.flatMap((value, point) =>
    value.sign() === 0 ? [] : [{ point, weight: String(value) }],
  );
  const certificate: Certificate = {
    format: 'farkas/certificate@1',
    claim: { kind: 'q-mu-minimum', mu: String(mu), ...bounds },
    data: certificateData(data, integers),
    solution: { w: w.map(String) },
    derivation: {
      combination: combination.length > 0 ? combination : [{ point: 0, weight: '0' }],
      slopes: slopes.map((slope) => bracket(slope)),
    },
  };
  return { status: 'optimal', w, distanceSquared, multipliers, lower, upper, certificate };
}

/** w scaled up, if need be, to least margin 1 or a hair more. Undefined when it does not separate. */
function feasible({ x, y }: Dataset, w: readonly Rational[]): readonly Rational[] | undefined {
  const margins = x.map((row, i) =>
    total(row.map((value, j) => value.mul(w[j]!))).mul(Rational.of(BigInt(y[i]!))),
  );
  const least = margins.reduce((a, b) => (a.compare(b) < 0 ? a : b));
  if (least.sign() <= 0) return undefined;
  if (least.compare(Rational.ONE) >= 0) return w;
  const factor = roundUp(Rational.ONE.div(least), BITS);
  return w.map((value) => value.mul(factor));
}

/** Texts of two numbers around a slope that is known to more than BITS bits. */
function bracket(slope: Rational): [string, string] {
  const unit = Rational.ONE.scaledByPowerOfTwo(-BITS);
  return [String(roundDown(slope, BITS).sub(unit)), String(roundUp(slope, BITS).add(unit))];
}

/** The next multiple of 2^−bits below. */
function roundDown({ num, den }: Rational, bits: number): Rational {
  const scaled = num << BigInt(bits);
  const quotient = scaled / den;
  const floor = quotient * den > scaled ? quotient - 1n : quotient;
  return Rational.of(floor).scaledByPowerOfTwo(-bits);
}

function roundUp(value: Rational, bits: number): Rational {
  return roundDown(value.neg(), bits).neg();
}

function total(values: readonly Rational[]): Rational {
  return values.reduce((sum, value) => sum.add(value), Rational.ZERO);
}
