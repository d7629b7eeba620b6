import type { FloatDataset } from '../data/dataset.ts';
import { CholeskyFactorization } from '../linalg/cholesky.ts';
import { float64Kernel } from '../linalg/float64.ts';
import type { DiagonalLink } from './diagonal-link.ts';

/** A state of the reduced flow. Shapes: multipliers and margins n, weights w d. */
export interface ReducedState {
  /** Log-loss time τ. */
  readonly time: number;
  /** |ν_i| = ∫ p_i dτ; they sum to τ. */
  readonly multipliers: Float64Array;
  readonly w: Float64Array;
}

/** Relative error allowed in w over a step. */
const TOLERANCE = 1e-10;
/** Implicit Euler with 1, 2, 3, 4 substeps, extrapolated: order 4. */
const SUBSTEPS = [1, 2, 3, 4];
/** Σ |weight| of the extrapolation, 1/6 + 4 + 27/2 + 32/3: what it multiplies rounding errors by. */
const AMPLIFICATION = 85 / 3;
const NEWTON_STEPS = 40;
/** A point of no more weight than this counts as inactive; from here Newton's method wakes it in a few iterations. */
const LEAST_WEIGHT = 1e-18;

/**
 * The flow of log 𝓛 of a diagonal network under exponential loss in its n multipliers instead of its 2d parameters:
 * dν_i/dτ = y_i p_i with p ∝ e^{−q}, q = y∘X w(Xᵀν). An implicit Euler step is the minimum of a convex function of p, which Newton's method
 * finds at any step size. Written to check `flow` on these networks: it shares neither variables nor method with it.
 * @param times at which the states are returned: increasing, positive.
 * @throws RangeError when float64 cannot follow the flow to the last time: it blows up before.
 */
export function reducedDiagonalFlow(
  data: FloatDataset,
  link: DiagonalLink,
  times: readonly number[],
): ReducedState[] {
  const flow = new ReducedFlow(data, link);
  return times.map((time) => flow.advanceTo(time));
}

class ReducedFlow {
  readonly #points: number;
  readonly #dimension: number;
  /** y_i·x_i, row-major. */
  readonly #rows: Float64Array;
  readonly #link: DiagonalLink;
  readonly #system: CholeskyFactorization<number>;
  #time = 0;
  #step = 1e-3;
  #multipliers: Float64Array;
  #weights: Float64Array;

  constructor({ points, dimension, x, y }: FloatDataset, link: DiagonalLink) {
    this.#points = points;
    this.#dimension = dimension;
    this.#rows = x.map((value, at) => value * y[Math.floor(at / dimension)]!);
    this.#link = link;
    this.#system = new CholeskyFactorization(float64Kernel, points);
    this.#multipliers = new Float64Array(points);
    this.#weights = new Float64Array(points).fill(1 / points);
  }

