import fc from 'fast-check';
import type { Dataset } from '../data/dataset.ts';
import { Rational } from '../numbers/rational.ts';
import type { LossName } from '../training/losses.ts';
import { gaussianCoordinate } from './coordinates.ts';
import { leakySlope } from './slopes.ts';
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
 * Two-layer leaky ReLU nets from two-signed Gaussian starts of scale 1/1000, with slopes up to ½: nearer to 1 the limit
 * shows only at depths that no double can name (docs/divergences.md).
 */
export function twoLayerFlowCases(data: fc.Arbitrary<Dataset>, maxDimension = 4): fc.Arbitrary<FlowCase> {
  return fc
    .record({
      net: twoLayerCases({
        data,
        scale: Rational.of(1n, 1000n),
        adapt: madeTwoSigned,
        alpha: leakySlope(8),
        maxDimension,
      }),
      loss: anyLoss(),
    })
    .map(({ net, loss }) => asFlowCase(net, loss));
}
