import { Rational } from '../../src/numbers/rational.ts';

/** Rows of an orthogonal matrix of rationals. */
export type Orthogonal = readonly (readonly Rational[])[];

/**
 * A rotation: the product over all planes of those by the angle with half tangent t, ((1 − t²), 2t)/(1 + t²).
 * @param tangents at least one a plane; p(p − 1)/2 are used.
 */
export function rotation(size: number, tangents: readonly Rational[]): Orthogonal {
  let rows: readonly Rational[][] = identity(size);
  let plane = 0;
  for (let a = 0; a < size; a++)
    for (let b = a + 1; b < size; b++) {
      const t = tangents[plane++]!;
      const norm = Rational.ONE.add(t.mul(t));
      const cosine = Rational.ONE.sub(t.mul(t)).div(norm);
      const sine = t.add(t).div(norm);
      rows = rows.map((row) =>
        row.map((value, j) =>
          j === a
            ? cosine.mul(value).sub(sine.mul(row[b]!))
            : j === b
              ? sine.mul(row[a]!).add(cosine.mul(value))
              : value,
        ),
      );
    }
  return rows;
}

/** The mirror image I − 2hhᵀ/‖h‖². */
export function reflection(h: readonly Rational[]): Orthogonal {
  const norm = h.reduce((sum, value) => sum.add(value.mul(value)), Rational.ZERO);
  return identity(h.length).map((row, i) =>
    row.map((value, j) => value.sub(Rational.of(2n).mul(h[i]!).mul(h[j]!).div(norm))),
  );
}

function identity(size: number): Rational[][] {
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => (i === j ? Rational.ONE : Rational.ZERO)),
  );
}

/** Column k. */
export function column(matrix: Orthogonal, k: number): Rational[] {
  return matrix.map((row) => row[k]!);
}

/** Σ_k coefficients_k · column k. */
export function combined(matrix: Orthogonal, coefficients: readonly Rational[]): Rational[] {
  return matrix.map((row) =>
    coefficients.reduce((sum, value, k) => sum.add(value.mul(row[k]!)), Rational.ZERO),
  );
}
