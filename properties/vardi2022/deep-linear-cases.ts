import fc from 'fast-check';
import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct, labelMean } from '../../src/data/label-mean.ts';
import { gaussianCoordinate } from '../../src/generators/coordinates.ts';
import { anyLoss, type FlowCase } from '../../src/generators/flow-cases.ts';
import { parseModel } from '../../src/models/parse.ts';
import type { WeightShape } from '../../src/models/weights.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { startLogLoss } from './start-loss.ts';

const MOST_WIDTH = 3;
const MOST_DEPTH = 4;
const HALF = Rational.of(1n, 2n);

/** The layers of θ as matrices. */
export function layersOf(shapes: readonly WeightShape[], theta: readonly Rational[]): Rational[][][] {
  let at = 0;
  return shapes.map(({ rows, columns }) =>
    Array.from({ length: rows }, () => {
      at += columns;
      return theta.slice(at - columns, at);
    }),
  );
}

/** W_L ⋯ W_1 of layers whose last has one row. */
export function productOf(layers: readonly (readonly (readonly Rational[])[])[]): Rational[] {
  return layers.slice(0, -1).reduceRight(
    (row, matrix) =>
      matrix[0]!.map((_, c) =>
        innerProduct(
          row,
          matrix.map((line) => line[c]!),
        ),
      ),
    [...layers.at(-1)![0]!],
  );
}

/** Whether 𝓛(θ₀) < ℓ(0). */
export function startsBelow(flow: FlowCase): boolean {
  return startLogLoss(flow) < Math.log(flow.data.x.length);
}

/**
 * The start turned and shrunk until 𝓛 < ℓ(0): its last layer is negated if its product works against the mean (1/n)Σ y x, it is
 * replaced by a net along the mean if its product has nothing of it, and halved as often as needed, for 𝓛 falls at 0 along the mean.
 */
function below(flow: FlowCase): FlowCase {
  const { weights: shapes } = parseModel(flow.model, flow.data.x[0]!.length);
  const mean = labelMean(flow.data);
  const layers = layersOf(shapes, flow.start);
  const side = innerProduct(productOf(layers), mean).sign();
  const [first, ...later] = layers;
  const turned =
    side > 0
      ? layers
      : side < 0
        ? [...layers.slice(0, -1), layers.at(-1)!.map((row) => row.map((value) => value.neg()))]
        : [
            first!.map(() => mean),
            ...later.map((matrix) => matrix.map((row) => row.map(() => Rational.ONE))),
          ];
  let start = turned.flat(2);
  while (!startsBelow({ ...flow, start })) start = start.map((value) => value.mul(HALF));
  return { ...flow, start };
}

/** Deep linear nets of depth 2 to 4, each hidden layer of width 1 to 3, from Gaussian starts with 𝓛 < ℓ(0). */
export function deepLinearCases(data: fc.Arbitrary<Dataset>, mostDimension = 4): fc.Arbitrary<FlowCase> {
  const most = MOST_WIDTH * (mostDimension + 1 + MOST_WIDTH * (MOST_DEPTH - 2));
  return fc
    .record({
      data,
      loss: anyLoss(),
      widths: fc.array(fc.integer({ min: 1, max: MOST_WIDTH }), { minLength: 1, maxLength: MOST_DEPTH - 1 }),
      start: fc.array(gaussianCoordinate(), { minLength: most, maxLength: most }),
    })
    .map(({ data, loss, widths, start }) => {
      const model = `deep-linear:${widths.join(',')}`;
      const { parameterCount, spec } = parseModel(model, data.x[0]!.length);
      return below({ model: spec, loss, data, start: start.slice(0, parameterCount) });
    });
}

/**
 * Starts on the stable manifold of the saddle at 0: multiples of one point on an axis, one neuron a layer, all factors of one size with a
 * product that works against the label. Exact in every arithmetic.
 */
export function saddleCases(): fc.Arbitrary<FlowCase> {
  return fc
    .record({
      loss: anyLoss(),
      depth: fc.integer({ min: 2, max: MOST_DEPTH }),
      sizes: fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 3 }),
      factor: fc.integer({ min: 1, max: 8 }),
      dimension: fc.integer({ min: 1, max: 3 }),
      negative: fc.integer({ min: 0, max: MOST_DEPTH - 1 }),
    })
    .map(({ loss, depth, sizes, factor, dimension, negative }) => {
      const along = (value: Rational) => [value, ...new Array<Rational>(dimension - 1).fill(Rational.ZERO)];
      const factors = Array.from({ length: depth }, (_, l) =>
        Rational.of(BigInt(l === negative % depth ? -factor : factor), 4n),
      );
      return {
        model: `deep-linear:1x${depth}`,
        loss,
        data: {
          name: 'one ray',
          x: sizes.map((size) => along(Rational.of(BigInt(size), 4n))),
          y: sizes.map(() => 1 as const),
        },
        start: [...along(factors[0]!), ...factors.slice(1)],
      };
    });
}
