import type { FloatDataset } from '../../src/data/dataset.ts';
import { type HiddenLayer, marginGradients, parametersOf } from './hidden-layer.ts';
import type { Pattern, PatternValues, Regime } from './pattern.ts';
import { kktResidual } from './residual.ts';

/** A pattern with values near which its equations are to be solved, or solved. */
export interface PatternPoint {
  readonly pattern: Pattern;
  readonly values: PatternValues<number>;
}

/** Multipliers below this fraction of the largest come from rounding in the projection. */
const NO_MULTIPLIER = 1e-9;

/** What of a direction that is not yet at its limit counts as 0. */
export interface ReadingTolerance {
  /** Points whose margin exceeds the least by a larger fraction are no support vectors. */
  readonly excess: number;
  /** Pre-activations of at most this part of ‖w‖‖x‖ are held at a kink. */
  readonly kink: number;
  /** Neurons of at most this part of ‖θ‖ are dying, unless they do as a larger one does. */
  readonly dying: number;
}

/**
 * Reads a pattern off a direction of a two-layer net; multipliers and slopes are those of least KKT residual. Null where the
 * net does not separate the data.
 */
export function readPattern(
  network: HiddenLayer<number>,
  data: FloatDataset,
  { excess, kink, dying }: ReadingTolerance,
): PatternPoint | null {
  const { slope, weights, neurons } = network;
  const theta = parametersOf(network);
  const gradients = marginGradients(network, data, kink);
  const least = gradients.reduce(
    (smallest, { margin }) => Math.min(smallest, margin),
    Number.POSITIVE_INFINITY,
  );
  if (!(least > 0)) return null;
  const near = [...gradients.keys()].filter((i) => gradients[i]!.margin <= (1 + excess) * least);
  const residual = kktResidual(
    theta,
    2,
    near.map((i) => gradients[i]!),
  );
  if (residual.kind === 'not-separating') return null;
  const { shares, scale } = residual;
  const threshold = NO_MULTIPLIER * Math.max(...residual.multipliers);
  const multipliers = new Map(near.map((i, index) => [i, residual.multipliers[index]!]));
  const support = near.filter((i) => multipliers.get(i)! > threshold);
  const thetaNorm = Math.hypot(...theta);
  const groups = new Map<string, { neurons: number[]; sign: 1 | -1; regimes: Regime[] }>();
  const small = neurons.map(({ output }, k) => Math.hypot(output, ...weights[k]!) <= dying * thetaNorm);
  // The large neurons first: a small one that does as a large one does grows at the same rate, so that its share stays.
  for (const k of [...neurons.keys()].sort((a, b) => Number(small[a]) - Number(small[b]))) {
    const sign = neurons[k]!.output > 0 ? 1 : -1;
    const regimes = support.map((i) =>
      slope === 1 ? 'positive' : regimeOf(weights[k]!, pointOf(data, i), kink),
    );
    const key = `${sign} ${regimes.join(' ')}`;
    const group = groups.get(key) ?? { neurons: [], sign, regimes };
    if (small[k] && group.neurons.length === 0) continue;
    group.neurons.push(k);
    groups.set(key, group);
  }
  const pattern: Pattern = { support, groups: [...groups.values()] };
  const raised = (k: number, i: number): number =>
    shares.find(({ neuron, point }) => neuron === k && near[point] === i)?.share ?? 0;
  return {
    pattern,
    values: {
      multipliers: support.map((i) => multipliers.get(i)!),
      strengths: pattern.groups.map((group) =>
        group.neurons.reduce((sum, k) => sum + (scale * neurons[k]!.output) ** 2, 0),
      ),
      kinked: pattern.groups.map((group) =>
        group.regimes.map((regime, index) => {
          if (regime !== 'kink') return undefined;
          const i = support[index]!;
          const mean = group.neurons.reduce((sum, k) => sum + raised(k, i), 0) / group.neurons.length;
          return multipliers.get(i)! * (slope + (1 - slope) * mean);
        }),
      ),
    },
  };
}

function pointOf({ dimension, x }: FloatDataset, i: number): Float64Array {
  return x.subarray(i * dimension, (i + 1) * dimension);
}

/** What a neuron does at a point, if pre-activations of at most `tolerance`·‖w‖‖x‖ are held at 0. */
export function regimeOf(weights: readonly number[], point: ArrayLike<number>, tolerance: number): Regime {
  const z = weights.reduce((sum, weight, j) => sum + weight * point[j]!, 0);
  if (Math.abs(z) <= tolerance * Math.hypot(...weights) * Math.hypot(...Array.from(point))) return 'kink';
  return z > 0 ? 'positive' : 'negative';
}
