import { interiorPoint } from '../../oracles/linear/q-mu-interior-point.ts';
import type { Dataset } from '../../src/data/dataset.ts';

/** Between two μ of a path: small enough to see a multiplier that has just begun to fall. */
const RATIO = 1.08;
/** From here on Q_μ is so flat that the multipliers are those of the ℓ2 problem over 2μ, which grow. */
const FLATTEST = 1e3;

/** The multipliers of the Q_μ′ problems in float64 for μ′ from far above the data's scale down to μ. */
export function dualPath(data: Dataset, separator: readonly number[], mu: number): Float64Array[] {
  const rows = data.x.map((row, i) => Float64Array.from(row, (value) => data.y[i]! * value.toNumber()));
  const start = Float64Array.from(separator, (value) => 2 * value);
  const size = Math.max(...separator.map(Math.abs));
  const steps = Math.max(1, Math.ceil(Math.log((FLATTEST * size) / mu) / Math.log(RATIO)));
  return Array.from({ length: steps + 1 }, (_, k) => interiorPoint(rows, mu * RATIO ** (steps - k), start));
}

/** Largest fall of a multiplier below an earlier value of its own, relative to the largest multiplier. */
export function largestFall(path: readonly Float64Array[]): number {
  const highest = new Float64Array(path[0]!.length);
  let fall = 0;
  for (const multipliers of path) {
    const size = Math.max(...multipliers);
    multipliers.forEach((value, i) => {
      highest[i] = Math.max(highest[i]!, value);
      fall = Math.max(fall, (highest[i]! - value) / size);
    });
  }
  return fall;
}
