import type { ActivationPattern } from './pattern.ts';
import { neuronNorm, outputIndex, type SlidingProblem, type SlidingState, smallNeuron } from './problem.ts';
import { RestingParts } from './resting-parts.ts';
import { StageSolver } from './stage-solver.ts';
import type { ImplicitTableau } from './tableau.ts';
import { WeightGuess } from './weight-guess.ts';
import { coupling, weighPoints } from './weights.ts';

/** Part of the longest step that can be solved, as p changes on the way. */
const SOLVABLE = 0.95;

/** Steps of an implicit Runge–Kutta method within one activation pattern. */
export class Stepper {
  readonly solver: StageSolver;
  /** The new θ̂ of the last step, and the weights there. */
  readonly theta: Float64Array;
  readonly p: Float64Array;
  shift = 0;
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
  readonly #guess: WeightGuess;
  readonly #stageFields: Float64Array[];
  readonly #base: Float64Array;
  /** ψ at the end of the last step, and its length. */
  readonly #end: Float64Array;
  #length = 0;
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
    this.p = new Float64Array(problem.points);
    this.coupling = new Float64Array(width * dimension);
    this.couplingBefore = new Float64Array(width * dimension);
    this.rates = new Float64Array(width);
    this.#guess = new WeightGuess(problem.points, tableau.c);
    this.#stageFields = tableau.c.map(() => new Float64Array(size));
    this.#base = new Float64Array(size);
    this.#end = new Float64Array(size);
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
    const { width } = this.#problem;
    const { a, c, gamma } = this.#tableau;
    const { solver, rates } = this;
    const base = this.#base;
    const size = base.length;
    const tau = gamma * h;
    this.#initialField(state.theta);
    this.#guess.begin(state.time, h, state.p);
    let shift = state.shift;
    for (let stage = 1; stage < c.length; stage++) {
      base.set(state.theta);
      for (let other = 0; other < stage; other++) {
        const weight = h * a[stage][other];
        const field = this.#stageFields[other];
        for (let j = 0; j < size; j++) base[j] += weight * field[j];
      }
      for (let k = 0; k < width; k++) this.#growth[k] = Math.exp(2 * rates[k] * c[stage] * h);
      if (!solver.solve({ base, tau, rates, growth: this.#growth }, this.#guess.next(), shift)) return false;
      this.#guess.record(solver.p);
      shift = solver.shift;
      const field = this.#stageFields[stage];
      const { theta } = solver.map;
      for (let j = 0; j < size; j++) field[j] = (theta[j] - base[j]) / tau;
    }
    this.#length = h;
    this.#end.set(solver.map.theta);
    this.theta.set(this.#end);
    this.p.set(solver.p);
    this.shift = shift;
    this.#resting.drive(state.p, solver.p);
    this.#leaveFrame(state.theta, h);
    this.coupling.set(solver.map.coupling);
    this.error = this.#estimate(h);
    return true;
  }

  /**
   * Puts the state after part of the last step, which began at `state`, in place of its end: θ by the cubic that has the
   * fields of both ends, the weights as θ gives them. False, with nothing changed, where θ is not precise enough for that: late in a
   * run margins differ by less than its error.
   */
  interpolate(state: SlidingState, part: number, allowed: number): boolean {
    const h = this.#length;
    const [first, last] = [this.#stageFields[0], this.#stageFields[this.#stageFields.length - 1]];
    const rest = 1 - part;
    const [start, end] = [rest * rest * (1 + 2 * part), part * part * (1 + 2 * rest)];
    const [startSlope, endSlope] = [h * part * rest * rest, -h * part * part * rest];
    const theta = this.#base;
    for (let j = 0; j < theta.length; j++)
      theta[j] = start * state.theta[j] + startSlope * first[j] + end * this.#end[j] + endSlope * last[j];
    this.theta.set(theta);
    this.#leaveFrame(state.theta, part * h);
    const { p, shift } = weighPoints(this.#problem, this.#pattern, this.theta);
    const curve = this.#guess.at(part);
    let difference = 0;
    for (let i = 0; i < p.length; i++) difference += Math.abs(p[i] - curve[i]);
    if (!(difference <= allowed)) return false;
    this.p.set(p);
    this.shift = shift;
    coupling(this.#problem, this.#pattern, p, this.coupling);
    return true;
  }

  /** From ψ to θ, a time after the start of a step. */
  #leaveFrame(before: Float64Array, time: number): void {
    const { dimension, width } = this.#problem;
    const { rates, theta } = this;
    for (let k = 0; k < width; k++) {
      const growth = Math.exp(rates[k] * time);
      for (let j = k * dimension; j < (k + 1) * dimension; j++) theta[j] *= growth;
      theta[outputIndex(this.#problem, k)] *= growth;
      if (rates[k] > 0) this.#resting.keep(k, before, theta);
      this.#pattern.project(k, theta, k * dimension);
    }
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
