import { l2Margin } from '../../oracles/l2-margin.ts';
import { quasiNormOptimum } from '../../oracles/local-optimality/quasi-norm.ts';
import { type Decision, refutes, supports, undecided } from '../../src/claims/decision.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Rational } from '../../src/numbers/rational.ts';
import { unreached } from '../flow-twice.ts';
import type { ScaledCase } from './diagonal-cases.ts';
import { diagonalProblem, nearestDepth, preciselyTwice, statesOf } from './diagonal-run.ts';
import { l1Limit } from './l1-limit.ts';
import { certifyStationary, snappedLimit, stationarityResidual } from './quasi-norm-limit.ts';
import { angleBetween, l1Norm, largest } from './vectors.ts';

/** Where a deep run is said to end: at a stationary point of the ℓ_{2/D} problem, or at an optimum. */
export type DeepLimit = 'stationary' | 'l1' | 'l2' | 'global';

/** log10 𝓛 at the end: the next one where a feature nearly ties, so that C in C/G is large. */
const UNTIL = [-1e9, -1e13, -1e17];
/** The direction may move by so much over the last decade of log 𝓛; settled runs move by C/G. */
const SETTLED = 1e-5;
/** A coordinate below this share of the largest may be dying so slowly (D = 2) that it seems to rest. */
const ALIVE = 0.01;

/** Whether the run ends at what is asserted. */
export async function endsAt(instance: ScaledCase, asserted: DeepLimit): Promise<Decision> {
  let decision = undecided('no depth was given');
  for (const until of UNTIL) {
    decision = await endsAtBy(until, instance, asserted);
    if (decision.outcome !== 'undecided') break;
  }
  return decision;
}

async function endsAtBy(
  until: number,
  { data, power, alpha }: ScaledCase,
  asserted: DeepLimit,
): Promise<Decision> {
  const optimum = await l1Limit(data);
  if (typeof optimum === 'string') return undecided(optimum);
  const runs = preciselyTwice(diagonalProblem(data, power, alpha.toNumber(), until));
  const short = unreached(runs);
  if (short) return undecided(short);
  const coarse = statesOf(runs.coarse);
  const states = statesOf(runs.fine).filter(({ depth }) => depth > 0);
  const last = states.at(-1)!;
  const errorEstimate = angleBetween(coarse.at(-1)!.w, last.w);
  const change = angleBetween(nearestDepth(states, last.depth / 10).w, last.w) + errorEstimate;
  if (!(change <= SETTLED))
    return undecided(`the direction still moves: by ${change.toExponential(1)} over the last decade`, {
      change,
    });
  const limit = snappedLimit(data, last);
  if (!limit) return undecided('the live coordinates do not reach the margin together', { change });
  const figures = {
    change,
    toL1: angleBetween(limit, optimum.w),
    toGlobal: angleBetween(limit, separator(quasiNormOptimum(data, 2 / power))),
    distance: distanceTo(asserted, data, limit, power, optimum.margin),
  };
  if (angleBetween(limit, last.w) > SETTLED)
    return undecided('the direction is not at what it was snapped to', figures);
  if (asserted === 'stationary' ? certifyStationary(data, limit, power) : figures.distance <= SETTLED)
    return supports('measured', figures);
  if (limit.some((value) => value !== 0 && Math.abs(value) < ALIVE * largest(limit)))
    return undecided('a coordinate may still be dying', figures);
  return refutes(
    'measured',
    asserted === 'stationary'
      ? `[${Array.from(limit)}] is not stationary`
      : `the run ends at [${Array.from(limit)}], which misses the ${asserted} optimum by ${figures.distance.toExponential(1)}`,
    figures,
  );
}

/**
 * How far a limit of margin 1 misses what is asserted: the relative excess of its ℓ1 norm or ℓ_{2/D} sum over the least, the
 * angle to the ℓ2 separator, or the residual of stationarity.
 */
function distanceTo(
  asserted: DeepLimit,
  data: Dataset,
  limit: Float64Array,
  power: number,
  l1Margin: number,
): number {
  const cost = (w: ArrayLike<number>) =>
    Array.from(w).reduce((sum, value) => sum + Math.abs(value) ** (2 / power), 0);
  switch (asserted) {
    case 'stationary':
      return stationarityResidual(data, limit, power);
    case 'l1':
      return l1Margin * l1Norm(limit) - 1;
    case 'global':
      return cost(limit) / cost(separator(quasiNormOptimum(data, 2 / power))) - 1;
    case 'l2':
      return angleBetween(limit, separator(l2Margin(data)));
  }
}

function separator(
  optimum: { readonly w: readonly Rational[] } | { readonly status: 'infeasible' } | null,
): number[] {
  if (!optimum || !('w' in optimum)) throw new RangeError('the data is not separable');
  return optimum.w.map((value) => value.toNumber());
}