  advanceTo(time: number): ReducedState {
    while (this.#time < time) {
      const left = time - this.#time;
      const h = Math.min(this.#step, left);
      const { multipliers, weights, error } = this.#extrapolated(h) ?? { error: Number.POSITIVE_INFINITY };
      if (error <= TOLERANCE) {
        this.#time = h === left ? time : this.#time + h;
        this.#multipliers = multipliers!;
        this.#weights = weights!;
      } else if (h < 1e-14 * time || AMPLIFICATION * this.#rounding() > TOLERANCE)
        throw new RangeError(`the flow does not reach time ${time}`);
      const factor = Math.min(
        3,
        Math.max(0.2, 0.9 * (TOLERANCE / Math.max(error, 1e-300)) ** (1 / SUBSTEPS.length)),
      );
      if (error > TOLERANCE || h === this.#step) this.#step = h * factor;
    }
    const w = this.#slopesOf(this.#multipliers).map((s) => this.#link.value(s));
    return { time, multipliers: this.#multipliers.slice(), w };
  }

  /** s = Σ multipliers_i y_i x_i. */
  #slopesOf(multipliers: Float64Array): Float64Array {
    const s = new Float64Array(this.#dimension);
    for (let i = 0; i < this.#points; i++)
      float64Kernel.addScaled(this.#dimension, multipliers[i]!, this.#rows, i * this.#dimension, s, 0);
    return s;
  }

  /** What the rounding of s does to w, relatively: near a pole so much that no step is accurate, however short. */
  #rounding(): number {
    const { value, slope, size } = this.#link;
    return this.#slopesOf(this.#multipliers).reduce(
      (most, s) => Math.max(most, (Number.EPSILON * Math.abs(s) * slope(s)) / (Math.abs(value(s)) + size)),
      0,
    );
  }

  /** A step of length h by the Aitken–Neville table of the substep sequences. */
  #extrapolated(h: number) {
    let row: Float64Array[] = [];
    let weights = this.#weights;
    for (const [k, count] of SUBSTEPS.entries()) {
      let multipliers = this.#multipliers;
      weights = this.#weights;
      for (let step = 0; step < count; step++) {
        const p = this.#euler(multipliers, h / count, weights);
        if (!p) return undefined;
        weights = p;
        multipliers = multipliers.map((value, i) => value + (h / count) * p[i]!);
      }
      const next = [multipliers];
      for (let column = 0; column < k; column++) {
        const ratio = count / SUBSTEPS[k - 1 - column]! - 1;
        next.push(next[column]!.map((value, i) => value + (value - row[column]![i]!) / ratio));
      }
      row = next;
    }
    const best = row.at(-1)!;
    const [s, rough] = [this.#slopesOf(best), this.#slopesOf(row.at(-2)!)];
    const { value, slope, pole, size } = this.#link;
    const error = s.reduce(
      (most, entry, j) =>
        Math.abs(entry) < pole
          ? Math.max(most, (Math.abs(entry - rough[j]!) * slope(entry)) / (Math.abs(value(entry)) + size))
          : Number.POSITIVE_INFINITY,
      0,
    );
    return { multipliers: best, weights, error };
  }

  /**
   * p of the implicit Euler step: p = softmax(−q(multipliers + h·p)), by Newton's method on q_i + log p_i = const, Σp = 1.
   * Undefined when an iterate leaves the poles, or none is good enough.
   */
  #euler(multipliers: Float64Array, h: number, guess: Float64Array): Float64Array | undefined {
    const [n, d] = [this.#points, this.#dimension];
    const { addScaled, dot } = float64Kernel;
    const p = guess.slice();
    const curvature = new Float64Array(n * d);
    for (let iteration = 0; iteration < NEWTON_STEPS; iteration++) {
      const s = this.#slopesOf(multipliers.map((value, i) => value + h * p[i]!));
      if (s.some((entry) => !(Math.abs(entry) < this.#link.pole))) return undefined;
      const w = s.map(this.#link.value);
      const bend = s.map(this.#link.slope);
      const roots = p.map(Math.sqrt);
      const residual = new Float64Array(n);
      // Σ |x_ij s_j| w'(s_j) bounds the margin; its rounding errors, those of s included, are this many of the unit's.
      let sensitivity = 1;
      for (let i = 0; i < n; i++) {
        residual[i] = roots[i]! * (dot(d, this.#rows, i * d, w, 0) + Math.log(p[i]!));
        let bound = 0;
        for (let j = 0; j < d; j++) {
          curvature[i * d + j] = this.#rows[i * d + j]! * bend[j]!;
          bound += Math.abs(curvature[i * d + j]! * s[j]!);
        }
        sensitivity = Math.max(sensitivity, bound);
      }
      // (I + h √p K √p) √p·δ = −√p(q + log p − μ), K = Z diag(w') Zᵀ.
      const { matrix } = this.#system;
      for (let i = 0; i < n; i++)
        for (let k = 0; k <= i; k++)
          matrix[i * n + k] =
            (i === k ? 1 : 0) + h * roots[i]! * roots[k]! * dot(d, curvature, i * d, this.#rows, k * d);
      if (!this.#system.factor()) return undefined;
      const towards = roots.slice();
      this.#system.solve(residual);
      this.#system.solve(towards);
      const missing = 1 - p.reduce((sum, value) => sum + value, 0);
      const level = (missing + dot(n, roots, 0, residual, 0)) / dot(n, roots, 0, towards, 0);
      addScaled(n, -level, towards, 0, residual, 0);
      let change = 0;
      // A weight on its way up from nothing changes by next to nothing at first.
      let waking = false;
      for (let i = 0; i < n; i++) {
        const relative = -residual[i]! / roots[i]!;
        waking ||= relative > 0.5;
        const next = Math.max(LEAST_WEIGHT, p[i]! * (relative > 0 ? 1 + relative : Math.exp(relative)));
        change += Math.abs(next - p[i]!);
        p[i] = next;
      }
      if (!waking && change < Math.max(1e-12, 1e-15 * sensitivity)) return p;
    }
    return undefined;
  }
}
