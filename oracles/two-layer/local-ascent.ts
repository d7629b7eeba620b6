import { BoxLeastSquares } from './box-least-squares.ts';
import { leakyRelu, type PricingProblem } from './pricing-problem.ts';

/** A unit direction w = Σ slopes_i x_i / value, and F(w) = value. A slope strictly between c_i and αc_i marks a kink at w. */
export interface Peak {
  readonly w: Float64Array;
  readonly value: number;
  readonly slopes: Float64Array;
}

/**
 * Local maxima of F(w) = Σ c_i φ(⟨w,x_i⟩) on the unit ball, by the convex–concave procedure: the convex terms
 * (c_i > 0) are replaced by their tangents at w; the concave problem left is, by duality, the least norm of
 * Σ m_i x_i with m_i ∈ [c_i, αc_i] where c_i < 0, attained at w = p/‖p‖. F never decreases.
 */
export class LocalAscent {
  private readonly problem: PricingProblem;
  private readonly inner: BoxLeastSquares;

  constructor(problem: PricingProblem) {
    this.problem = problem;
    this.inner = new BoxLeastSquares(problem.x, problem.gram, problem.n, problem.d);
  }

  /** F(w). */
  value(c: Float64Array, w: Float64Array): number {
    const { n, d, x, alpha } = this.problem;
    let total = 0;
    for (let i = 0, row = 0; i < n; i++, row += d) {
      if (c[i] === 0) continue;
      let z = 0;
      for (let j = 0; j < d; j++) z += x[row + j]! * w[j]!;
      total += c[i]! * leakyRelu(z, alpha);
    }
    return total;
  }

  /** Climbs from w (any length but 0). Undefined when it ends at the centre, where F = 0. */
  climb(c: Float64Array, start: Float64Array): Peak | undefined {
    const { n, alpha } = this.problem;
    const { lower, upper, m, sum } = this.inner;
    let w = start;
    let peak: Peak | undefined;
    for (let i = 0; i < n; i++) {
      if (c[i]! > 0) continue;
      lower[i] = c[i]!;
      upper[i] = alpha * c[i]!;
      m[i] = alpha * c[i]!;
    }
    for (let round = 0; round < 50; round++) {
      if (!this.linearise(c, w) && round > 0) break;
      const norm = this.inner.solve();
      if (norm < 1e-12 || (peak && norm <= peak.value)) break;
      w = sum.map((value) => value / norm);
      peak = { w, value: norm, slopes: m.slice() };
    }
    return peak;
  }

  /** Fixes the slopes of the convex terms to those at w; false when none changed. */
  private linearise(c: Float64Array, w: Float64Array): boolean {
    const { n, d, x, alpha } = this.problem;
    const { lower, upper } = this.inner;
    let changed = false;
    for (let i = 0, row = 0; i < n; i++, row += d) {
      if (c[i]! <= 0) continue;
      let z = 0;
      for (let j = 0; j < d; j++) z += x[row + j]! * w[j]!;
      const slope = z > 0 ? c[i]! : alpha * c[i]!;
      changed ||= lower[i] !== slope;
      lower[i] = slope;
      upper[i] = slope;
    }
    return changed;
  }
}
