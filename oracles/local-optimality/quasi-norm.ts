import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { solveSquare } from '../../src/linalg/bareiss.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { integerPoints } from '../linear/integer-points.ts';

/** Most vertices that are gone through. */
const MAX_VERTICES = 50_000;

/** The separators of margin 1 that are least in Σ |w_j|^p over all, 0 < p < 1. */
export interface QuasiNormOptimum {
  /** Exact; unique unless there are ties. */
  readonly w: readonly Rational[];
  readonly value: number;
  /** Feasible vertices among which it is the least, by their own value. */
  readonly vertices: number;
}

/**
 * Global ℓ_p margin, p < 1, by supports: in each orthant the sum is concave and the feasible set has no line, so that the minimum is at a
 * vertex, where as many margins are 1 as coordinates are alive. Null where the data is not separable.
 * @param power p, 2/D for a diagonal network of depth D.
 * @throws RangeError when there are too many candidates: C(n + d, d) of them.
 */
export function quasiNormOptimum(data: Dataset, power: number): QuasiNormOptimum | null {
  const [points, dimension] = [data.x.length, data.x[0]!.length];
  if (binomial(points + dimension, dimension) > MAX_VERTICES)
    throw new RangeError(
      `expected at most ${MAX_VERTICES} candidate vertices, found ${points} points in dimension ${dimension}`,
    );
  const { x, denominator } = integerPoints(data);
  let best: { w: Rational[]; value: number } | null = null;
  let vertices = 0;
  for (let size = 1; size <= Math.min(points, dimension); size++)
    for (const columns of subsets(dimension, size))
      for (const rows of subsets(points, size)) {
        const matrix = rows.map((i) => columns.map((j) => BigInt(data.y[i]!) * x[i]![j]!));
        const solution = solveSquare(
          matrix,
          rows.map(() => denominator),
          rows.map(() => 0n),
        );
        if (!solution) continue;
        const w = new Array<Rational>(dimension).fill(Rational.ZERO);
        columns.forEach((j, index) => {
          w[j] = Rational.of(solution.primal[index]!, solution.determinant);
        });
        if (!separates(data, w)) continue;
        vertices += 1;
        const value = w.reduce((sum, entry) => sum + Math.abs(entry.toNumber()) ** power, 0);
        if (value < (best?.value ?? Number.POSITIVE_INFINITY)) best = { w, value };
      }
  return best && { ...best, vertices };
}

function separates({ x, y }: Dataset, w: readonly Rational[]): boolean {
  return x.every((row, i) => {
    const value = innerProduct(row, w);
    return (y[i] === 1 ? value : value.neg()).compare(Rational.ONE) >= 0;
  });
}

function* subsets(count: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let first = from; first <= count - size; first++)
    for (const rest of subsets(count, size - 1, first + 1)) yield [first, ...rest];
}

function binomial(n: number, k: number): number {
  let value = 1;
  for (let j = 1; j <= k; j++) value = (value * (n - k + j)) / j;
  return value;
}
