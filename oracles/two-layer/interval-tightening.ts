import { BoxLeastSquares } from './box-least-squares.ts';
import type { PricingProblem } from './pricing-problem.ts';
import { isOpen, type Region } from './region.ts';

/** Bounds are raised by this times the sizes of their multipliers, so that they survive rounding. */
const SLACK = 4e-15;
/** Bounds are multiples of this, the grid of the certificate, so that search and checker see the same signs. */
const GRID = 2 ** -56;
/** A bound is kept only when it shortens its interval by this share, or fixes a sign. */
const WORTHWHILE = 0.05;

/**
 * side·⟨w,x_point⟩ ≤ bound for every w of the region with F(w) > 1: for
 * r = side·x_point + Σ weight_j x_j + cutWeight·p it is ‖r‖ − Σ weight_j z_j − cutWeight·⟨w,p⟩ at most.
 */
export interface Tightening {
  readonly point: number;
  readonly side: 1 | -1;
  readonly bound: number;
  readonly cutWeight: number;
  readonly terms: readonly { readonly point: number; readonly weight: number }[];
  readonly fixesSign: boolean;
}

/** Narrows the intervals of a region by its cone (the points of decided sign) and by one cut. */
export class IntervalTightening {
  private readonly problem: PricingProblem;
  private readonly cone: BoxLeastSquares;
  /** Σ|c_i|: the rounding error of a cut is proportional to it. */
  private cutSize = 0;

  constructor(problem: PricingProblem) {
    this.problem = problem;
    this.cone = new BoxLeastSquares(problem.x, problem.gram, problem.n, problem.d);
  }

  /**
   * Narrows the open intervals in place and returns how. The cut is ⟨w,p⟩ > offset, ‖p‖ = norm.
   */
  narrow(region: Region, c: Float64Array, p: Float64Array, norm: number, offset: number): Tightening[] {
    const { n } = this.problem;
    const { low, high } = region;
    this.setCone(region, c);
    this.cutSize = c.reduce((sum, value) => sum + Math.abs(value), 0);
    const found: Tightening[] = [];
    for (let i = 0; i < n; i++) {
      for (const side of [1, -1] as const) {
        if (c[i] === 0 || !isOpen(low[i]!, high[i]!)) continue;
        const tightening = this.bound(region, i, side, p, norm, offset);
        const before = side > 0 ? high[i]! : -low[i]!;
        const { bound, fixesSign } = tightening;
        if (!fixesSign && (c[i]! < 0 || bound > before - WORTHWHILE * (high[i]! - low[i]!))) continue;
        found.push(tightening);
        if (side > 0) high[i] = bound;
        else low[i] = -bound;
      }
    }
    return found;
  }

  private setCone({ low, high }: Region, c: Float64Array): void {
    const { lower, upper } = this.cone;
    for (let j = 0; j < this.problem.n; j++) {
      lower[j] = c[j] !== 0 && high[j]! <= 0 ? Number.NEGATIVE_INFINITY : 0;
      upper[j] = c[j] !== 0 && low[j]! >= 0 ? Number.POSITIVE_INFINITY : 0;
    }
  }

  private bound(
    { low, high }: Region,
    point: number,
    side: 1 | -1,
    p: Float64Array,
    norm: number,
    offset: number,
  ): Tightening {
    const { n, d, x } = this.problem;
    const { base, m, sum } = this.cone;
    m.fill(0);
    let cutWeight = 0;
    let length = 0;
    for (let round = 0; round < 3; round++) {
      for (let j = 0; j < d; j++) base[j] = side * x[point * d + j]! + cutWeight * p[j]!;
      length = this.cone.solve();
      const better = Math.max(0, cutWeight + bestCutChange(sum, length, p, norm, offset));
      if (Math.abs(better - cutWeight) <= 1e-3 * better) break;
      if (round < 2) cutWeight = better;
    }
    let bound = length - cutWeight * offset;
    let size = 1 + cutWeight * (1 + this.cutSize);
    const terms: { point: number; weight: number }[] = [];
    for (let j = 0; j < n; j++) {
      const weight = m[j]!;
      if (weight === 0) continue;
      terms.push({ point: j, weight });
      bound += Math.max(-weight * low[j]!, -weight * high[j]!);
      size += Math.abs(weight);
    }
    bound = Math.ceil((bound + SLACK * size) / GRID) * GRID;
    return { point, side, bound, cutWeight, terms, fixesSign: bound <= 0 };
  }
}

/** The change of the cut's weight μ that minimises ‖r + μp‖ − μ·offset: infinite descent is left alone. */
function bestCutChange(
  r: Float64Array,
  length: number,
  p: Float64Array,
  norm: number,
  offset: number,
): number {
  const cosine = offset / norm;
  if (cosine <= -1 || cosine >= 1) return 0;
  let along = 0;
  for (let j = 0; j < p.length; j++) along += r[j]! * p[j]!;
  along /= norm;
  const across = Math.sqrt(Math.max(0, length * length - along * along));
  return (across * cosine) / Math.sqrt(1 - cosine * cosine) / norm - along / norm;
}
