import fc from 'fast-check';
import type { Dataset, Label } from '../data/dataset.ts';
import { innerProduct } from '../data/label-mean.ts';
import { Rational } from '../numbers/rational.ts';
import type { LossName } from '../training/losses.ts';
import { gaussianCoordinate, gridCoordinate } from './coordinates.ts';
import { taughtBy } from './datasets.ts';
import { slopeUpToHalf } from './slopes.ts';
import { madeTwoSigned } from './starts.ts';
import { type TwoLayerCase, twoLayerCases } from './two-layer-cases.ts';

/** A training run of any model: its SPEC, data, loss and start θ(0). */
export interface FlowCase {
  readonly model: string;
  readonly loss: LossName;
  readonly data: Dataset;
  readonly start: readonly Rational[];
}

export function anyLoss(): fc.Arbitrary<LossName> {
  return fc.constantFrom('exponential', 'logistic');
}

/** Linear models from Gaussian starts on data of dimension at most `maxDimension`. */
export function linearFlowCases(data: fc.Arbitrary<Dataset>, maxDimension = 4): fc.Arbitrary<FlowCase> {
  return fc
    .record({
      data,
      loss: anyLoss(),
      start: fc.array(gaussianCoordinate(), { minLength: maxDimension, maxLength: maxDimension }),
    })
    .map(({ data, loss, start }) => ({
      model: 'linear',
      loss,
      data,
      start: start.slice(0, data.x[0]!.length),
    }));
}

/** Entries ±(|k|·classes + residue + 1)/(256·classes), k Gaussian: never 0, and of different size in different residues. */
function unlikeEntries(count: number, classes: number): fc.Arbitrary<Rational[]> {
  const denominator = BigInt(256 * classes);
  return fc.array(gaussianCoordinate(), { minLength: count, maxLength: count }).map((entries) =>
    entries.map((entry, at) => {
      const whole = entry
        .abs()
        .mul(Rational.of(denominator))
        .add(Rational.of(BigInt((at % classes) + 1)));
      const value = whole.div(Rational.of(denominator));
      return entry.sign() < 0 ? value.neg() : value;
    }),
  );
}

/** Most parameters that a start is drawn for, before it is cut to what the model has. */
const MOST_PARAMETERS = 36;

/** Deep linear nets of depth 2 to 4 and hidden widths 1 to 3, from Gaussian starts. */
export function deepLinearFlowCases(data: fc.Arbitrary<Dataset>): fc.Arbitrary<FlowCase> {
  return fc
    .record({
      data,
      loss: anyLoss(),
      hidden: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
      start: unlikeEntries(MOST_PARAMETERS, 1),
    })
    .map(({ data, loss, hidden, start }) => {
      const widths = [data.x[0]!.length, ...hidden, 1];
      const size = widths.slice(1).reduce((sum, width, l) => sum + width * widths[l]!, 0);
      return { model: `deep-linear:${hidden.join(',')}`, loss, data, start: start.slice(0, size) };
    });
}

/** Most coordinates that the starts of diagonal nets are drawn for. */
const MOST_COORDINATES = 8;

/**
 * Diagonal nets of depth 2 or 3 from Gaussian starts in which no factor is 0 and no two of one coordinate have the same size: then no
 * coordinate is confined to a sign, and the flow separates whatever data is separable.
 */
export function diagonalFlowCases(
  data: fc.Arbitrary<Dataset>,
  depths: readonly number[] = [2, 3],
): fc.Arbitrary<FlowCase> {
  return fc
    .record({
      data,
      loss: anyLoss(),
      depth: fc.constantFrom(...depths),
      start: unlikeEntries(3 * MOST_COORDINATES, 3),
    })
    .map(({ data, loss, depth, start }) => {
      const coordinates = data.x[0]!.map((_, j) => start.slice(3 * j, 3 * j + depth));
      const layers = Array.from({ length: depth }, (_, l) => coordinates.map((factors) => factors[l]!));
      return { model: `diagonal:${depth}`, loss, data, start: layers.flat() };
    });
}

/** Diagonal nets u₊^D − u₋^D of depth 2 or 3, from positive starts. */
export function diagonalPmFlowCases(
  data: fc.Arbitrary<Dataset>,
  depths: readonly number[] = [2, 3],
): fc.Arbitrary<FlowCase> {
  return fc
    .record({
      data,
      loss: anyLoss(),
      depth: fc.constantFrom(...depths),
      start: unlikeEntries(2 * MOST_COORDINATES, 1),
    })
    .map(({ data, loss, depth, start }) => ({
      model: `diagonal-pm:${depth}`,
      loss,
      data,
      start: start.slice(0, 2 * data.x[0]!.length).map((value) => value.abs()),
    }));
}

