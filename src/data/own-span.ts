import { Rational } from '../numbers/rational.ts';
import { squareRootBounds } from '../numbers/square-root.ts';
import type { Dataset } from './dataset.ts';
import { innerProduct } from './label-mean.ts';

/** Coordinates of a copy are multiples of 2^−BITS. */
const BITS = 64n;
const UNIT = Rational.of(1n, 1n << BITS);

/**
 * The points in an orthonormal basis of their span, with as many coordinates as its dimension: an isometric copy but for the rounding of
 * coordinates to 2^−64. To models that turn with their data, from starts in the span, it is the same data. Which points are
 * independent is decided exactly.
 */
export function inOwnSpan(data: Dataset): Dataset {
  /** An orthogonal basis of points less their parts along those before: in coefficients, with squared lengths. */
  const basis: { readonly point: number; readonly square: Rational }[] = [];
  const parts: Rational[][] = [];
  for (const [i, row] of data.x.entries()) {
    const own: Rational[] = [];
    for (const [j, { point, square }] of basis.entries()) {
      const along = own.reduce(
        (sum, part, k) => sum.sub(part.mul(parts[point]![k]!).mul(basis[k]!.square)),
        innerProduct(row, data.x[point]!),
      );
      own[j] = along.div(square);
    }
    const rest = own.reduce(
      (sum, part, k) => sum.sub(part.mul(part).mul(basis[k]!.square)),
      innerProduct(row, row),
    );
    if (rest.sign() > 0) {
      basis.push({ point: i, square: rest });
      own.push(Rational.ONE);
    }
    parts.push(own);
  }
  const lengths = basis.map(({ square }) => squareRootBounds(square).lower);
  const x = parts.map((own) =>
    lengths.map((length, k) => (own[k] === undefined ? Rational.ZERO : rounded(own[k].mul(length)))),
  );
  return { ...data, name: `${data.name}, in its span`, x };
}

/** Down to a multiple of 2^−BITS. */
function rounded(value: Rational): Rational {
  const [numerator, denominator] = [value.num << BITS, value.den];
  const quotient = numerator / denominator;
  const isBelow = numerator < 0n && quotient * denominator !== numerator;
  return Rational.of(isBelow ? quotient - 1n : quotient).mul(UNIT);
}
