import fc from 'fast-check';
import { Rational } from '../../src/numbers/rational.ts';

/**
 * Points whose ℓ2 max-margin separator is e₁/h, by construction: those on the margin have first coordinate h, and 0 is a positive
 * combination of what they have across the axis; all others lie further out. Up to a rotation every one-class data set is of this
 * kind; here h is rational, so that the norm 1/h of the separator is.
 */
export interface AxisPoints {
  readonly height: Rational;
  /** Affinely independent: their multipliers are unique, and positive. */
  readonly support: readonly (readonly Rational[])[];
  /** More points on the margin, which make multipliers ambiguous. */
  readonly ambiguous: readonly (readonly Rational[])[];
  readonly others: readonly (readonly Rational[])[];
}

/** Most of each kind of point. */
export interface AxisPointsSize {
  readonly dimension: readonly [least: number, most: number];
  readonly ambiguous: readonly [least: number, most: number];
  readonly others: number;
}

const MOST_ACROSS = 2;
const across = (least: number) => fc.integer({ min: least, max: 16 }).map((k) => Rational.of(BigInt(k), 8n));

/** @param size dimensions up to 3. */
export function axisPoints(size: AxisPointsSize): fc.Arbitrary<AxisPoints> {
  const rows = (count: number) =>
    fc.array(fc.tuple(across(-16), across(-16)), { minLength: count, maxLength: count });
  return fc
    .record({
      dimension: fc.integer({ min: size.dimension[0], max: size.dimension[1] }),
      height: fc.integer({ min: 2, max: 16 }).map((k) => Rational.of(BigInt(k), 8n)),
      rank: fc.integer({ min: 0, max: MOST_ACROSS }),
      diagonal: fc.tuple(across(1), across(1)),
      above: across(-16),
      shares: fc.tuple(share(), share()),
      ambiguousCount: fc.integer({ min: size.ambiguous[0], max: size.ambiguous[1] }),
      ambiguous: rows(size.ambiguous[1]),
      otherCount: fc.integer({ min: 0, max: size.others }),
      others: rows(size.others),
      excess: fc.array(across(1), { minLength: size.others, maxLength: size.others }),
    })
    .map((drawn) => {
      const { dimension, height, diagonal, above, shares, excess } = drawn;
      const rank = Math.min(drawn.rank, dimension - 1);
      // Independent vectors across the axis (triangular, up to a rotation any), and one that balances them.
      const independent = [
        [diagonal[0], Rational.ZERO],
        [above, diagonal[1]],
      ].slice(0, rank);
      const balance = [0, 1].map((c) =>
        independent.reduce((sum, row, j) => sum.sub(row[c]!.mul(shares[j]!)), Rational.ZERO),
      );
      const point = (first: Rational, row: readonly Rational[]) => [first, ...row.slice(0, dimension - 1)];
      return {
        height,
        support: [...independent, balance].map((row) => point(height, row)),
        ambiguous: drawn.ambiguous.slice(0, drawn.ambiguousCount).map((row) => point(height, row)),
        others: drawn.others.slice(0, drawn.otherCount).map((row, i) => point(height.add(excess[i]!), row)),
      };
    });
}

const share = () => fc.integer({ min: 1, max: 16 }).map((k) => Rational.of(BigInt(k), 4n));

/** No rotation: coordinates stay short. */
export const unturned: fc.Arbitrary<(x: readonly Rational[]) => Rational[]> = fc.constant((x) => [...x]);

/** A rational reflection of R^d, d ≤ `most`: x ↦ x − 2⟨v,x⟩/⟨v,v⟩·v, or the identity for v = 0. */
export function reflection(most: number): fc.Arbitrary<(x: readonly Rational[]) => Rational[]> {
  return fc.array(fc.integer({ min: -4, max: 4 }), { minLength: most, maxLength: most }).map((v) => (x) => {
    const used = x.map((_, j) => v[j]!);
    const square = used.reduce((sum, value) => sum + value * value, 0);
    if (square === 0) return [...x];
    const along = x.reduce(
      (sum, value, j) => sum.add(value.mul(Rational.of(BigInt(used[j]!)))),
      Rational.ZERO,
    );
    const factor = along.mul(Rational.of(2n, BigInt(square)));
    return x.map((value, j) => value.sub(factor.mul(Rational.of(BigInt(used[j]!)))));
  });
}
