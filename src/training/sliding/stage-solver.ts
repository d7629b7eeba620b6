import { factorCholesky, solveCholesky } from './cholesky.ts';
import type { ActivationPattern } from './pattern.ts';
import type { SlidingProblem } from './problem.ts';
import { relativeChange } from './relative-change.ts';
import { type Stage, StageMap } from './stage-map.ts';
import { UsedPoints } from './used-points.ts';
import { steepness } from './weights.ts';

/** Weights below this count as zero: such a point moves no double. */
const LEAST_WEIGHT = 1e-18;
const MOST_ITERATIONS = 40;
/** Error allowed in p, in the sum of absolute values. */
const ACCURACY = 1e-10;
/** Error allowed in the equations, in the mean: an absolute error of the margins. */
const RESIDUAL = 1e-6;
/** Largest error allowed in log p of a weight that is too small. */
const DEFICIT = 0.5;
/** The derivative is formed again once p has moved this far from where it was, in the sum of absolute values. */
const OUTDATED = 0.022;
/** Relative rounding error of a margin, against `sizes`. */
const ROUNDING = 4e-15;

/**
 * Solves an implicit stage together with the weights p of the points, by Newton's method in p.
 *
 * The equations are s(q_i(ψ(p))) + log p_i + shift = 0 and Σp = 1, s = log(−1/ℓ'). For the exponential loss
 * (s(q) = q) they are the optimality conditions of
 *   minimise Σ p_i log p_i + Σ_k e^{2ρ_k t}·base_kᵀ B_k(p)⁻¹ base_k/(2τ) over the simplex, B_k(p) = βI − τM_k(p),
 * which is strictly convex because B_k is affine in p: every stage has exactly one solution, and it does not
 * matter how stiff the flow is.
 */
export class StageSolver {
  readonly map: StageMap;
  /** Solution of the last solve. */
  readonly p: Float64Array;
  shift = 0;
  readonly #problem: SlidingProblem;
  readonly #pattern: ActivationPattern;
  readonly #previous: Float64Array;
  readonly #used: UsedPoints;
  /** ∂q/∂p over the points in use, and how far p has moved since it was formed; −1 before. */
  readonly #derivative: Float64Array;
  #moved = -1;
  readonly #matrix: Float64Array;
  readonly #step: Float64Array;
  readonly #border: Float64Array;
  readonly #residuals: Float64Array;
  readonly #roots: Float64Array;
  readonly #stiffness: Float64Array;

  constructor(problem: SlidingProblem, pattern: ActivationPattern) {
    const { points } = problem;
    this.#problem = problem;
    this.#pattern = pattern;
    this.map = new StageMap(problem, pattern);
    this.p = new Float64Array(points);
    this.#previous = new Float64Array(points);
    this.#used = new UsedPoints(problem);
    this.#derivative = new Float64Array(points * points);
    this.#matrix = new Float64Array(points * points);
    this.#step = new Float64Array(points);
    this.#border = new Float64Array(points);
    this.#residuals = new Float64Array(points);
    this.#roots = new Float64Array(points);
    this.#stiffness = new Float64Array(points);
  }

  /** Solves the stage from a guess of p and the shift. False if the step is too long to be solved. */
  solve(stage: Stage, guess: Float64Array, shift: number): boolean {
    this.#begin(guess, shift);
    let error = Number.POSITIVE_INFINITY;
    let hasMoved = false;
    for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      if (!this.map.evaluate(stage, this.p, this.#used)) {
        // The last update left the domain of ψ(p), which is convex: take half of it back.
        if (!hasMoved) return false;
        for (let i = 0; i < this.p.length; i++) this.p[i] = (this.p[i] + this.#previous[i]) / 2;
        this.#collect();
        continue;
      }
      const { residual, rounding, largestDeficit } = this.#measure();
      const isSolved = residual <= rounding || (residual <= RESIDUAL && error <= ACCURACY);
      // A weight that is about to grow from nothing hardly counts in the mean.
      if (isSolved && largestDeficit < DEFICIT) {
        if (!this.#recruit(stage)) return true;
        error = Number.POSITIVE_INFINITY;
        continue;
      }
      error = this.#improve(stage);
      if (Number.isNaN(error)) return false;
      hasMoved = true;
    }
    return false;
  }

  #begin(guess: Float64Array, shift: number): void {
    this.shift = shift;
    this.#moved = -1;
    const total = guess.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < guess.length; i++) this.p[i] = guess[i] / total;
    this.#collect();
  }

