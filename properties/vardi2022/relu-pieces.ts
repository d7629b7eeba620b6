import type { Dataset } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { balanced, type DiagonalLimit, diagonalLimit } from './diagonal-limit.ts';

/** x_ij·1[u_j x_ij > 0]. @param start u, then v. */
export function pieceOf(data: Dataset, start: readonly Rational[]): Dataset {
  const x = data.x.map((row) =>
    row.map((value, j) => (value.mul(start[j]!).sign() > 0 ? value : Rational.ZERO)),
  );
  return { ...data, x };
}

/**
 * What f(x) = Σ_j v_j max(u_j x_j, 0) sees of the data while the signs of u stay: it is the diagonal linear network of x_ij·1[u_j x_ij > 0],
 * and its limit there, at the same cost, is the limit of that one.
 * @param start u, then v.
 */
export function pieceLimit(data: Dataset, start: readonly Rational[]): DiagonalLimit | null {
  const limit = diagonalLimit(pieceOf(data, start), start);
  if (!limit) return null;
  const { network } = balanced(
    limit.w,
    limit.w.map((_, j) => start[j]!.sign()),
  );
  return { ...limit, network: { ...network, slope: Rational.ZERO } };
}

/** The global optimum: every sign pattern of u is one linear program. Null where no network separates the data. */
export function bestPiece(data: Dataset): DiagonalLimit | null {
  const dimension = data.x[0]!.length;
  let best: DiagonalLimit | null = null;
  for (let pattern = 0; pattern < 2 ** dimension; pattern++) {
    // No part is dead where |u_j| ≠ |v_j|.
    const start = Array.from({ length: 2 * dimension }, (_, at) =>
      Rational.of(at >= dimension ? 1n : (pattern >> at) & 1 ? -2n : 2n),
    );
    const limit = pieceLimit(data, start);
    if (limit && (!best || limit.cost.compare(best.cost) < 0)) best = limit;
  }
  return best;
}
