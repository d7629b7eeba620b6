import fc from 'fast-check';
import type { Dataset } from '../../src/data/dataset.ts';
import { symmetric } from '../../src/generators/datasets.ts';
import type { TwoLayerStart } from '../../src/generators/starts.ts';
import {
  type TwoLayerCase,
  type TwoLayerCaseOptions,
  twoLayerCases,
} from '../../src/generators/two-layer-cases.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { madeToGrow, someNeuronGrows } from './alignment-starts.ts';
import { type FirstGrowth, firstGrowth, growthAt, predictedTilt } from './first-growth.ts';

/** A net that starts at scale σ, and the norm r at which its alignment is looked at. */
export interface AlignmentCase extends TwoLayerCase {
  readonly norm: Rational;
}

/** What kind of cases to draw. */
export interface AlignmentCaseOptions extends Pick<TwoLayerCaseOptions, 'alpha' | 'maxDimension'> {
  readonly data?: fc.Arbitrary<Dataset>;
  /** Applied to a start before it is made to grow. */
  readonly adapt?: TwoLayerCaseOptions['adapt'];
  /** log2 of the largest tilt that is left of the start at ‖θ‖ = r. Default −8 to −5: small. */
  readonly tilt?: readonly [least: number, most: number];
  /** log4 of how much less the margins tilt. Default 1 to 4. */
  readonly balance?: readonly [least: number, most: number];
}

/** A neuron carries weight if it has at least this part of Σb². */
const CARRIES = 1 / 64;

/** The neurons whose alignment is asserted. */
export function carryingNeurons({ growth, weight }: FirstGrowth): number[] {
  const least = CARRIES * (weight.positive + weight.negative);
  return growth.flatMap((b, k) => (b * b >= least ? [k] : []));
}

/** What is left of the start at ‖θ‖ = r, as the largest tilt among the neurons that carry weight. */
export function largestTiltOfStart(instance: AlignmentCase): number {
  const first = firstGrowth(instance);
  const at = { scale: instance.scale.toNumber(), norm: instance.norm.toNumber() };
  return Math.max(...carryingNeurons(first).map((k) => Math.hypot(...predictedTilt(first, k, at).start)));
}

/**
 * Nets on symmetric data of dimension ≥ 2, with σ and r so small for the data that what is left of the start tilts the
 * neurons that carry weight by no more than `tilt`, and the margins by 4 to 4⁴ times less.
 */
export function alignmentCases(options: AlignmentCaseOptions = {}): fc.Arbitrary<AlignmentCase> {
  const { tilt = [-8, -5], balance = [1, 4], ...others } = options;
  const { data = symmetric({ points: [1, 5], dimension: [2, 4] }) } = options;
  const adapt = options.adapt ?? ((start: TwoLayerStart) => start);
  return fc
    .record({
      net: twoLayerCases({
        ...others,
        data,
        scale: Rational.ONE,
        adapt: (start, drawn) => madeToGrow(adapt(start, drawn), drawn),
      }),
      tilt: fc.integer({ min: tilt[0], max: tilt[1] }),
      balance: fc.integer({ min: balance[0], max: balance[1] }),
    })
    .map(({ net, tilt, balance }) => ({ ...net, ...sizes(net, 2 ** tilt, 4 ** balance) }));
}

/** A tilt from here on is not meant to be small. */
const SMALL = 1 / 4;

/** ‖x‖ of every point, and |⟨μ̂,x⟩|. */
function sizesOfPoints({ data }: TwoLayerCase, { axis }: FirstGrowth) {
  return data.x.map((row) => {
    const x = row.map((value) => value.toNumber());
    const along = x.reduce((sum, value, j) => sum + value * axis[j]!, 0);
    return { length: Math.hypot(...x), along: Math.abs(along) };
  });
}

/** The least sine of the angle between μ and a kink: no neuron that carries weight may lie across one from μ. */
function leastAngle(net: TwoLayerCase, first: FirstGrowth): number {
  const angles = sizesOfPoints(net, first).map(({ length, along }) => along / length);
  return Math.max(LEAST_ANGLE, Math.min(...angles));
}

/** What the margins are, and tilt neurons by, at most, per ρ². */
function largestPull(net: TwoLayerCase, first: FirstGrowth): number {
  const { weight, tilt } = first;
  const longest = Math.max(...sizesOfPoints(net, first).map(({ length }) => length));
  const margins = Math.max(weight.positive, weight.negative) * longest;
  return Math.max(margins, Math.hypot(...tilt.positive), Math.hypot(...tilt.negative));
}

function normOfStart({ start }: TwoLayerCase): number {
  return Math.hypot(...[...start.a, ...start.w.flat()].map((value) => value.toNumber()));
}

/** Whether σ is small for r and the data: what is left of the start at ‖θ‖ = r tilts no neuron far, or across a kink. */
export function startIsSmall(instance: AlignmentCase): boolean {
  if (!someNeuronGrows(instance.start, instance.data)) return true;
  const most = Math.min(MOST_TILT, leastAngle(instance, firstGrowth(instance)) / 2);
  const norm = instance.scale.toNumber() * normOfStart(instance);
  return largestTiltOfStart(instance) <= most && norm <= instance.norm.toNumber() / 8;
}

/** Whether r is small for the data: the margins, and what they tilt neurons by. */
export function normIsSmall(instance: AlignmentCase): boolean {
  if (!someNeuronGrows(instance.start, instance.data)) return true;
  const first = firstGrowth(instance);
  return growthAt(first, instance.norm.toNumber()) ** 2 * largestPull(instance, first) <= MOST_PULL;
}

/** Bounds of `startIsSmall` and `normIsSmall`; draws keep to half of them. */
const MOST_TILT = 1 / 16;
const MOST_PULL = 1 / 64;

/** σ and r, as dyadic numbers of ten bits. */
function sizes(net: TwoLayerCase, tilt: number, balance: number): { scale: Rational; norm: Rational } {
  const first = firstGrowth(net);
  const { growth, rest, weight } = first;
  const isSmall = tilt < SMALL;
  const drift = Math.max(
    LEAST_DRIFT,
    ...carryingNeurons(first).map((k) => Math.hypot(...rest[k]!) / Math.abs(growth[k]!)),
  );
  const grown = Math.sqrt(2 * (weight.positive + weight.negative));
  // The last bound keeps σ‖θ̄‖ at r/16.
  const left = isSmall
    ? Math.min(tilt, leastAngle(net, first) / 4, (drift * grown) / (16 * normOfStart(net)))
    : tilt;
  const rho = Math.sqrt(left / balance / largestPull(net, first));
  return { scale: dyadic((left * rho) / drift), norm: dyadic(rho * grown) };
}

/** Of degenerate data, which no σ is small for. */
const LEAST_ANGLE = 2 ** -12;
/** Of neurons that happen to start on the axis, which nothing tilts. */
const LEAST_DRIFT = 1 / 64;

function dyadic(value: number): Rational {
  const unit = 2 ** (Math.floor(Math.log2(value)) - 9);
  return Rational.fromDouble(Math.round(value / unit) * unit);
}
