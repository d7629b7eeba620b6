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

/**
 * Nets of width 2 to maxWidth with Gaussian starts on the drawn data.
 * @param adapt turns a Gaussian start into the kind that is wanted, in view of the data.
 */
export function twoLayerCases(
  data: fc.Arbitrary<Dataset>,
  scale: Rational,
  adapt: (start: TwoLayerStart, data: Dataset) => TwoLayerStart,
  maxWidth = 6,
  minWidth = 2,
): fc.Arbitrary<TwoLayerCase> {
  const maxDimension = 8;
  return fc
    .record({
      data,
      alpha: leakySlope(15),
      width: fc.integer({ min: minWidth, max: maxWidth }),
      start: wideStart(maxWidth, maxDimension),
    })
    .map(({ data, alpha, width, start }) => ({
      data,
      alpha,
      start: adapt(cutStart(start, width, data.x[0]!.length), data),
      scale,
    }));
}
