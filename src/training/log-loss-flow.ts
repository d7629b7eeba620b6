import { addScaledVector, copyInto, fill, inner, type Kernel, type Vector } from '../linalg/kernel.ts';
import { Evaluation, type Problem } from './evaluation.ts';
import { ImplicitStage, type StageEquation, totalVariation } from './implicit-stage.ts';
import type { Mode } from './modes/mode.ts';
import type { TrainingState } from './monitor.ts';
import type { StiffSystem } from './rosenbrock.ts';
import { applySpread, denseSystem, lowRankSystem, type ShiftedSystem } from './shifted-system.ts';

/** A state of the flow, with the implicit solver that belongs to it. */
interface Point<T> {
  readonly evaluation: Evaluation<T>;
  readonly shifted: ShiftedSystem<T>;
}

/** Whether a problem is of the flow itself, and not of a control. */
function isPlain<T>({ signs }: Problem<T>): boolean {
  return Array.from(signs).every((sign) => sign > 0);
}

function newPoint<T>(problem: Problem<T>): Point<T> {
  const { model, kernel, samples, signs } = problem;
  const evaluation = new Evaluation(problem);
  const { network, weights } = evaluation;
  network.evaluate(kernel.vector(model.parameterCount));
  const lowRank =
    isPlain(problem) && samples.points < model.parameterCount && network.curvature(weights.p).shifted;
  return {
    evaluation,
    shifted: lowRank ? lowRankSystem(network, weights) : denseSystem(network, weights, signs),
  };
}

/** Whether a stage starts from the weights at the start of the step, as a short one does, or from the last stage's. */
type StageGuess = 'start' | 'last stage' | 'repair';

/**
 * The flow θ' = −∇ log 𝓛 of a degree-L network, in a frame that moves with its scale: θ = e^s ψ with
 * ψ' = Σ p_i ∂q_i(ψ) − ρψ and s' = ρ in the time τ with dt = e^{(2−L)s} dτ.
 *
 * ρ is frozen over each step at the rate that keeps ‖ψ‖, so s advances exactly: growth costs no error, a settled
 * direction costs no steps, and no degree blows up.
 */
export class LogLossFlow<T> implements StiffSystem<T>, TrainingState<T> {
  readonly kernel: Kernel<T>;
  readonly size: number;
  readonly initialField: Vector<T>;
  readonly timeDerivative: Vector<T>;
  /** ψ at the start of the step. */
  readonly state: Vector<T>;
  /** The field at the end of the step, once `readEnd` was called. */
  readonly finalField: Vector<T>;
  /** The mode of a model with kinks. */
  readonly mode: Mode<T> | undefined;
  readonly #problem: Problem<T>;
  readonly #degree: T;
  readonly #spread: Vector<T>;
  readonly #isPlain: boolean;
  readonly #stage: ImplicitStage<T>;
  readonly #guess: Vector<T>;
  /** Where a repair starts from. */
  readonly #base: Vector<T>;
  #time = 0;
  /** s at the start of the step, and its rate ρ. */
  #logScale: T;
  #rate: T;
  #steepest = 0;
  /** At the start of the step, and at the last state evaluated; they change places when a step stands. */
  #here: Point<T>;
  #trial: Point<T>;

