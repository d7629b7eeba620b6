import { type Loss, lossNamed } from '../losses.ts';
import type { SlidingProblem } from './problem.ts';

/**
 * log 𝓛 over the points with used_i = 1 (and 1/n as for all points), at margins 4^exponent·margins_i: exact however
 * small the loss, −∞ if no point is used.
 */
export function logLossAt(
  { loss, points }: SlidingProblem,
  margins: Float64Array,
  exponent: number,
  used?: Uint8Array,
): number {
  const factor = 4 ** exponent;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < points; i++) if (!used || used[i] === 1) least = Math.min(least, margins[i]);
  if (least === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY;
  // log ℓ(q) at the least margin, and ratios to it.
  const largest = logPointLoss(loss, factor * least);
  let sum = 0;
  for (let i = 0; i < points; i++) {
    if (used && used[i] === 0) continue;
    const gap = factor * (margins[i] - least);
    sum += Math.exp(logRatio(loss, factor * least, gap, largest));
  }
  return largest + Math.log(sum / points);
}

/** log ℓ(q). */
function logPointLoss(loss: SlidingProblem['loss'], q: number): number {
  if (loss === 'exponential' || q > 36) return -q;
  return Math.log(q > 0 ? Math.log1p(Math.exp(-q)) : Math.log1p(Math.exp(q)) - q);
}

/** log ℓ(q + gap) − log ℓ(q), with log ℓ(q) given: free of cancellation where ℓ is an exponential to rounding. */
function logRatio(loss: SlidingProblem['loss'], q: number, gap: number, logLoss: number): number {
  return loss === 'exponential' || q > 36 ? -gap : logPointLoss(loss, q + gap) - logLoss;
}

/** ℓ⁻¹(n𝓛), the smoothed margin before normalisation. */
export function smoothedMargin({ loss, points }: SlidingProblem, logLoss: number): number {
  const { inverse }: Loss = lossNamed(loss);
  return inverse(logLoss + Math.log(points));
}
