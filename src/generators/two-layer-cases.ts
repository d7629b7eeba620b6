import fc from 'fast-check';
import type { Dataset } from '../data/dataset.ts';
import type { Rational } from '../numbers/rational.ts';
import { leakySlope } from './slopes.ts';
import { cutStart, type TwoLayerStart, wideStart } from './starts.ts';

/** A two-layer leaky ReLU net of width m before training, on a data set: θ(0) = scale · start. */
export interface TwoLayerCase {
  readonly data: Dataset;
  readonly alpha: Rational;
  readonly start: TwoLayerStart;
  readonly scale: Rational;
}

/** What kind of two-layer cases to draw. */
export interface TwoLayerCaseOptions {
  readonly data: fc.Arbitrary<Dataset>;
  readonly scale: Rational;
  /** Turns a Gaussian start into the kind that is wanted, in view of the data. */
  readonly adapt: (start: TwoLayerStart, data: Dataset) => TwoLayerStart;
  /** Default k/16 below 1. */
  readonly alpha?: fc.Arbitrary<Rational>;
  /** Default 2 to 6. */
  readonly width?: readonly [least: number, most: number];
  /** Largest dimension that the data may have. Default 4. */
  readonly maxDimension?: number;
}

/** Two-layer nets with Gaussian starts on the drawn data. */
export function twoLayerCases(options: TwoLayerCaseOptions): fc.Arbitrary<TwoLayerCase> {
  const { data, scale, adapt, alpha = leakySlope(15), width = [2, 6], maxDimension = 4 } = options;
  const [least, most] = width;
  return fc
    .record({
      data,
      alpha,
      width: fc.integer({ min: least, max: most }),
      start: wideStart(most, maxDimension),
    })
    .map(({ data, alpha, width, start }) => ({
      data,
      alpha,
      start: adapt(cutStart(start, width, data.x[0]!.length), data),
      scale,
    }));
}