/** Shapes of filters: patch length and number of patches. */
const FILTERS = [
  [1, 1],
  [1, 2],
  [1, 3],
  [2, 1],
  [2, 2],
  [3, 1],
] as const;

/**
 * Linear filters of 1 to 3 patches on 1 to 5 points that the start classifies with n𝓛 < ℓ(0): data that is separable need not be so by
 * a filter, and flows of filters have stationary points at which some points are misclassified.
 */
export function convolutionFlowCases(): fc.Arbitrary<FlowCase> {
  return fc
    .record({
      shape: fc.constantFrom(...FILTERS),
      loss: anyLoss(),
      weights: unlikeEntries(5, 1),
      points: fc.array(fc.array(gridCoordinate(), { minLength: 4, maxLength: 4 }), {
        minLength: 1,
        maxLength: 5,
      }),
      pushes: fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 5, maxLength: 5 }),
      coins: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    })
    .map(({ shape: [patch, patches], loss, weights, points, pushes, coins }) => {
      const w = weights.slice(0, patch);
      const v = weights.slice(patch, patch + patches);
      const teacher = v.flatMap((outer) => w.map((inner) => outer.mul(inner)));
      const cut = points.map((point) => point.slice(0, patch * patches));
      const data = taughtBy(teacher, cut, pushes, coins);
      const margins = data.x.map((x) => innerProduct(x, teacher).abs().toNumber());
      // Margins of 2n are more than n𝓛 < ℓ(0) takes for either loss.
      const factor = Math.max(0, Math.ceil(Math.log2((2 * points.length) / Math.min(...margins)) / 2));
      const start = [...w, ...v].map((value) => value.mul(Rational.of(2n ** BigInt(factor))));
      return { model: `convolution:${patch}`, loss, data, start };
    });
}

/**
 * ReLU filters w > 0 of 1 to 3 patches whose flow never meets a kink. A patch serves one class: it is positive on some points of that class, and
 * negative on all others; every point has a positive patch. Outer weights have the sign of their class, so that w only grows, and the pattern,
 * which differs from point to point, stays.
 */
export function convolutionReluFlowCases(): fc.Arbitrary<FlowCase> {
  const positive = fc.integer({ min: 1, max: 256 }).map((k) => Rational.of(BigInt(k), 64n));
  return fc
    .record({
      shape: fc.constantFrom(...FILTERS),
      loss: anyLoss(),
      start: unlikeEntries(5, 1),
      /** Which patch of its class a point has for certain. */
      points: fc.array(
        fc.record({
          home: fc.integer({ min: 0, max: 2 }),
          others: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
          sizes: fc.array(positive, { minLength: 4, maxLength: 4 }),
        }),
        { minLength: 1, maxLength: 5 },
      ),
      classes: fc.array(fc.constantFrom<Label>(1, -1), { minLength: 3, maxLength: 3 }),
    })
    .map(({ shape: [patch, patches], loss, start, points, classes }) => {
      const y = points.map(({ home }) => classes[home % patches]!);
      const x = points.map(({ home, others, sizes }, i) =>
        sizes.slice(0, patch * patches).map((size, at) => {
          const j = Math.floor(at / patch);
          const isActive = j === home % patches || (classes[j] === y[i] && others[j]!);
          return isActive ? size : size.neg();
        }),
      );
      const sizes = start.slice(0, patch + patches).map((value) => value.abs());
      return {
        model: `convolution-relu:${patch}`,
        loss,
        data: { name: 'generated', x, y },
        start: sizes.map((size, at) => (at >= patch && classes[at - patch] === -1 ? size.neg() : size)),
      };
    });
}

/** The flow case of a two-layer case: θ = (w_1, …, w_m, a), scaled. */
export function asFlowCase({ data, alpha, start, scale }: TwoLayerCase, loss: LossName): FlowCase {
  return {
    model: `two-layer:${start.a.length}:${alpha.toNumber()}`,
    loss,
    data,
    start: [...start.w.flat(), ...start.a].map((value) => value.mul(scale)),
  };
}

/**
 * Two-layer (leaky) ReLU nets from two-signed Gaussian starts of scale 1/1000, with slopes from 0 to ½: nearer to 1 the limit
 * shows only at depths that no double can name (docs/divergences.md).
 */
export function twoLayerFlowCases(
  data: fc.Arbitrary<Dataset>,
  maxDimension = 4,
  alpha = slopeUpToHalf(),
): fc.Arbitrary<FlowCase> {
  return fc
    .record({
      net: twoLayerCases({
        data,
        scale: Rational.of(1n, 1000n),
        adapt: madeTwoSigned,
        alpha,
        maxDimension,
      }),
      loss: anyLoss(),
    })
    .map(({ net, loss }) => asFlowCase(net, loss));
}
