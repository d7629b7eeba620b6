import type { ActivationPattern } from './pattern.ts';
import type { SlidingProblem, SlidingState } from './problem.ts';

/** A neuron whose input weights are this small against its output weight, and shrinking, is pinned at w = 0. */
const PINNED = 3e-7;

/**
 * Pins the neurons whose input weights are about to vanish. On a ray of sliding points w reaches 0 in finite time,
 * where every point is on its kink; what is left, a_k, is constant. Returns how many were pinned.
 */
export function pinVanishing(
  { width, dimension }: SlidingProblem,
  pattern: ActivationPattern,
  state: SlidingState,
  coupling: Float64Array,
): number {
  let count = 0;
  for (let k = 0; k < width; k++) {
    if (pattern.pinned[k] === 1) continue;
    const a = state.theta[width * dimension + k];
    let square = 0;
    let along = 0;
    for (let j = k * dimension; j < (k + 1) * dimension; j++) {
      square += state.theta[j] ** 2;
      along += coupling[j] * state.theta[j];
    }
    if (a === 0 || square > (PINNED * a) ** 2 || (square > 0 && a * along >= 0)) continue;
    pattern.pinned[k] = 1;
    state.theta.fill(0, k * dimension, (k + 1) * dimension);
    pattern.refresh(k);
    count++;
  }
  if (count > 0) pattern.refreshLive();
  return count;
}
