import fc from 'fast-check';
import { Rational } from '../numbers/rational.ts';

/**
 * Coordinates on dyadic grids. Doubles drawn uniformly in their bit patterns are useless as data and shrink
 * to 17-digit values; integers over a power of two shrink to numbers one can write on a blackboard.
 */

/** Multiples of 1/64 in [−4, 4]; shrinks towards 0. */
export function gridCoordinate(): fc.Arbitrary<Rational> {
  return fc.integer({ min: -256, max: 256 }).map((k) => Rational.of(BigInt(k), 64n));
}

/**
 * A standard normal draw rounded to a multiple of 1/256 (Box–Muller on a 1024-point grid, cut at 3.7);
 * shrinks towards 0. Without fast-check's bias towards small integers, which would move the mean to 0.2.
 */
export function gaussianCoordinate(): fc.Arbitrary<Rational> {
  const uniform = fc.noBias(fc.integer({ min: 0, max: 1023 }));
  return fc.record({ radius: uniform, angle: uniform }).map(({ radius, angle }) => {
    const value = Math.sqrt(-2 * Math.log(1 - radius / 1024)) * Math.cos((2 * Math.PI * angle) / 1024);
    return Rational.of(BigInt(Math.round(value * 256)), 256n);
  });
}

/**
 * A matrix of at most maxRows × maxColumns entries: drawn at full size, then cut by `map`, because sizes
 * drawn by `chain` do not shrink together with the entries.
 * @returns rows ≥ minRows, columns ≥ minColumns.
 */
export function matrix<T>(
  entry: fc.Arbitrary<T>,
  size: { minRows: number; maxRows: number; minColumns: number; maxColumns: number },
): fc.Arbitrary<T[][]> {
  const { minRows, maxRows, minColumns, maxColumns } = size;
  return fc
    .record({
      rows: fc.integer({ min: minRows, max: maxRows }),
      columns: fc.integer({ min: minColumns, max: maxColumns }),
      entries: fc.array(entry, { minLength: maxRows * maxColumns, maxLength: maxRows * maxColumns }),
    })
    .map(({ rows, columns, entries }) =>
      Array.from({ length: rows }, (_, i) => entries.slice(i * maxColumns, i * maxColumns + columns)),
    );
}
