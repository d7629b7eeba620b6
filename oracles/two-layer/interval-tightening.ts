import { BoxLeastSquares } from './box-least-squares.ts';
import type { PricingProblem } from './pricing-problem.ts';
import { isOpen, type Region } from './region.ts';

/** Bounds are raised by this times the sizes of their multipliers, so that they survive rounding. */
const SLACK = 4e-15;
/** Bounds are multiples of this, the grid of the certificate, so that search and checker see the same signs. */
const GRID = 2 ** -56;
/** A bound is kept only when it shortens its interval by this share, or fixes a sign. */
const WORTHWHILE = 0.1;

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

/** ⟨w,normal⟩ > offset for every w of the region with F(w) > 1; offset < norm = ‖normal‖. */
export interface Cut {
  readonly normal: Float64Array;
  readonly norm: number;
  readonly offset: number;
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

  /** Narrows the open intervals of points with c_i > 0 in place and returns how. */
  narrow(region: Region, c: Float64Array, cut: Cut): Tightening[] {
    const { n, d, x } = this.problem;
    const { low, high } = region;
    this.setCone(region, c);
    this.cutSize = c.reduce((sum, value) => sum + Math.abs(value), 0);
    const found: Tightening[] = [];
    for (let i = 0; i < n; i++) {
      if (c[i]! <= 0 || !isOpen(low[i]!, high[i]!)) continue;
      // The maximiser normal/norm of the relaxation is in cone and cut, so no bound can pass its own value.
      let reached = 0;
      for (let j = 0; j < d; j++) reached += x[i * d + j]! * cut.normal[j]!;
      reached /= cut.norm;
      for (const side of [1, -1] as const) {
        const before = side > 0 ? high[i]! : -low[i]!;
        const enough = Math.max(0, before - WORTHWHILE * (high[i]! - low[i]!));
        if (side * reached >= enough) continue;
        const tightening = this.bound(region, i, side, cut);
        if (tightening.bound > enough) continue;
        found.push(tightening);
        if (side > 0) high[i] = tightening.bound;
        else low[i] = -tightening.bound;
        if (tightening.fixesSign) break;
      }
    }
    return found;
  }

  private setCone({ low, high }: Region, c: Float64Array): void {
    const { lower, upper } = this.cone;
    for (let j = 0; j < this.problem.n; j++) {
      lower[j] = c[j]! > 0 && high[j]! <= 0 ? Number.NEGATIVE_INFINITY : 0;
      upper[j] = c[j]! > 0 && low[j]! >= 0 ? Number.POSITIVE_INFINITY : 0;
    }
  }

  private bound({ low, high }: Region, point: number, side: 1 | -1, cut: Cut): Tightening {
    const { n, d, x } = this.problem;
    const { base, m } = this.cone;
    m.fill(0);
    let cutWeight = 0;
    let length = 0;
    for (let round = 0; round < 3; round++) {
      for (let j = 0; j < d; j++) base[j] = side * x[point * d + j]! + cutWeight * cut.normal[j]!;
      length = this.cone.solve();
      const better = Math.max(0, cutWeight + bestCutChange(this.cone.sum, length, cut));
      if (Math.abs(better - cutWeight) <= 1e-3 * better) break;
      if (round < 2) cutWeight = better;
    }
    let bound = length - cutWeight * cut.offset;
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

/** The change of the cut's weight μ that minimises ‖r + μ·normal‖ − μ·offset, 0 where there is no least. */
function bestCutChange(r: Float64Array, length: number, { normal, norm, offset }: Cut): number {
  const cosine = offset / norm;
  if (cosine <= -1 || cosine >= 1) return 0;
  let along = 0;
  for (let j = 0; j < normal.length; j++) along += r[j]! * normal[j]!;
  along /= norm;
  const across = Math.sqrt(Math.max(0, length * length - along * along));
  return ((across * cosine) / Math.sqrt(1 - cosine * cosine) - along) / norm;
}
