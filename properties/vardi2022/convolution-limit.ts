import { convolution } from '../../oracles/kkt/hidden-layer.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { parseModel } from '../../src/models/parse.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { flowOnce } from '../flow-twice.ts';
import { MARKS } from './approach.ts';
import type { Limit } from './cell.ts';
import { directionOf, type ExactPoint, hiddenLayerLimit } from './hidden-layer-limit.ts';

/** Unit vectors, exactly: f has margin 1 at (w, v) = (left, right)/√σ, which costs 1/σ; at minus that too where f is linear. */
export interface Pair {
  readonly left: readonly Rational[];
  /** One entry a patch; for the ReLU 0 at patches that are not active. Carries the sign of the label. */
  readonly right: readonly Rational[];
  readonly sigma: Rational;
  /** r of distance ∝ log(1/𝓛)^r of runs that end here: −(1 − σ'/σ)/2 for σ' of the strongest pair that dies. */
  readonly rate: Rational;
}

/** A run of a convolution with the pairs at which it may end, or that are better. */
export interface ConvolutionRun extends FlowCase {
  readonly pairs: readonly Pair[];
}

const isRelu = ({ model }: FlowCase): boolean => model.startsWith('convolution-relu');

/** The point of a pair with λ_i = 1/(nσ), exactly. */
export function pointOf(flow: FlowCase, { left, right, sigma }: Pair, isNegative: boolean): ExactPoint {
  const slope = isRelu(flow) ? Rational.ZERO : Rational.ONE;
  const signed = (value: Rational) => (isNegative ? value.neg() : value);
  const layer = convolution(
    slope,
    left.map(signed),
    right.map((value) => signed(value.div(sigma))),
  );
  const multiplier = Rational.ONE.div(sigma.mul(Rational.of(BigInt(flow.data.y.length))));
  return { network: { ...layer, scales: [sigma] }, multipliers: flow.data.y.map(() => multiplier) };
}

/**
 * The limit of a run: of its pairs the nearest to the end, or the one of largest σ where that is asserted. With it goes
 * a better point, if one of the pairs costs less.
 */
export function convolutionLimit(run: ConvolutionRun, strongest = false): Limit | string {
  const { pairs } = run;
  const best = pairs.reduce((a, b) => (b.sigma.compare(a.sigma) > 0 ? b : a));
  const end = flowOnce({
    model: parseModel(run.model, run.data.x[0]!.length),
    data: run.data,
    loss: run.loss,
    start: run.start.map((value) => value.toNumber()),
    until: MARKS.at(-1)!,
    snapshots: true,
  });
  if (end.reason.kind !== 'target') return end.reason.sentence;
  const candidates = (strongest ? [best] : pairs).flatMap((pair) =>
    (isRelu(run) ? [false] : [false, true]).map((isNegative) => {
      const point = pointOf(run, pair, isNegative);
      const direction = directionOf(point.network);
      const distance = Math.hypot(...direction.map((value, at) => value - end.final.direction![at]!));
      return { pair, point, distance };
    }),
  );
  const { pair, point } = candidates.reduce((a, b) => (b.distance < a.distance ? b : a));
  const better = best.sigma.compare(pair.sigma) > 0 ? pointOf(run, best, false).network : undefined;
  return hiddenLayerLimit(run, point, pair.rate.toNumber(), better);
}
