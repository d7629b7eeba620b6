import type { ActivationPattern } from './pattern.ts';
import type { SlidingProblem } from './problem.ts';

/** One implicit stage ψ = base + τ(M(p) − ρ)ψ in the variables ψ_k = e^{−ρ_k t}θ_k. */
export interface Stage {
  /** Layout of θ. */
  readonly base: Float64Array;
  readonly tau: number;
  /** ρ_k ≥ 0, length m. */
  readonly rates: Float64Array;
  /** e^{2ρ_k t}, length m: what margins in ψ are multiplied by. */
  readonly growth: Float64Array;
}

/**
 * The solution ψ(p) of a stage for given weights p of the points, the margins at it, and their derivative.
 *
 * M acts within neurons, as [[0, bᵀ], [b, 0]] on (a, w) with b = Σ p_i v_i, so with β = 1 + τρ
 * a = (β·base_a + τ⟨b, base_w⟩)/D, w = (base_w + τ a b)/β, D = β² − τ²‖b‖²,
 * and ∂q_i/∂p_j = τ Σ_k e^{2ρ_k t}[u_i u_j/(βD) + a²⟨v_i, v_j⟩/β], u_i = β⟨v_i, w⟩ + τ a⟨b, v_i⟩.
 * Fixed output weights are the case a = base_a, D = ∞.
 */
export class StageMap {
  /** ψ, layout of θ. */
  readonly theta: Float64Array;
  /** b, row-major m × d. */
  readonly coupling: Float64Array;
  /** q_i for the points in use. */
  readonly margins: Float64Array;
  /** Σ_k |a_k| ‖v_ki‖ ‖w_k‖ e^{2ρ_k t}: what the rounding errors of q_i are proportional to. */
  readonly sizes: Float64Array;
  readonly #problem: SlidingProblem;
  readonly #pattern: ActivationPattern;
  /** ⟨v_ki, w_k⟩ for the points in use, m × n. */
  readonly #projected: Float64Array;
  readonly #responses: Float64Array;
  readonly #determinants: Float64Array;

  constructor(problem: SlidingProblem, pattern: ActivationPattern) {
    const { points, dimension, width } = problem;
    this.#problem = problem;
    this.#pattern = pattern;
    this.theta = new Float64Array(width * (dimension + 1));
    this.coupling = new Float64Array(width * dimension);
    this.margins = new Float64Array(points);
    this.sizes = new Float64Array(points);
    this.#projected = new Float64Array(width * points);
    this.#responses = new Float64Array(points);
    this.#determinants = new Float64Array(width);
  }

  /**
   * ψ(p), and the margins of the points in use; p counts only on those. False if the step is too long for p: some
   * D ≤ 0.
   */
  evaluate(stage: Stage, p: Float64Array, used: Int32Array, usedCount: number): boolean {
    const { points, dimension, width, trainsOutputs } = this.#problem;
    const { fields, lengths, moving } = this.#pattern;
    const { base, tau, rates, growth } = stage;
    const { theta, coupling, margins, sizes } = this;
    const projected = this.#projected;
    for (let l = 0; l < usedCount; l++) {
      margins[used[l]] = 0;
      sizes[used[l]] = 0;
    }
    for (let k = 0; k < width; k++) {
      const at = k * dimension;
      const beta = 1 + tau * rates[k];
      const second = width * dimension + k;
      if (moving[k] === 0) {
        for (let j = 0; j < dimension; j++) theta[at + j] = base[at + j] / beta;
        theta[second] = base[second] / beta;
        continue;
      }
      for (let j = 0; j < dimension; j++) coupling[at + j] = 0;
      for (let l = 0; l < usedCount; l++) {
        const weight = p[used[l]];
        const row = (k * points + used[l]) * dimension;
        for (let j = 0; j < dimension; j++) coupling[at + j] += weight * fields[row + j];
      }
      let square = 0;
      let along = 0;
      for (let j = 0; j < dimension; j++) {
        square += coupling[at + j] * coupling[at + j];
        along += coupling[at + j] * base[at + j];
      }
      const determinant = trainsOutputs ? beta * beta - tau * tau * square : Number.POSITIVE_INFINITY;
      if (!(determinant > 0)) return false;
      this.#determinants[k] = determinant;
      const a = trainsOutputs ? (beta * base[second] + tau * along) / determinant : base[second];
      theta[second] = a;
      let length = 0;
      for (let j = 0; j < dimension; j++) {
        const w = (base[at + j] + tau * a * coupling[at + j]) / beta;
        theta[at + j] = w;
        length += w * w;
      }
      const scale = a * growth[k];
      const size = Math.abs(scale) * Math.sqrt(length);
      for (let l = 0; l < usedCount; l++) {
        const i = used[l];
        const row = (k * points + i) * dimension;
        let z = 0;
        for (let j = 0; j < dimension; j++) z += fields[row + j] * theta[at + j];
        projected[k * points + i] = z;
        margins[i] += scale * z;
        sizes[i] += size * lengths[k * points + i];
      }
    }
    return true;
  }

  /** The margin of any point at the last ψ. */
  margin(stage: Stage, i: number): number {
    const { points, dimension, width } = this.#problem;
    const { fields, moving } = this.#pattern;
    let q = 0;
    for (let k = 0; k < width; k++) {
      if (moving[k] === 0) continue;
      const row = (k * points + i) * dimension;
      let z = 0;
      for (let j = 0; j < dimension; j++) z += fields[row + j] * this.theta[k * dimension + j];
      q += stage.growth[k] * this.theta[width * dimension + k] * z;
    }
    return q;
  }

  /** Writes ∂q_i/∂p_j for the points in use to the lower triangle of out, rows `points` apart. */
  derivative(stage: Stage, used: Int32Array, usedCount: number, out: Float64Array): void {
    const { points, dimension, width } = this.#problem;
    const { fields, grams, moving } = this.#pattern;
    const { tau, rates, growth } = stage;
    const { theta, coupling } = this;
    const responses = this.#responses;
    for (let row = 0; row < usedCount; row++) out.fill(0, row * points, row * points + row + 1);
    for (let k = 0; k < width; k++) {
      if (moving[k] === 0) continue;
      const at = k * dimension;
      const beta = 1 + tau * rates[k];
      const a = theta[width * dimension + k];
      for (let l = 0; l < usedCount; l++) {
        const row = (k * points + used[l]) * dimension;
        let spread = 0;
        for (let j = 0; j < dimension; j++) spread += fields[row + j] * coupling[at + j];
        responses[l] = beta * this.#projected[k * points + used[l]] + tau * a * spread;
      }
      const coupled = (tau * growth[k]) / (beta * this.#determinants[k]);
      const direct = (tau * growth[k] * a * a) / beta;
      for (let row = 0; row < usedCount; row++) {
        const factor = coupled * responses[row];
        const gram = (k * points + used[row]) * points;
        const start = row * points;
        for (let column = 0; column <= row; column++)
          out[start + column] += factor * responses[column] + direct * grams[gram + used[column]];
      }
    }
  }
}
