import type { FloatDataset } from '../src/data/dataset.ts';
import type { Model } from '../src/models/model.ts';
import { parseModel } from '../src/models/parse.ts';
import { gaussianStart } from '../src/training/start.ts';

/** A symmetric data set whose ℓ2 max margin is 1 by construction, and the two-layer net to train on it. */
export interface FlowCase {
  readonly name: string;
  readonly data: FloatDataset;
  readonly model: Model;
  readonly width: number;
  readonly alpha: number;
  /** (1 + α)/4, the best normalised margin of any net (lyu2021). */
  readonly optimum: number;
  start(seed: number): Float64Array;
}

/** Standard deviation of every start. */
export const START_SCALE = 1e-3;

/**
 * ±(1, v_k) with Σ v_k = 0, so that e₁ is in the convex hull of y·x and is its nearest point to 0, and ±(c, v) with
 * c ≥ 1.2 beside them.
 */
function symmetricData(pairs: number, dimension: number, seed: number): FloatDataset {
  const draws = gaussianStart(pairs * dimension, 1, seed);
  const support = Math.min(dimension, pairs);
  const rows = Array.from({ length: pairs }, (_, i) => {
    const row = Array.from(draws.subarray(i * dimension, (i + 1) * dimension));
    row[0] = i < support ? 1 : 1.2 + Math.abs(row[0]!);
    return row;
  });
  for (let j = 1; j < dimension; j++) {
    const others = rows.slice(0, support - 1).reduce((sum, row) => sum + row[j]!, 0);
    rows[support - 1]![j] = -others;
  }
  const mirrored = rows.map((row) => row.map((value) => -value));
  return {
    points: 2 * pairs,
    dimension,
    x: Float64Array.from([...rows, ...mirrored].flat()),
    y: Float64Array.from({ length: 2 * pairs }, (_, i) => (i < pairs ? 1 : -1)),
  };
}

/** n points in dimension d, width m, α = 0.1. */
export function flowCase(points: number, dimension: number, width: number): FlowCase {
  const alpha = 0.1;
  const model = parseModel(`two-layer:${width}:${alpha}`, dimension);
  return {
    name: `n = ${points}, d = ${dimension}, width ${width}`,
    data: symmetricData(points / 2, dimension, 1),
    model,
    width,
    alpha,
    optimum: (1 + alpha) / 4,
    start: (seed) => gaussianStart(model.parameterCount, START_SCALE, seed),
  };
}

/** The middle of an odd number of values. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
