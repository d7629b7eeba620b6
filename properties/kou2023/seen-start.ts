import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { DescentCase } from './descent-case.ts';

/** How many neurons of the sign of y_i are active on x_i at the start, for each i. */
export function seeing({ data, start }: DescentCase): number[] {
  return data.x.map((x, i) => {
    const own = data.y[i] === 1 ? start.plus : start.minus;
    return own.filter((row) => innerProduct(row, x).sign() > 0).length;
  });
}

/** Sweeps of reflections; on Gaussian draws one or two suffice. */
const MOST_SWEEPS = 4;

/**
 * Makes every point seen by a quarter of the neurons of its sign: where some are missing, neurons are reflected at the
 * hyperplane of the point, under which a Gaussian draw stays Gaussian. Where that makes other points unseen again and
 * again, as in starts that are mostly zero, a quarter of the neurons of each sign is made to see all points of its sign.
 */
export function madeSeen(rows: readonly (readonly Rational[])[], data: Dataset): Rational[][] {
  const start = rows.map((row) => row.slice());
  const width = rows.length / 2;
  const quarter = Math.ceil(width / 4);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let reflected = false;
    data.x.forEach((x, i) => {
      const first = data.y[i] === 1 ? 0 : width;
      const unseeing = Array.from({ length: width }, (_, r) => first + ((r + i) % width)).filter(
        (k) => innerProduct(start[k]!, x).sign() <= 0,
      );
      const missing = quarter - (width - unseeing.length);
      for (const k of unseeing.slice(0, Math.max(0, missing))) {
        start[k] = reflection(start[k]!, x);
        reflected = true;
      }
    });
    if (!reflected) return start;
  }
  for (const [first, sign] of [
    [0, 1],
    [width, -1],
  ] as const)
    for (let k = first; k < first + quarter; k++)
      start[k] = sumOf(data.x.filter((_, i) => data.y[i] === sign));
  return start;
}

/** Σ x_i, on which each x_i of nearly orthogonal points has a positive part. */
function sumOf(points: readonly (readonly Rational[])[]): Rational[] {
  return points.reduce<Rational[]>(
    (sum, x) => sum.map((value, j) => value.add(x[j]!)),
    points[0]!.map(() => Rational.ZERO),
  );
}

/** w − 2⟨w, x⟩/‖x‖² · x, rounded to the grid of the start; a w on the hyperplane moves to x. */
function reflection(w: readonly Rational[], x: readonly Rational[]): Rational[] {
  const product = innerProduct(w, x);
  const factor = product.sign() === 0 ? -1 : (2 * product.toNumber()) / innerProduct(x, x).toNumber();
  return w.map((value, j) =>
    Rational.of(BigInt(Math.round((value.toNumber() - factor * x[j]!.toNumber()) * 1024)), 1024n),
  );
}
