import type { ActivationPattern } from './pattern.ts';
import type { SlidingProblem } from './problem.ts';
import { RankSum } from './rank-sum.ts';
import { rowProducts } from './row-products.ts';
import type { UsedPoints } from './used-points.ts';

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
  /** Σ_k |a_k| σ_ki ‖x_i‖ ‖w_k‖ e^{2ρ_k t}: what the rounding errors of q_i are proportional to. */
  readonly sizes: Float64Array;
  readonly #problem: SlidingProblem;
  readonly #pattern: ActivationPattern;
  /** ⟨v_ki, w_k⟩ for the points in use, in their order, m × n. */
  readonly #projected: Float64Array;
  readonly #determinants: Float64Array;
  /** ⟨x_i, x_j⟩, n × n. */
  readonly #gram: Float64Array;
  readonly #vector: Float64Array;
  /** ⟨x_i, w_k⟩ or ⟨x_i, b_k⟩, and p_i v_ki's factor of P x_i, for the points in use in their order, m × n. */
  readonly #products: Float64Array;
  readonly #forces: Float64Array;
  readonly #free: RankSum;
  readonly #pulled: RankSum;
  readonly #pulledSum: Float64Array;

  constructor(problem: SlidingProblem, pattern: ActivationPattern) {
    const { points, dimension, width } = problem;
    this.#problem = problem;
    this.#pattern = pattern;
    this.theta = new Float64Array(width * (dimension + 1));
    this.coupling = new Float64Array(width * dimension);
    this.margins = new Float64Array(points);
    this.sizes = new Float64Array(points);
    this.#projected = new Float64Array(width * points);
    this.#determinants = new Float64Array(width);
    this.#gram = new Float64Array(points * points);
    const { rows } = pattern.everyPoint;
    rowProducts(rows, rows, dimension, this.#gram, points);
    this.#vector = new Float64Array(points);
    this.#products = new Float64Array(width * points);
    this.#forces = new Float64Array(width * points);
    this.#free = new RankSum(points);
    this.#pulled = new RankSum(points);
    this.#pulledSum = new Float64Array(points * points);
  }

  /**
   * ψ(p), and the margins of the points in use; p counts only on those. False if the step is too long for p: some
   * D ≤ 0.
   */
  evaluate(stage: Stage, p: Float64Array, used: UsedPoints): boolean {
    const { points, dimension, width, norms, trainsOutputs } = this.#problem;
    const { pulls } = this.#pattern;
    const { base, tau, rates, growth } = stage;
    const { theta, coupling, margins, sizes } = this;
    const { numbers, count } = used;
    const projected = this.#projected;
    const products = this.#products;
    const forces = this.#forces;
    for (let k = 0; k < width; k++)
      for (let l = 0; l < count; l++) forces[k * points + l] = p[numbers[l]] * pulls[k * points + numbers[l]];
    rowProducts({ values: forces, count: width, stride: points }, used.columns, count, coupling, dimension);
    for (let k = 0; k < width; k++) {
      const at = k * dimension;
      const beta = 1 + tau * rates[k];
      const second = width * dimension + k;
      this.#pattern.project(k, coupling, at);
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
      for (let j = 0; j < dimension; j++) theta[at + j] = (base[at + j] + tau * a * coupling[at + j]) / beta;
    }
    rowProducts({ values: theta, count: width, stride: dimension }, used.rows, dimension, products, points);
    for (let l = 0; l < count; l++) {
      margins[numbers[l]] = 0;
      sizes[numbers[l]] = 0;
    }
    for (let k = 0; k < width; k++) {
      const scale = theta[width * dimension + k] * growth[k];
      let square = 0;
      for (let j = k * dimension; j < (k + 1) * dimension; j++) square += theta[j] * theta[j];
      const size = Math.abs(scale) * Math.sqrt(square);
      for (let l = 0; l < count; l++) {
        const i = numbers[l];
        const pull = pulls[k * points + i];
        const z = pull * products[k * points + l];
        projected[k * points + l] = z;
        margins[i] += scale * z;
        sizes[i] += size * Math.abs(pull) * norms[i];
      }
    }
    return true;
  }

  /** The margin of any point at the last ψ. */
  margin(stage: Stage, i: number): number {
    const { points, dimension, width, x } = this.#problem;
    const { pulls } = this.#pattern;
    let q = 0;
    for (let k = 0; k < width; k++) {
      let z = 0;
      for (let j = 0; j < dimension; j++) z += x[i * dimension + j] * this.theta[k * dimension + j];
      q += stage.growth[k] * this.theta[width * dimension + k] * pulls[k * points + i] * z;
    }
    return q;
  }

  /**
   * Writes ∂q_i/∂p_j for the points in use to the lower triangle of out, rows `points` apart. ⟨v_ki, v_kj⟩ is taken
   * apart into y_i σ_ki y_j σ_kj (⟨x_i, x_j⟩ − Σ_e ⟨e, x_i⟩⟨e, x_j⟩) with the directions e that neuron k cannot move in.
   */
  derivative(stage: Stage, used: UsedPoints, out: Float64Array): void {
    const { points, dimension, width } = this.#problem;
    const { pulls, moving } = this.#pattern;
    const { tau, rates, growth } = stage;
    const { theta, coupling } = this;
    const vector = this.#vector;
    const products = this.#products;
    const { numbers, count } = used;
    rowProducts(
      { values: coupling, count: width, stride: dimension },
      used.rows,
      dimension,
      products,
      points,
    );
    this.#free.clear();
    this.#pulled.clear();
    for (let k = 0; k < width; k++) {
      if (moving[k] === 0) continue;
      const beta = 1 + tau * rates[k];
      const a = theta[width * dimension + k];
      const own = k * points;
      for (let l = 0; l < count; l++)
        vector[l] = beta * this.#projected[own + l] + tau * a * pulls[own + numbers[l]] * products[own + l];
      this.#free.add((tau * growth[k]) / (beta * this.#determinants[k]), vector, count);
      const direct = (tau * growth[k] * a * a) / beta;
      for (let l = 0; l < count; l++) vector[l] = pulls[own + numbers[l]];
      this.#pulled.add(direct, vector, count);
      for (const along of this.#pattern.blocked(k)) {
        for (let l = 0; l < count; l++) vector[l] = pulls[own + numbers[l]] * along[numbers[l]];
        this.#free.add(-direct, vector, count);
      }
    }
    this.#free.write(count, out, points);
    this.#pulled.write(count, this.#pulledSum, points);
    for (let row = 0; row < count; row++)
      for (let column = 0; column <= row; column++)
        out[row * points + column] +=
          this.#pulledSum[row * points + column] * this.#gram[numbers[row] * points + numbers[column]];
  }
}
