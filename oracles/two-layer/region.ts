import type { PricingProblem } from './pricing-problem.ts';

/** The part of the unit ball where low_i ≤ ⟨w,x_i⟩ ≤ high_i for every point. */
export interface Region {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** The whole ball: intervals ±‖x_i‖, a hair wider so that they survive rounding. */
export function wholeBall({ n, gram }: PricingProblem): Region {
  const high = Float64Array.from({ length: n }, (_, i) => Math.sqrt(gram[i * n + i]!) * (1 + 1e-14));
  return { low: high.map((radius) => -radius), high };
}

/** Whether the sign of a point is not decided by its interval. */
export function isOpen(low: number, high: number): boolean {
  return low < 0 && high > 0;
}

/** Whether some interval is empty, so that the region holds no w with F(w) > 1. */
export function isEmpty({ low, high }: Region): boolean {
  return low.some((value, i) => value > high[i]!);
}
