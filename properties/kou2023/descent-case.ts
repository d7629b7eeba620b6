import fc from 'fast-check';
import { z } from 'zod';
import type { Hypothesis } from '../../src/claims/claim.ts';
import { exactDataset, exactNumber } from '../../src/claims/exact-schemas.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { gaussianCoordinate } from '../../src/generators/coordinates.ts';
import {
  gaussianPoints,
  nearlyOrthogonal,
  nearOrthogonality,
  orthogonalDraws,
} from '../../src/generators/nearly-orthogonal.ts';
import { Rational } from '../../src/numbers/rational.ts';

/** A run of descent with m neurons of each sign from W(0) = 2^−halvings · start. */
export interface DescentCase {
  readonly data: Dataset;
  readonly alpha: Rational;
  /** η. */
  readonly stepSize: Rational;
  /** m rows of length d for each sign. */
  readonly start: {
    readonly plus: readonly (readonly Rational[])[];
    readonly minus: readonly (readonly Rational[])[];
  };
  readonly halvings: number;
}

const MOST_HALVINGS = 200;

export const descentCase: z.ZodType<DescentCase> = z
  .strictObject({
    data: exactDataset,
    alpha: exactNumber.refine((alpha) => alpha.sign() >= 0 && alpha.compare(Rational.ONE) <= 0),
    stepSize: exactNumber.refine((step) => step.sign() > 0),
    start: z.strictObject({
      plus: z.array(z.array(exactNumber)).min(1),
      minus: z.array(z.array(exactNumber)).min(1),
    }),
    halvings: z.int().min(0).max(MOST_HALVINGS),
  })
  .refine(({ data, start: { plus, minus } }) => {
    const dimension = data.x[0]!.length;
    return plus.length === minus.length && [...plus, ...minus].every((row) => row.length === dimension);
  }, 'expected as many neurons of each sign, of the dimension of the data');

/** A case can lose points, coordinates, and a neuron of each sign. */
export const DESCENT_AXES = {
  points: ['data.x', 'data.y'],
  coordinates: ['data.x.*', 'start.plus.*', 'start.minus.*'],
  neurons: ['start.plus', 'start.minus'],
} as const;

/** m. */
export function widthOf({ start }: DescentCase): number {
  return start.plus.length;
}

/** The 2m rows of the start. */
export function neuronsOf({ start }: DescentCase): (readonly Rational[])[] {
  return [...start.plus, ...start.minus];
}

export const CONTRADICTORY = 'two points on one ray have opposite labels';

/** Two points on one ray of opposite labels, which no net without bias tells apart. */
export function contradictory({ x, y }: Dataset): boolean {
  return x.some((row, i) =>
    x.slice(0, i).some((other, k) => {
      if (y[i] === y[k]) return false;
      const product = innerProduct(row, other);
      const squares = innerProduct(row, row).mul(innerProduct(other, other));
      return product.sign() >= 0 && product.mul(product).equals(squares);
    }),
  );
}

/** The slope with which a point moves the neurons that must come to see it: α, and 1 for a ReLU, whose others do not move. */
function pushingSlope(alpha: Rational): Rational {
  return alpha.sign() === 0 ? Rational.ONE : alpha;
}

/** All |⟨w_k, x_i⟩| of the unscaled start. */
function preActivationSizes(instance: DescentCase): Rational[] {
  return neuronsOf(instance).flatMap((row) => instance.data.x.map((x) => innerProduct(row, x).abs()));
}

/**
 * slope·η·min‖x‖²/(20nm), η cut to m/(2·max‖x‖²). The first step moves every ⟨w_k, x_i⟩ by at least (slope − 1/C)·η·min‖x‖²/(2nm) to the side
 * of its label, and 1/C ≤ 4/5·slope on nearly orthogonal data: this is half of it.
 */
function smallPreActivation(instance: DescentCase): Rational {
  const { least, most } = nearOrthogonality(instance.data);
  const width = widthOf(instance);
  if (most.sign() === 0) return Rational.ZERO;
  const largest = Rational.of(BigInt(width)).div(most.add(most));
  const step = instance.stepSize.compare(largest) < 0 ? instance.stepSize : largest;
  return pushingSlope(instance.alpha)
    .mul(step)
    .mul(least)
    .div(Rational.of(BigInt(20 * instance.data.x.length * width)));
}

/**
 * Enough for any two points to differ by no more than ρ = 5/4·κ·C/(C − 2), κ = max‖x‖²/min‖x‖², in −ℓ'(q_i): where the
 * ratio is above κ·C/(C − 2) the smaller margin grows faster, and one step adds at most 0.6/n to a difference of margins.
 * Then C·slope > ρ keeps every ⟨w_k, x_i⟩ moving to the side of its label.
 */