  /** Lists the points with positive weight. */
  #collect(): void {
    const before = this.#used.count;
    this.#used.clear();
    for (let i = 0; i < this.p.length; i++) if (this.p[i] > 0) this.#used.add(i);
    // From one call to the next weights only vanish, or only come back, so the number tells whether others are in use.
    if (this.#used.count !== before) this.#moved = -1;
  }

  /** Takes into use the live points whose weight at the current ψ is not negligible. True if there are any. */
  #recruit(stage: Stage): boolean {
    const { live } = this.#pattern;
    const { value } = steepness[this.#problem.loss];
    const before = this.#used.count;
    for (let i = 0; i < this.p.length; i++) {
      if (live[i] === 0 || this.p[i] > 0) continue;
      if (value(this.map.margin(stage, i)) + this.shift >= -Math.log(2 * LEAST_WEIGHT)) continue;
      this.p[i] = LEAST_WEIGHT;
    }
    this.#collect();
    return this.#used.count > before;
  }

  /**
   * Fills in the residuals at the present ψ and centres them by the shift. Returns Σ p_i |residual_i|, how much of it can
   * be rounding of the margins, and the largest logarithm by which a weight is too small.
   */
  #measure(): { residual: number; rounding: number; largestDeficit: number } {
    const { value } = steepness[this.#problem.loss];
    const { margins, sizes } = this.map;
    const residuals = this.#residuals;
    let mean = 0;
    let noise = 0;
    for (let row = 0; row < this.#used.count; row++) {
      const i = this.#used.numbers[row];
      residuals[row] = value(margins[i]) + Math.log(this.p[i]) + this.shift;
      mean += this.p[i] * residuals[row];
      noise += this.p[i] * sizes[i];
    }
    this.shift -= mean;
    let residual = 0;
    let largestDeficit = 0;
    for (let row = 0; row < this.#used.count; row++) {
      residuals[row] -= mean;
      largestDeficit = Math.max(largestDeficit, -residuals[row]);
      residual += this.p[this.#used.numbers[row]] * Math.abs(residuals[row]);
    }
    return { residual, rounding: ROUNDING * noise, largestDeficit };
  }

  /** One Newton step; returns an estimate of the error left in p, or NaN if the matrix cannot be factored. */
  #improve(stage: Stage): number {
    const { points, loss } = this.#problem;
    const { derivative } = steepness[loss];
    const { margins } = this.map;
    const p = this.p;
    const { numbers, count } = this.#used;
    const matrix = this.#matrix;
    const step = this.#step;
    const border = this.#border;
    const roots = this.#roots;
    const derivatives = this.#derivative;
    if (this.#moved < 0 || this.#moved > OUTDATED) {
      this.map.derivative(stage, this.#used, derivatives);
      this.#moved = 0;
    }
    for (let row = 0; row < count; row++) {
      const i = numbers[row];
      const root = Math.sqrt(p[i]);
      const slope = derivative(margins[i]);
      roots[row] = root;
      this.#stiffness[row] = derivatives[row * points + row] * p[i] * slope;
      for (let column = 0; column <= row; column++)
        matrix[row * points + column] = derivatives[row * points + column] * root * roots[column];
      matrix[row * points + row] += 1 / slope;
      step[row] = (-root * this.#residuals[row]) / slope;
      border[row] = root / slope;
    }
    if (!factorCholesky(matrix, count, points)) return Number.NaN;
    solveCholesky(matrix, count, points, step);
    solveCholesky(matrix, count, points, border);
    // The multiplier of Σp = 1 is the change of the shift.
    let excess = 0;
    let response = 0;
    for (let row = 0; row < count; row++) {
      excess += roots[row] * step[row];
      response += roots[row] * border[row];
    }
    const change = excess / response;
    this.shift += change;
    let total = 0;
    let moved = 0;
    let largest = 0;
    this.#previous.set(p);
    for (let row = 0; row < count; row++) {
      const i = numbers[row];
      const relative = (step[row] - change * border[row]) / roots[row];
      const taken = relativeChange(relative, this.#stiffness[row]);
      moved += p[i] * Math.abs(taken);
      largest = Math.max(largest, Math.abs(taken));
      p[i] *= 1 + taken;
      if (p[i] < LEAST_WEIGHT) p[i] = 0;
      total += p[i];
    }
    for (let row = 0; row < count; row++) p[numbers[row]] /= total;
    this.#moved += moved;
    // Newton's method squares the relative error, but for what the derivative has changed since it was formed.
    const error = moved * (largest + this.#moved);
    this.#collect();
    return error;
  }
}
