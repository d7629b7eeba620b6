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

/** Depths of the run and the relative accuracy to which a crossing is located. */
const DEEPEST = 1e12;
const LOCATED = 1e-9;
const REFINEMENTS = 8;

/**
 * Depths G = log(1/𝓛) at which the excess last falls below each of the given values on a run from u± = α·1, by the trainer; null where it does
 * not within log10 𝓛 = −10¹².
 */
export function trainedDepths(
  data: Dataset,
  l1Margin: number,
  alpha: number,
  excesses: readonly number[],
  deepest = DEEPEST,
): (number | null)[] {
  const stateAt = (depth: number) => runTo(data, alpha, depth).at(-1)!;
  const states = runTo(data, alpha, deepest * Math.LN10);
  return excesses.map((excess) => {
    const above = states.findLastIndex((state) => excessOf(state, l1Margin) > excess);
    if (above < 0 || above === states.length - 1) return null;
    let [left, right] = [states[above]!, states[above + 1]!];
    for (let k = 0; k < REFINEMENTS && right.depth - left.depth > LOCATED * left.depth; k++) {
      // log excess against log depth is nearly a line (its slope is −κ): regula falsi, a hair to either side in turn.
      const [high, low] = [left, right].map((state) => Math.log(excessOf(state, l1Margin) / excess)) as [
        number,
        number,
      ];
      const share = Math.min(0.98, Math.max(0.02, Number.isFinite(high) ? high / (high - low) : 0.5));
      const at = Math.log(left.depth) + share * Math.log(right.depth / left.depth);
      const next = stateAt(Math.exp(at));
      if (excessOf(next, l1Margin) > excess) left = next;
      else right = next;
    }
    return right.depth;
  });
}

function runTo(data: Dataset, alpha: number, depth: number): DiagonalState[] {
  const run = flowOnce(diagonalProblem(data, 2, alpha, -depth / Math.LN10), [1e-9]);
  return statesOf(run).filter((state) => state.depth > 0);
}
