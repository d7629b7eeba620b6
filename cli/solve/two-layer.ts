import type { SolverName } from '../../oracles/solvers.ts';
import { type TwoLayerMargin, twoLayerMargin } from '../../oracles/two-layer/two-layer-margin.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { TwoLayerWeights } from '../../src/data/network.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { progressLine } from '../progress.ts';
import { accepted, infeasibleSolution, type Net, type Solution } from './solution.ts';

interface TwoLayerProblem {
  readonly alpha: Rational;
  readonly gap?: number;
  readonly solver?: SolverName;
  /** Seconds. */
  readonly budget?: number;
  readonly quiet?: boolean;
}

async function withProgress(data: Dataset, options: TwoLayerProblem): Promise<TwoLayerMargin> {
  const progress = progressLine(options.quiet ?? false);
  try {
    return await twoLayerMargin(data, {
      ...options,
      // V* between lower and upper means a margin between 1/(2·upper) and 1/(2·lower).
      onProgress: ({ lower, upper }) =>
        progress.show(
          `margin between ${(0.5 / upper).toPrecision(6)} and ${(0.5 / lower).toPrecision(6)} (not proved yet)`,
        ),
    });
  } finally {
    progress.end();
  }
}

/** The largest normalised margin of two-layer nets of any width, between proved bounds; progress on stderr. */
export async function solveTwoLayer(data: Dataset, options: TwoLayerProblem): Promise<Solution> {
  const result = await withProgress(data, options);
  if (result.status === 'infeasible') return infeasibleSolution('two-layer', result);
  const head = { format: 'farkas/solution@1', problem: 'two-layer' } as const;
  if (result.status === 'undecided')
    return { ...head, status: 'undecided', reason: result.reason, solution: null };
  const { lower, upper } = result.margin;
  const neurons = result.neurons.map(({ sign, weights, norm }) => ({
    sign,
    weights: weights.map(String),
    norm: String(norm),
  }));
  return {
    ...head,
    status: 'optimal',
    margin: { value: lower.toNumber(), lower: String(lower), upper: String(upper) },
    solution: { alpha: String(options.alpha), neurons },
    certificate: accepted(result.certificate),
  };
}

/** The net with both layers of equal norm, which makes its normalised margin largest, in nearest doubles. */
export function balancedNetwork({ alpha, neurons }: Net): TwoLayerWeights {
  const balanced = neurons.map(({ sign, weights, norm }) => {
    const root = Math.sqrt(Rational.parse(norm).toNumber());
    return {
      a: Rational.fromDouble(sign * root),
      w: weights.map((weight) => Rational.fromDouble(Rational.parse(weight).toNumber() / root)),
    };
  });
  return {
    alpha: Rational.parse(alpha),
    a: balanced.map(({ a }) => a),
    w: balanced.map(({ w }) => w),
  };
}
