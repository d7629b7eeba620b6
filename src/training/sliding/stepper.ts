import type { ActivationPattern } from './pattern.ts';
import { neuronNorm, type SlidingProblem, type SlidingState } from './problem.ts';
import { StageSolver } from './stage-solver.ts';
import type { ImplicitTableau } from './tableau.ts';

/** A neuron far smaller than the others is held to this fraction of their size in the error norm. */
export const SMALL_NEURON = 1e-5;

/** Steps of an implicit Runge–Kutta method within one activation pattern. */
export class Stepper {
  readonly solver: StageSolver;
  /** The new θ̂ of the last step; p and shift are the solver's. */
  readonly theta: Float64Array;
  /** b at the start of the last step and at its end, row-major m × d. */
  readonly couplingBefore: Float64Array;
  readonly coupling: Float64Array;
  /** ρ_k of the last step. */
  readonly rates: Float64Array;
  /** Error estimate of the last step: root mean square over neurons, relative. */
  error = 0;
  readonly #problem: SlidingProblem;
  readonly #pattern: ActivationPattern;
  readonly #tableau: ImplicitTableau;
  readonly #stageFields: Float64Array[];
  readonly #base: Float64Array;
  readonly #growth: Float64Array;

  constructor(problem: SlidingProblem, pattern: ActivationPattern, tableau: ImplicitTableau) {
    const { dimension, width } = problem;
    const size = width * (dimension + 1);
    this.#problem = problem;
    this.#pattern = pattern;
    this.#tableau = tableau;
    this.solver = new StageSolver(problem, pattern);
    this.theta = new Float64Array(size);
    this.coupling = new Float64Array(width * dimension);
    this.couplingBefore = new Float64Array(width * dimension);
    this.rates = new Float64Array(width);
    this.#stageFields = tableau.c.map(() => new Float64Array(size));
    this.#base = new Float64Array(size);
    this.#growth = new Float64Array(width);
  }

  /** Computes b and ρ at the start of a step. Returns the largest ρ. */
  prepare(state: SlidingState): number {
    coupling(this.#problem, this.#pattern, state.p, this.couplingBefore);
    return this.fastest(this.couplingBefore, this.rates);
  }

  /** The largest ‖b_k‖ over the neurons; writes all of them to rates. */
  fastest(coupling: Float64Array, rates?: Float64Array): number {
    const { dimension, width } = this.#problem;
    let largest = 0;
    for (let k = 0; k < width; k++) {
      let square = 0;
      for (let j = k * dimension; j < (k + 1) * dimension; j++) square += coupling[j] ** 2;
      if (rates) rates[k] = Math.sqrt(square);
      largest = Math.max(largest, Math.sqrt(square));
    }
    return largest;
  }

  /** One step of length h from a prepared state. False if some stage cannot be solved. */
  step(state: SlidingState, h: number): boolean {
    const { dimension, width } = this.#problem;
    const { a, c, gamma } = this.#tableau;
    const { solver, rates } = this;
    const base = this.#base;
    const size = base.length;
    const tau = gamma * h;
    this.#initialField(state.theta);
    let p = state.p;
    let shift = state.shift;
    for (let stage = 1; stage < c.length; stage++) {
      base.set(state.theta);
      for (let other = 0; other < stage; other++) {
        const weight = h * a[stage][other];
        const field = this.#stageFields[other];
        for (let j = 0; j < size; j++) base[j] += weight * field[j];
      }
      for (let k = 0; k < width; k++) this.#growth[k] = Math.exp(2 * rates[k] * c[stage] * h);
      if (!solver.solve({ base, tau, rates, growth: this.#growth }, p, shift)) return false;
      p = solver.p;
      shift = solver.shift;
      const field = this.#stageFields[stage];
      const { theta } = solver.map;
      for (let j = 0; j < size; j++) field[j] = (theta[j] - base[j]) / tau;
    }
    for (let k = 0; k < width; k++) {
      const growth = Math.exp(rates[k] * h);
      for (let j = k * dimension; j < (k + 1) * dimension; j++) this.theta[j] = growth * solver.map.theta[j];
      this.theta[width * dimension + k] = growth * solver.map.theta[width * dimension + k];
    }
    this.coupling.set(solver.map.coupling);
    this.error = this.#estimate(h);
    return true;
  }

  /** (M(b) − ρ)ψ at the start. */
  #initialField(theta: Float64Array): void {
    const { dimension, width } = this.#problem;
    const field = this.#stageFields[0];
    for (let k = 0; k < width; k++) {
      const a = theta[width * dimension + k];
      let along = 0;
      for (let j = k * dimension; j < (k + 1) * dimension; j++) {
        field[j] = a * this.couplingBefore[j] - this.rates[k] * theta[j];
        along += this.couplingBefore[j] * theta[j];
      }
      field[width * dimension + k] = along - this.rates[k] * a;
    }
  }

  #estimate(h: number): number {
    const { dimension, width } = this.#problem;
    const { errorWeights } = this.#tableau;
    let total = 0;
    for (const value of this.theta) total += value * value;
    const floor = SMALL_NEURON * Math.sqrt(total / width);
    let sum = 0;
    for (let k = 0; k < width; k++) {
      if (this.#pattern.moving[k] === 0) continue;
      let square = this.#errorOf(width * dimension + k, errorWeights) ** 2;
      for (let j = k * dimension; j < (k + 1) * dimension; j++) square += this.#errorOf(j, errorWeights) ** 2;
      const growth = h * Math.exp(this.rates[k] * h);
      sum += (square * growth * growth) / (neuronNorm(this.#problem, this.theta, k) + floor) ** 2;
    }
    return Math.sqrt(sum / width);
  }

  #errorOf(j: number, errorWeights: readonly number[]): number {
    let sum = 0;
    for (let stage = 0; stage < errorWeights.length; stage++)
      sum += errorWeights[stage] * this.#stageFields[stage][j];
    return sum;
  }
}

/** Writes b_k = Σ_i p_i v_ki, row-major m × d. */
export function coupling(
  problem: SlidingProblem,
  pattern: ActivationPattern,
  p: Float64Array,
  out: Float64Array,
): void {
  const { points, dimension, width } = problem;
  const { fields, moving } = pattern;
  out.fill(0);
  for (let k = 0; k < width; k++) {
    if (moving[k] === 0) continue;
    for (let i = 0; i < points; i++) {
      if (p[i] === 0) continue;
      const row = (k * points + i) * dimension;
      for (let j = 0; j < dimension; j++) out[k * dimension + j] += p[i] * fields[row + j];
    }
  }
}