  constructor(problem: Problem<T>, start: ArrayLike<number>, tolerance: number) {
    const { model, kernel, samples } = problem;
    const { field } = kernel;
    this.kernel = kernel;
    this.size = model.parameterCount;
    this.initialField = kernel.vector(this.size);
    this.timeDerivative = kernel.vector(this.size);
    this.state = kernel.vector(this.size);
    this.finalField = kernel.vector(this.size);
    this.mode = problem.mode;
    this.#problem = problem;
    this.#degree = field.fromNumber(model.degree);
    this.#spread = kernel.vector(samples.points);
    this.#base = kernel.vector(this.size);
    this.#isPlain = isPlain(problem);
    this.#stage = new ImplicitStage(problem, tolerance);
    this.#guess = kernel.vector(samples.points);
    this.#logScale = field.zero;
    this.#rate = field.zero;
    this.#here = newPoint(problem);
    this.#trial = newPoint(problem);
    for (let j = 0; j < this.size; j++) this.state[j] = field.fromNumber(start[j]!);
    this.#normalize();
    this.evaluation.at(this.state, this.#logScale);
    this.#begin();
  }

  /** The loss and its gradient at the start of the step. */
  get evaluation(): Evaluation<T> {
    return this.#here.evaluation;
  }

  get time(): number {
    return this.#time;
  }

  get logScale(): number {
    return this.kernel.field.toNumber(this.#logScale);
  }

  /** ρ over the step. */
  get rate(): number {
    return this.kernel.field.toNumber(this.#rate);
  }

  /**
   * A size of ψ that moves no margin by more than 1. Only a linear model has one: its θ may pass through 0, where no
   * error is small relative to ‖θ‖, while for L ≥ 2 the origin is a saddle that is left at a relative rate.
   * Measured by the steepest Σ p ∂q so far: at rest the gradients of the points cancel, which an error does not see.
   */
  get harmlessSize(): number {
    if (this.#problem.model.degree > 1) return 0;
    return Math.exp(-this.logScale) / this.#steepest;
  }

  evaluate(t: number, y: Vector<T>, out: Vector<T>): void {
    this.#evaluateTrial(y, t);
    this.#fieldOf(this.#trial.evaluation, y, out);
  }

  #evaluateTrial(y: Vector<T>, t: number): void {
    const { field } = this.kernel;
    const logScale = field.add(this.#logScale, field.mul(this.#rate, field.fromNumber(t)));
    this.#trial.evaluation.at(y, logScale);
  }

  /** Evaluates y, reached by a step of length h, unless it was the last one `evaluated`, and the field there. */
  readEnd(y: Vector<T>, h: number, evaluated: boolean): Evaluation<T> {
    if (!evaluated) this.#evaluateTrial(y, h);
    this.#fieldOf(this.#trial.evaluation, y, this.finalField);
    return this.#trial.evaluation;
  }

  /** Begins anew at the present state, in the mode as it has become. */
  enterMode(): void {
    this.mode?.project(this.state);
    this.evaluation.at(this.state, this.#logScale);
    this.#begin();
  }

  /** ‖ψ'‖ at the start of the step, that of its growth included. */
  get speed(): number {
    return this.evaluation.speed;
  }

  /**
   * Overwrites y with the end of an implicit Euler step of length h from the present state, in the mode as it has become,
   * and returns the loss evaluated there; undefined if none is found, or at its end the run is not late any more.
   */
  shortStep(y: Vector<T>, h: number): Evaluation<T> | undefined {
    copyInto(this.state, this.#base);
    this.mode?.project(this.#base);
    copyInto(this.#base, y);
    const { evaluation } = this.#trial;
    return this.solveStage(this.#base, y, h, h, 'repair') && ImplicitStage.isLate(evaluation)
      ? evaluation
      : undefined;
  }

  factor(tau: number): boolean {
    const { field } = this.kernel;
    const step = field.fromNumber(tau);
    const beta = field.add(field.one, field.mul(step, this.#rate));
    return this.#here.shifted.factor(beta, step, this.evaluation.resolvedScale);
  }

  solve(v: Vector<T>): void {
    this.#here.shifted.solve(v);
  }

  /** Total variation distance between p at the start of the step and at the last state evaluated. */
  weightShift(): number {
    return totalVariation(this.kernel, this.evaluation.weights.p, this.#trial.evaluation.weights.p);
  }

  /** Whether stages can be solved for the weights: late enough in a run, and not in a control. */
  get isLate(): boolean {
    return this.#isPlain && ImplicitStage.isLate(this.evaluation);
  }

  /**
   * Overwrites y, a guess, with the solution of y = base + τf(t, y), and leaves the loss evaluated there, with the weights
   * that solve it.
   */
  solveStage(base: Vector<T>, y: Vector<T>, t: number, tau: number, guess: StageGuess): boolean {
    const equation: StageEquation<T> = {
      base,
      tau: this.kernel.field.fromNumber(tau),
      rate: this.#rate,
      evaluate: (at) => {
        this.#evaluateTrial(at, t);
        return this.#trial.evaluation;
      },
      isLong: guess !== 'repair',
    };
    copyInto(guess === 'last stage' ? this.#stage.weights : this.evaluation.weights.p, this.#guess);
    if (!this.#stage.solve(equation, y, this.#guess)) return false;
    this.#trial.evaluation.adopt(this.#stage.weights);
    return true;
  }

  /** f at the last stage solved. */
  get stageField(): Vector<T> {
    return this.#stage.field;
  }

  /**
   * Repairs p after a step of length h that ended at y, by a further implicit step of length `extra`. Leaves y evaluated
   * at time h + extra; or, where that fails, says false and leaves y evaluated at time h.
   */
  repair(y: Vector<T>, h: number, extra: number): boolean {
    copyInto(y, this.#base);
    if (this.solveStage(this.#base, y, h + extra, extra, 'repair')) return true;
    copyInto(this.#base, y);
    this.#evaluateTrial(y, h);
    return false;
  }

  /** Makes y, reached by a step of length h, the new state; `evaluated` says that it was the last one evaluated. */
  advance(y: Vector<T>, h: number, evaluated: boolean): void {
    const { field } = this.kernel;
    this.#time += this.#elapsed(h);
    this.#logScale = field.add(this.#logScale, field.mul(this.#rate, field.fromNumber(h)));
    copyInto(y, this.state);
    this.mode?.project(this.state);
    const size = Math.sqrt(field.toNumber(inner(this.kernel, y, y)));
    const outgrown = size < 0.5 || size > 2;
    if (outgrown) this.#normalize();
    if (outgrown || !evaluated) {
      copyInto(this.#trial.evaluation.weights.p, this.#guess);
      this.#trial.evaluation.at(this.state, this.#logScale);
      if (evaluated && this.isLate) this.#trial.evaluation.adopt(this.#guess);
    }
    [this.#here, this.#trial] = [this.#trial, this.#here];
    this.#begin();
  }

  /** ∫ e^{(2−L)(s+ρτ)} dτ over the step. */
  #elapsed(h: number): number {
    const exponent = 2 - this.#problem.model.degree;
    const growth = exponent * this.rate;
    const factor = Math.exp(exponent * this.logScale);
    return factor * (growth === 0 ? h : Math.expm1(growth * h) / growth);
  }

  /** Moves ‖ψ‖ into the scale, unless ψ = 0. */
  #normalize(): void {
    const { field } = this.kernel;
    const square = inner(this.kernel, this.state, this.state);
    if (!(field.compare(square, field.zero) > 0)) return;
    const norm = field.sqrt(square);
    const inverse = field.div(field.one, norm);
    for (let j = 0; j < this.size; j++) this.state[j] = field.mul(this.state[j]!, inverse);
    this.#logScale = field.add(this.#logScale, field.log(norm));
  }

  /** out = Σ p_i ∂q_i − ρy. */
  #fieldOf({ ascent }: Evaluation<T>, y: Vector<T>, out: Vector<T>): void {
    copyInto(ascent, out);
    addScaledVector(this.kernel, this.kernel.field.neg(this.#rate), y, out);
  }

  /** ⟨ψ, Σ p ∂q⟩/‖ψ‖², the rate that keeps ‖ψ‖; 0 while a linear model's θ shrinks, as it may do through 0. */
  #growthRate(): T {
    const { field } = this.kernel;
    const square = inner(this.kernel, this.state, this.state);
    if (!(field.compare(square, field.zero) > 0)) return field.zero;
    const rate = field.div(inner(this.kernel, this.state, this.evaluation.ascent), square);
    return this.#problem.model.degree === 1 && field.compare(rate, field.zero) < 0 ? field.zero : rate;
  }

  /** Freezes ρ, and computes the field and its time derivative at the start of a step. */
  #begin(): void {
    const { kernel, evaluation } = this;
    const { field } = kernel;
    const { network, weights } = evaluation;
    this.#rate = this.#growthRate();
    this.#steepest = Math.max(this.#steepest, this.speed);
    this.#fieldOf(evaluation, this.state, this.initialField);
    fill(this.timeDerivative, field.zero);
    if (!evaluation.resolved) return;
    // R' = LρR moves p by −(diag r − ppᵀ)·qR'.
    const growth = field.mul(field.mul(this.#degree, this.#rate), evaluation.scale);
    applySpread(kernel, weights, network.margins, this.#spread);
    for (let i = 0; i < this.#spread.length; i++)
      this.#spread[i] = field.neg(field.mul(growth, this.#spread[i]!));
    network.gradientSum(this.#spread, this.timeDerivative);
    evaluation.applySigns(this.timeDerivative);
  }
}
