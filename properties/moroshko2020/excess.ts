import type { Dataset } from '../../src/data/dataset.ts';
import type { RealField } from '../../src/numbers/field.ts';
import { flowOnce } from '../flow-twice.ts';
import { type DiagonalState, diagonalProblem, statesOf } from './diagonal-run.ts';
import { l1Norm } from './vectors.ts';

/** γ₁‖w‖₁/min q − 1: how far w is from the ℓ1 max-margin separator; ∞ while a point is on the wrong side. */
export function excessOf({ w, leastMargin }: DiagonalState, l1Margin: number): number {
  return leastMargin > 0 ? (l1Margin * l1Norm(w)) / leastMargin - 1 : Number.POSITIVE_INFINITY;
}

/**
 * Depth G = log(1/𝓛), in units of α², at which the excess of D = 2 falls to `excess` on one point whose coordinates have these sizes, one of them the
 * largest. Explicit in ν: w_j = 2α² sinh(4x_jν), G = Σ x_jw_j; ν by bisection, to the precision of the field.
 */
export function onePointDepth<T>(field: RealField<T>, sizes: readonly T[], excess: T): T {
  const { add, sub, mul, div, exp, neg, compare, one, zero, fromNumber } = field;
  const sum = (values: readonly T[]) => values.reduce((a, b) => add(a, b), zero);
  const most = sizes.reduce((a, b) => (compare(a, b) < 0 ? b : a));
  const half = fromNumber(0.5);
  /** 2 sinh(4x_jν)/e^{4mν}. */
  const scaled = (nu: T) =>
    sizes.map((x) => {
      const grown = mul(fromNumber(4), mul(x, nu));
      const top = mul(fromNumber(4), mul(most, nu));
      return sub(exp(sub(grown, top)), exp(neg(add(grown, top))));
    });
  const marginOf = (w: readonly T[]) => sum(w.map((value, j) => mul(value, sizes[j]!)));
  const above = (nu: T) => {
    const w = scaled(nu);
    return compare(sub(div(mul(most, sum(w)), marginOf(w)), one), excess) > 0;
  };
  let [low, high] = [zero, div(one, most)];
  while (above(high)) [low, high] = [high, add(high, high)];
  const resolution = mul(high, fromNumber(field.epsilon));
  while (compare(sub(high, low), resolution) > 0) {
    const middle = mul(add(low, high), half);
    if (above(middle)) low = middle;
    else high = middle;
  }
  return mul(marginOf(scaled(high)), exp(mul(fromNumber(4), mul(most, high))));
}

const TOLERANCE = 1e-8;
const REFINEMENTS = 20;

/**
 * Depths G = log(1/𝓛) at which the excess falls below each of the given values for the last time on a run from u± = α·1 to the depth
 * `deepest`, by the trainer; null where that does not happen on the way.
 * @param located how far the last run may end from a crossing, in log G; from there it is extrapolated.
 */
export function trainedDepths(
  data: Dataset,
  l1Margin: number,
  alpha: number,
  excesses: readonly number[],
  deepest: number,
  located: number,
): (number | null)[] {
  const states = runTo(data, alpha, deepest);
  return excesses.map((excess) => {
    const above = states.findLastIndex((state) => excessOf(state, l1Margin) > excess);
    if (above < 0 || above === states.length - 1) return null;
    return crossingBetween(
      states[above]!,
      states[above + 1]!,
      (depth) => runTo(data, alpha, depth).at(-1)!,
      (state) => Math.log(excessOf(state, l1Margin) / excess),
      located,
    );
  });
}

/**
 * The depth at which `height`, which is nearly linear in the logarithm of the depth, passes 0 between two states: by the chord of the two that are
 * nearest on either side. A height may be ∞.
 */
function crossingBetween(
  left: DiagonalState,
  right: DiagonalState,
  stateAt: (depth: number) => DiagonalState,
  height: (state: DiagonalState) => number,
  located: number,
): number {
  let [above, below] = [left, right];
  let depth = Number.NaN;
  for (let k = 0; k < REFINEMENTS; k++) {
    const [high, low, width] = [height(above), height(below), Math.log(below.depth / above.depth)];
    const share = Number.isFinite(high) ? high / (high - low) : 0.5;
    const next = stateAt(above.depth * Math.exp(share * width));
    const found = height(next);
    const correction = (found * width) / (high - low);
    depth = next.depth * Math.exp(correction);
    if (Math.abs(correction) <= located && Number.isFinite(high)) return depth;
    if (found > 0) above = next;
    else below = next;
  }
  return depth;
}

function runTo(data: Dataset, alpha: number, depth: number): DiagonalState[] {
  const run = flowOnce(diagonalProblem(data, 2, alpha, -depth / Math.LN10), [TOLERANCE]);
  return statesOf(run).filter((state) => state.depth > 0);
}
