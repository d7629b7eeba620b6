import type { SlidingFlowOptions } from '../../../src/training/sliding/flow.ts';
import { gaussianStart, splitMix64 } from '../../../src/training/start.ts';

/** Size of a generic case: points with Gaussian coordinates and labels at random, a Gaussian start. */
export interface CaseSize {
  readonly points: number;
  readonly dimension: number;
  readonly width: number;
  readonly alpha: number;
  /** Standard deviation of the start. */
  readonly scale: number;
}

/** The case of a seed: the same on every machine. */
export function genericCase(size: CaseSize, seed: number): SlidingFlowOptions {
  const { points, dimension, width, alpha, scale } = size;
  const coin = splitMix64(seed);
  return {
    points,
    dimension,
    x: gaussianStart(points * dimension, 1, seed + 1_000_000),
    y: Float64Array.from({ length: points }, () => (coin() < 0.5 ? -1 : 1)),
    width,
    alpha,
    loss: 'exponential',
    start: gaussianStart(width * (dimension + 1), scale, seed + 2_000_000),
  };
}

/** The same with the second half of the points mirrored from a linearly labelled first half. */
export function symmetricCase(size: CaseSize, seed: number): SlidingFlowOptions {
  const drawn = genericCase(size, seed);
  const { points, dimension } = size;
  const half = points / 2;
  const teacher = gaussianStart(dimension, 1, seed + 3_000_000);
  for (let i = 0; i < half; i++) {
    let along = 0;
    for (let j = 0; j < dimension; j++) {
      along += teacher[j] * drawn.x[i * dimension + j];
      drawn.x[(half + i) * dimension + j] = -drawn.x[i * dimension + j];
    }
    drawn.y[i] = along < 0 ? -1 : 1;
    drawn.y[half + i] = -drawn.y[i];
  }
  return drawn;
}

/** q_i at θ, straight from the definition. */
export function margins(run: SlidingFlowOptions, theta: Float64Array): number[] {
  const { points, dimension, width, alpha, x, y } = run;
  return Array.from({ length: points }, (_, i) => {
    let output = 0;
    for (let k = 0; k < width; k++) {
      let z = 0;
      for (let j = 0; j < dimension; j++) z += theta[k * dimension + j] * x[i * dimension + j];
      output += theta[width * dimension + k] * Math.max(z, alpha * z);
    }
    return y[i] * output;
  });
}

export function unit(theta: Float64Array): Float64Array {
  const norm = Math.hypot(...theta);
  return theta.map((value) => value / norm);
}

export function distance(u: Float64Array, v: Float64Array): number {
  return Math.hypot(...u.map((value, j) => value - v[j]));
}

/**
 * Generic points of which the second half are multiples of the first, of either sign. Multiples by c > 0 keep the label,
 * the others draw one.
 */
export function collinearCase(size: CaseSize, seed: number): SlidingFlowOptions {
  const drawn = genericCase(size, seed);
  const { points, dimension } = size;
  const half = points / 2;
  const coin = splitMix64(seed + 4_000_000);
  for (let i = 0; i < half; i++) {
    const multiple = (coin() < 0.5 ? -1 : 1) * [0.5, 1, 1.5, 2][Math.floor(4 * coin())];
    for (let j = 0; j < dimension; j++)
      drawn.x[(half + i) * dimension + j] = multiple * drawn.x[i * dimension + j];
    if (multiple > 0) drawn.y[half + i] = drawn.y[i];
  }
  return drawn;
}