export function factorNeeded(alpha: number, kappa: number): number {
  return 2 + (1.25 * kappa) / (alpha === 0 ? 1 : alpha);
}

const isNearlyOrthogonal = ({ data, alpha }: DescentCase): boolean => {
  const { least, most, factor } = nearOrthogonality(data);
  const bothLabels = data.y.includes(1) && data.y.includes(-1);
  if (data.x.length < 3 || !bothLabels || least.sign() === 0) return false;
  const excess = (factor ?? Rational.ZERO).sub(Rational.of(2n)).mul(pushingSlope(alpha));
  return factor === undefined || excess.compare(most.div(least).mul(Rational.of(5n, 4n))) >= 0;
};

const startsSmall = (instance: DescentCase): boolean => {
  const allowed = smallPreActivation(instance);
  return preActivationSizes(instance).every(
    (size) => size.sign() > 0 && size.scaledByPowerOfTwo(-instance.halvings).compare(allowed) <= 0,
  );
};

/** How many neurons of the sign of y_i are active on x_i at the start, for each i. */
export function seeing({ data, start }: DescentCase): number[] {
  return data.x.map((x, i) => {
    const own = data.y[i] === 1 ? start.plus : start.minus;
    return own.filter((row) => innerProduct(row, x).sign() > 0).length;
  });
}

/** The hypotheses for nets of some slopes; without one of them, small cases that a counterexample is easily made of. */
export function descentHypotheses(alpha: fc.Arbitrary<Rational>) {
  const few = { alpha, data: orthogonalEnough({ points: [3, 4] }), width: [1, 3] } as const;
  const nearlyOrthogonal: Hypothesis<DescentCase> = {
    id: 'nearly-orthogonal',
    statement:
      'n ≥ 3 points of both labels with min‖x_i‖² ≥ C·n·max|⟨x_i, x_k⟩|, C ≥ 2 + 5/4·κ/α, κ = max‖x_i‖²/min‖x_i‖² (α replaced by 1 for the ReLU)',
    holds: isNearlyOrthogonal,
    without: descentCases({ alpha, data: anyGaussian(), width: [1, 4] }),
  };
  const smallStart: Hypothesis<DescentCase> = {
    id: 'small-start',
    statement:
      '0 < |⟨w_k(0), x_i⟩| ≤ α·η·min‖x_i‖²/(20nm), at most half of what the first step adds (η cut to m/(2·max‖x_i‖²), α replaced by 1 for the ReLU)',
    holds: startsSmall,
    without: fc
      .record({ drawn: descentCases(few), halvings: fc.integer({ min: 0, max: 8 }) })
      .map(({ drawn, halvings }) => ({ ...drawn, halvings })),
  };
  const smallStep: Hypothesis<DescentCase> = {
    id: 'small-step',
    statement: 'η·max‖x_i‖² ≤ m/2',
    holds: (instance) =>
      instance.stepSize
        .mul(nearOrthogonality(instance.data).most)
        .compare(Rational.of(BigInt(widthOf(instance)), 2n)) <= 0,
    without: fc
      .record({ drawn: descentCases(few), doublings: fc.integer({ min: 1, max: 10 }) })
      .map(({ drawn, doublings }) => ({
        ...drawn,
        stepSize: drawn.stepSize.scaledByPowerOfTwo(doublings),
      })),
  };
  const seen: Hypothesis<DescentCase> = {
    id: 'seen',
    statement:
      'for the ReLU: at the start at least m/4 neurons of the sign of y_i are active on every x_i (a Gaussian start has that with probability ≥ 1 − n·e^{−m/8})',
    holds: (instance) =>
      instance.alpha.sign() > 0 || seeing(instance).every((count) => 4 * count >= widthOf(instance)),
    without: descentCases({ ...few, alpha: fc.constant(Rational.ZERO), unseen: true }),
  };
  return { nearlyOrthogonal, smallStart, smallStep, seen };
}

export interface DescentCaseOptions {
  readonly alpha: fc.Arbitrary<Rational>;
  /** Data for the slope α. */
  readonly data: fc.Arbitrary<(alpha: number) => Dataset>;
  /** m. */
  readonly width: readonly [least: number, most: number];
  /** η·max‖x_i‖²/m in sixteenths. Default 4 to 8. */
  readonly step?: readonly [least: number, most: number];
  /** Whether neurons of a ReLU may leave points unseen. */
  readonly unseen?: boolean;
}

/** The largest dimension of drawn data. */
const MOST_DIMENSIONS = 16;

