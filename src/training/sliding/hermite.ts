/** A cubic on [0, 1] by its values and slopes at both ends. */
export interface HermiteCubic {
  readonly start: number;
  readonly startSlope: number;
  readonly end: number;
  readonly endSlope: number;
}

/**
 * Where on [0, 1] a cubic first comes down to 0, if it goes on to below −depth, at 1 or before it turns back; 0 if it does not
 * begin above 0. Undefined if it does not go so deep.
 */
export function firstDescent(cubic: HermiteCubic, depth: number): number | undefined {
  if (cubic.end < -depth) return hermiteRoot(cubic);
  const turn = turningPoint(cubic);
  if (turn === undefined) return undefined;
  const { value, slope } = evaluate(cubic, turn);
  if (!(value < -depth)) return undefined;
  const { start, startSlope } = cubic;
  return turn * hermiteRoot({ start, startSlope: turn * startSlope, end: value, endSlope: turn * slope });
}

/** Where a cubic that falls at 0 and rises at 1 is least in between; undefined of any other. */
function turningPoint({ start, startSlope, end, endSlope }: HermiteCubic): number | undefined {
  if (!(startSlope < 0 && endSlope > 0)) return undefined;
  // Its derivative is startSlope + 2·linear·t + 3·square·t², which changes its sign once.
  const linear = 3 * (end - start) - 2 * startSlope - endSlope;
  const square = 2 * (start - end) + startSlope + endSlope;
  const root = Math.sqrt(linear * linear - 3 * square * startSlope);
  return linear > 0 ? -startSlope / (linear + root) : (root - linear) / (3 * square);
}

function evaluate({ start, startSlope, end, endSlope }: HermiteCubic, t: number) {
  const s = 1 - t;
  return {
    value:
      start * (1 + 2 * t) * s * s + startSlope * t * s * s + end * t * t * (3 - 2 * t) - endSlope * t * t * s,
    slope: 6 * t * s * (end - start) + startSlope * s * (1 - 3 * t) + endSlope * t * (3 * t - 2),
  };
}

/** A root in [0, 1] of a cubic that is negative at 1; 0 if it is not positive at 0. Newton's method, kept in a bracket. */
export function hermiteRoot(cubic: HermiteCubic): number {
  const { start, end } = cubic;
  if (!(start > 0)) return 0;
  let low = 0;
  let high = 1;
  let t = start / (start - end);
  for (let iteration = 0; iteration < 60 && high - low > 1e-12; iteration++) {
    const { value, slope } = evaluate(cubic, t);
    if (value > 0) low = t;
    else high = t;
    const next = t - value / slope;
    if (Math.abs(next - t) < 1e-12) return t;
    t = next > low && next < high ? next : (low + high) / 2;
  }
  return high;
}
