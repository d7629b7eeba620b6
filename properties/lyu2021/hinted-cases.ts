import fc from 'fast-check';
import type { Hints } from '../../src/data/transforms.ts';
import {
  type HintFrame,
  type HintFrameOptions,
  hintFrames,
  MOST_DIMENSIONS,
} from '../../src/generators/hinted.ts';
import { leakySlope } from '../../src/generators/slopes.ts';
import { cutStart, type TwoLayerStart, wideStart } from '../../src/generators/starts.ts';
import { Rational } from '../../src/numbers/rational.ts';
import {
  baseMarginSquared,
  type HintedCase,
  largestNormSquared,
  someNeuronGrowsPositive,
  sumOfNormsSquared,
} from './hints.ts';

/** Conditions on the sizes of ε, K and H, each of which a draw can be made to violate alone. */
export type SizeCondition = 'outweighs-spread' | 'outweighs-base' | 'stays-ahead' | 'splitting-pays';

export interface HintedCaseOptions extends HintFrameOptions {
  /** The one condition that is violated. */
  readonly without?: SizeCondition;
  /** By which factor, in eighths: below 8 for H and K, which are then too small, above 8 for ε, which is too large. */
  readonly by?: readonly [least: number, most: number];
  /** Turns a Gaussian start into the kind that is wanted. Default: such that C5 holds. */
  readonly adapt?: (start: TwoLayerStart, instance: HintedCase) => TwoLayerStart;
  /** Default: small. */
  readonly scale?: Rational;
}

/** Where ε, K and H lie relative to their bounds, in eighths. */
type Factors = Readonly<Record<'near' | 'sideways' | 'far' | 'violation', number>>;

/** The first σ; a larger one is taken as it is drawn. */
export const SMALL_SCALE = Rational.of(1n, 100_000_000n);
const MOST_NEURONS = 6;

/** Hinted data and small Gaussian starts of 2 to 6 neurons that satisfy C1 to C5, but for what the options name. */
export function hintedCases(options: HintedCaseOptions = {}): fc.Arbitrary<HintedCase> {
  const { without, by = [2, 6], adapt = madePositive, scale = SMALL_SCALE, ...frames } = options;
  const factor = (min: number, max: number) => fc.integer({ min, max });
  return fc
    .record({
      frame: hintFrames(frames),
      alpha: leakySlope(8),
      factors: fc.record({
        near: factor(2, 8),
        sideways: factor(9, 32),
        far: factor(9, 32),
        violation: factor(...by),
      }),
      width: fc.integer({ min: 2, max: MOST_NEURONS }),
      start: wideStart(MOST_NEURONS, MOST_DIMENSIONS),
    })
    .map(({ frame, alpha, factors, width, start }) => {
      const instance: HintedCase = {
        base: frame.base,
        hints: sizedHints(frame, alpha, factors, without),
        alpha,
        start: cutStart(start, width, frame.direction.length),
        scale,
      };
      return { ...instance, start: adapt(instance.start, instance) };
    });
}

/** The hints of a frame: ε, then K above its bound, then H above both of its bounds, each rounded to the safe side. */
function sizedHints(
  { base, direction, spread }: HintFrame,
  slope: Rational,
  factors: Factors,
  without?: SizeCondition,
): Hints {
  const alpha = slope.toNumber();
  const violation = factors.violation / 8;
  const margin = baseMarginSquared({ base, alpha: slope })!.toNumber();
  const mostNear = (margin * Math.sqrt(1 - alpha * alpha)) / Math.sqrt(largestNormSquared(base).toNumber());
  const forBase = 2 * Math.sqrt(sumOfNormsSquared(base).toNumber() / (1 - alpha * alpha));

  // A tiny ε keeps the bound of H for the spread below a violated bound for the base.
  const near =
    without === 'stays-ahead' ? violation : without === 'outweighs-base' ? 1 / 256 : factors.near / 8;
  const epsilon = short(mostNear * near, without === 'stays-ahead' ? 1 : -1);
  const e = epsilon.toNumber();

  const leastSideways = e * Math.sqrt((3 + alpha) / (1 - alpha));
  // With a large K a violated bound for the spread stays above the bound for the base.
  const forcing = without === 'outweighs-spread' ? Math.sqrt((16 * forBase * e) / (1 - alpha)) : 0;
  const sideways =
    without === 'splitting-pays'
      ? short(leastSideways * violation, -1)
      : short(Math.max((leastSideways * factors.sideways) / 8, forcing), 1);

  const forSpread = (sideways.toNumber() ** 2 * (1 - alpha)) / e - e * (1 + alpha);
  const far =
    without === 'outweighs-spread'
      ? short(forSpread * violation, -1)
      : without === 'outweighs-base'
        ? short(forBase * violation, -1)
        : short((Math.max(forSpread, forBase) * factors.far) / 8, 1);
  return { direction, spread, far, near: epsilon, sideways };
}

/** A dyadic number of at most 20 bits just below (side −1) or above (side 1) a positive double. */
function short(value: number, side: 1 | -1): Rational {
  const unit = 2 ** (Math.floor(Math.log2(value)) - 19);
  const count = side === 1 ? Math.floor(value / unit) + 1 : Math.ceil(value / unit) - 1;
  return Rational.fromDouble(count * unit);
}

const STEP = Rational.of(1n, 256n);

/** Turns the first neuron towards x⊥ until it is sure to grow positive, where no neuron of the draw is. */
export function madePositive(start: TwoLayerStart, instance: HintedCase): TwoLayerStart {
  const { direction } = instance.hints;
  let made = start;
  while (!someNeuronGrowsPositive({ ...instance, start: made })) {
    const [first, ...others] = made.w;
    made = {
      a: [start.a[0]!.abs().add(STEP), ...start.a.slice(1)],
      w: [first!.map((value, j) => value.add(direction[j]!)), ...others],
    };
  }
  return made;
}

/** Output weights so negative that a_k² > ‖w_k‖² conserves their signs: no neuron ever has a_k > 0. */
export function madeNegative({ a, w }: TwoLayerStart): TwoLayerStart {
  const beyond = (value: Rational, row: readonly Rational[]) =>
    row.reduce((sum, entry) => sum.sub(entry.abs()), value.abs().neg()).sub(STEP);
  return { a: a.map((value, k) => beyond(value, w[k]!)), w };
}

/**
 * The first two neurons near x⊥ + 2u and x⊥ − 2u, with output weights large enough to stay positive: one on each side of the
 * hints, so that they can split them.
 */
export function madeTwoSided({ a, w }: TwoLayerStart, { hints }: HintedCase): TwoLayerStart {
  const two = Rational.of(2n);
  const turned = [two, two.neg()].map((side) =>
    hints.direction.map((value, j) => value.add(side.mul(hints.spread[j]!))),
  );
  return { a: [two, two, ...a.slice(2)], w: [...turned, ...w.slice(2)] };
}
