/** A cubic on [0, 1] by its values and slopes at both ends. */
export interface HermiteCubic {
  readonly start: number;
  readonly startSlope: number;
  readonly end: number;
  readonly endSlope: number;
}

/** A root in [0, 1] of a cubic that is negative at 1; 0 if it is not positive at 0. Newton's method, kept in a bracket. */
export function hermiteRoot({ start, startSlope, end, endSlope }: HermiteCubic): number {
  if (!(start > 0)) return 0;
  let low = 0;
  let high = 1;
  let t = start / (start - end);
  for (let iteration = 0; iteration < 60 && high - low > 1e-12; iteration++) {
    const s = 1 - t;
    const value =
      start * (1 + 2 * t) * s * s + startSlope * t * s * s + end * t * t * (3 - 2 * t) - endSlope * t * t * s;
    const slope = 6 * t * s * (end - start) + startSlope * s * (1 - 3 * t) + endSlope * t * (3 * t - 2);
    if (value > 0) low = t;
    else high = t;
    const next = t - value / slope;
    if (Math.abs(next - t) < 1e-12) return t;
    t = next > low && next < high ? next : (low + high) / 2;
  }
  return high;
}