/**
 * Data of the family that the claims speak of: n from 3 to 10, d from n to n + 6, C from what is needed to thrice that.
 * Where `unequal`, the first point is a third longer than the second at least.
 */
export function orthogonalEnough({
  unequal = false,
  points = [3, 10],
}: {
  readonly unequal?: boolean;
  readonly points?: readonly [least: number, most: number];
} = {}): fc.Arbitrary<(alpha: number) => Dataset> {
  return fc
    .record({
      draw: orthogonalDraws({ points, spare: [0, MOST_DIMENSIONS - 10] }),
      surplus: fc.integer({ min: 4, max: 12 }),
    })
    .map(({ draw, surplus }) => {
      const lengths = unequal ? [19, 13, ...draw.lengths.slice(2)] : draw.lengths;
      return (alpha) =>
        nearlyOrthogonal({ ...draw, lengths }, (kappa) => (surplus / 4) * factorNeeded(alpha, kappa));
    });
}

/** Data of one size with min‖x_i‖² = C·n·max|⟨x_i, x_k⟩| for the C given, up to the grid. */
export function exactlyAsOrthogonal({
  points,
  spare,
  factor,
}: {
  readonly points: number;
  readonly spare: number;
  readonly factor: number;
}): fc.Arbitrary<(alpha: number) => Dataset> {
  return orthogonalDraws({ points: [points, points], spare: [spare, spare] }).map((draw) => {
    const data = nearlyOrthogonal(draw, () => factor);
    return () => data;
  });
}

/** For controls: eight Gaussian points around mean·(1, …, 1), labels at random. */
export function farFromOrthogonal(dimension: number, mean: number): fc.Arbitrary<(alpha: number) => Dataset> {
  return gaussianPoints(8, dimension, mean).map((data) => () => data);
}

/** A few Gaussian points, around 0 or around a common mean, in few dimensions, labels at random. */
function anyGaussian(): fc.Arbitrary<(alpha: number) => Dataset> {
  const families = [2, 3].flatMap((dimension) =>
    [3, 4, 5].flatMap((points) => [0, 2].map((mean) => gaussianPoints(points, dimension, mean))),
  );
  return fc.oneof(...families).map((data) => () => data);
}

/** Gaussian starts, scaled by a power of two that makes them small four times over. */
export function descentCases(options: DescentCaseOptions): fc.Arbitrary<DescentCase> {
  const [fewest, most] = options.width;
  const [least, largest] = options.step ?? [4, 8];
  return fc
    .record({
      alpha: options.alpha,
      dataFor: options.data,
      width: fc.integer({ min: fewest, max: most }),
      step: fc.integer({ min: least, max: largest }),
      entries: fc.array(gaussianCoordinate(), {
        minLength: 2 * most * MOST_DIMENSIONS,
        maxLength: 2 * most * MOST_DIMENSIONS,
      }),
    })
    .map(({ alpha, dataFor, width, step, entries }) => {
      const data = dataFor(alpha.toNumber());
      const dimension = data.x[0]!.length;
      const rows = Array.from({ length: 2 * width }, (_, k) =>
        entries.slice(k * dimension, (k + 1) * dimension),
      );
      const neurons = alpha.sign() === 0 && !options.unseen ? madeSeen(rows, data) : rows;
      const start = { plus: neurons.slice(0, width), minus: neurons.slice(width) };
      const reach = (step * width) / 16 / nearOrthogonality(data).most.toNumber();
      const stepSize = Rational.of(BigInt(Math.floor(reach * 1024)), 1024n);
      return smallStart({ data, alpha, stepSize, start, halvings: 0 });
    });
}

/** The case with its start scaled down, below a quarter of what counts as small. */
export function smallStart(instance: DescentCase): DescentCase {
  const allowed = smallPreActivation(instance).toNumber() / 4;
  const size = Math.max(...preActivationSizes(instance).map((value) => value.toNumber()));
  const halvings = size === 0 || allowed === 0 ? 0 : Math.ceil(Math.log2(size / allowed));
  return { ...instance, halvings: Math.min(MOST_HALVINGS, Math.max(0, halvings)) };
}

/** Sweeps of reflections; on Gaussian draws one or two suffice. */
const MOST_SWEEPS = 4;

/**
 * Makes every point seen by a quarter of the neurons of its sign: where some are missing, neurons are reflected at the
 * hyperplane of the point, under which a Gaussian draw stays Gaussian. Where that makes other points unseen again and
 * again, as in starts that are mostly zero, a quarter of the neurons of each sign is made to see all points of its sign.
 */
function madeSeen(rows: readonly (readonly Rational[])[], data: Dataset): Rational[][] {
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
