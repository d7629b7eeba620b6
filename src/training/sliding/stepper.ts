import type { ActivationPattern } from './pattern.ts';
import { neuronNorm, outputIndex, type SlidingProblem, type SlidingState, smallNeuron } from './problem.ts';
import { RestingParts } from './resting-parts.ts';
import { StageSolver } from './stage-solver.ts';
import type { ImplicitTableau } from './tableau.ts';
import { coupling } from './weights.ts';

/** Part of the longest step that can be solved, as p changes on the way. */
const SOLVABLE = 0.95;
/** Weights that change more than this between stages are not extrapolated. */
const MODERATE = 3;

/** Steps of an implicit Runge–Kutta method within one activation pattern. */
export class Stepper {
  readonly solver: StageSolver;
  /** The new θ̂ of the last step; p and shift are the solver's. */
  readonly theta: Float64Array;
  /** b at the start of the last step and at its end, row-major m × d. */
  readonly couplingBefore: Float64Array;
  readonly coupling: Float64Array;
  /** ρ_k of the last step: the growth rates of the neurons at its start. */
  readonly rates: Float64Array;
  /** Error estimate of the last step: root mean square over neurons, relative. */
  error = 0;
  readonly #problem: SlidingProblem;
  readonly #pattern: ActivationPattern;
  readonly #tableau: ImplicitTableau;
  readonly #resting: RestingParts;
  readonly #stageWeights: Float64Array[];
  readonly #guess: Float64Array;
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
    this.#resting = new RestingParts(problem, pattern);
    this.theta = new Float64Array(size);
    this.coupling = new Float64Array(width * dimension);
    this.couplingBefore = new Float64Array(width * dimension);
    this.rates = new Float64Array(width);
    this.#stageWeights = tableau.c.map(() => new Float64Array(problem.points));
    this.#guess = new Float64Array(problem.points);
    this.#stageFields = tableau.c.map(() => new Float64Array(size));
    this.#base = new Float64Array(size);
    this.#growth = new Float64Array(width);
  }

  /** Reads b and ρ off the state, from where the next step starts. Returns the fastest relative rate of a neuron. */
  prepare(state: SlidingState): number {
    coupling(this.#problem, this.#pattern, state.p, this.couplingBefore);
    for (let k = 0; k < this.rates.length; k++) this.rates[k] = this.#growthRate(state.theta, k);
    return this.#fastest(state.theta, this.couplingBefore);
  }

  /** The fastest relative rate of a neuron where the solver's last stage ended. */
  fastestNow(): number {
    return this.#fastest(this.solver.map.theta, this.solver.map.coupling);
  }

  /**
   * The longest step whose stages have D > 0 (see `StageMap`) at the weights it starts from. It binds where ‖b_k‖ exceeds
   * the growth of a neuron: at rest but for p, which answers every move.
   */
  get longest(): number {
    if (!this.#problem.trainsOutputs) return Number.POSITIVE_INFINITY;
    let excess = 0;
    for (let k = 0; k < this.rates.length; k++)
      excess = Math.max(excess, this.#couplingNorm(this.couplingBefore, k) - this.rates[k]);
    return SOLVABLE / (this.#tableau.gamma * excess);
  }

  /** The largest ‖b_k‖, which bounds ‖θ_k'‖/‖θ_k‖; with fixed output weights ‖a_k b_k‖/‖w_k‖. */
  #fastest(theta: Float64Array, couplings: Float64Array): number {
    const { trainsOutputs } = this.#problem;
    const least = smallNeuron(this.#problem, theta);
    let fastest = 0;
    for (let k = 0; k < this.rates.length; k++) {
      if (this.#pattern.moving[k] === 0) continue;
      const force = this.#couplingNorm(couplings, k);
      const lever = Math.abs(theta[outputIndex(this.#problem, k)]);
      const rate = trainsOutputs ? force : (force * lever) / (neuronNorm(this.#problem, theta, k) + least);
      fastest = Math.max(fastest, rate);
    }
    return fastest;
  }

  /**
   * d log ‖θ_k‖/dt = 2a⟨b, w⟩/(a² + ‖w‖²), or 0 if the neuron shrinks. Aligned, it is ‖b_k‖. With fixed output weights
   * growth is linear, and no exponential factor helps.
   */
  #growthRate(theta: Float64Array, k: number): number {
    const { dimension, trainsOutputs } = this.#problem;
    let along = 0;
    for (let j = k * dimension; j < (k + 1) * dimension; j++) along += this.couplingBefore[j] * theta[j];
    if (along === 0 || !trainsOutputs) return 0;
    const rate =
      (2 * theta[outputIndex(this.#problem, k)] * along) / neuronNorm(this.#problem, theta, k) ** 2;
    return Math.max(0, rate);
  }

  /** ‖b_k‖. */
  #couplingNorm(couplings: Float64Array, k: number): number {
    const { dimension } = this.#problem;
    let square = 0;
    for (let j = k * dimension; j < (k + 1) * dimension; j++) square += couplings[j] ** 2;
    return Math.sqrt(square);
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
    this.#stageWeights[0].set(state.p);
    let shift = state.shift;
    for (let stage = 1; stage < c.length; stage++) {
      base.set(state.theta);
      for (let other = 0; other < stage; other++) {
        const weight = h * a[stage][other];
        const field = this.#stageFields[other];
        for (let j = 0; j < size; j++) base[j] += weight * field[j];
      }
      for (let k = 0; k < width; k++) this.#growth[k] = Math.exp(2 * rates[k] * c[stage] * h);
      if (!solver.solve({ base, tau, rates, growth: this.#growth }, this.#extrapolate(stage), shift))
        return false;
      this.#stageWeights[stage].set(solver.p);
      shift = solver.shift;
      const field = this.#stageFields[stage];
      const { theta } = solver.map;
      for (let j = 0; j < size; j++) field[j] = (theta[j] - base[j]) / tau;
    }
    for (let k = 0; k < width; k++) {
      const growth = Math.exp(rates[k] * h);
      const output = outputIndex(this.#problem, k);
      for (let j = k * dimension; j < (k + 1) * dimension; j++) this.theta[j] = growth * solver.map.theta[j];
      this.theta[output] = growth * solver.map.theta[output];
    }
    this.#resting.drive(state.p, solver.p);
    for (let k = 0; k < width; k++) {
      if (rates[k] > 0) this.#resting.keep(k, state.theta, this.theta);
      this.#pattern.project(k, this.theta, k * dimension);
    }
    this.coupling.set(solver.map.coupling);
    this.error = this.#estimate(h);
    return true;
  }

  /** The weights that the stages before suggest: log p as a polynomial in time through all of them. */
  #extrapolate(stage: number): Float64Array {
    const { c } = this.#tableau;
    const last = this.#stageWeights[stage - 1];
    this.#guess.set(last);
    for (let other = 0; other < stage - 1; other++) {
      // How much stage `other` counts in the Lagrange polynomial; the last stage has the rest of 1.
      let weight = 1;
      for (let node = 0; node < stage; node++)
        if (node !== other) weight *= (c[stage] - c[node]) / (c[other] - c[node]);
      const weights = this.#stageWeights[other];
      for (let i = 0; i < last.length; i++) {
        const ratio = weights[i] / last[i];
        if (ratio > 1 / MODERATE && ratio < MODERATE) this.#guess[i] *= ratio ** weight;
      }
    }
    return this.#guess;
  }

  /** (M(b) − ρ)ψ at the start. */
  #initialField(theta: Float64Array): void {
    const { dimension, width, trainsOutputs } = this.#problem;
    const field = this.#stageFields[0];
    for (let k = 0; k < width; k++) {
      const a = theta[outputIndex(this.#problem, k)];
      let along = 0;
      for (let j = k * dimension; j < (k + 1) * dimension; j++) {
        field[j] = a * this.couplingBefore[j] - this.rates[k] * theta[j];
        along += this.couplingBefore[j] * theta[j];
      }
      field[outputIndex(this.#problem, k)] = trainsOutputs ? along - this.rates[k] * a : 0;
    }
  }

  #estimate(h: number): number {
    const { dimension, width } = this.#problem;
    const least = smallNeuron(this.#problem, this.theta);
    let sum = 0;
    for (let k = 0; k < width; k++) {
      if (this.#pattern.moving[k] === 0) continue;
      let square = this.#errorOf(outputIndex(this.#problem, k)) ** 2;
      for (let j = k * dimension; j < (k + 1) * dimension; j++) square += this.#errorOf(j) ** 2;
      const growth = h * Math.exp(this.rates[k] * h);
      sum += (square * growth * growth) / (neuronNorm(this.#problem, this.theta, k) + least) ** 2;
    }
    return Math.sqrt(sum / width);
  }

  #errorOf(j: number): number {
    const { errorWeights } = this.#tableau;
    let sum = 0;
    for (let stage = 0; stage < errorWeights.length; stage++)
      sum += errorWeights[stage] * this.#stageFields[stage][j];
    return sum;
  }
}
