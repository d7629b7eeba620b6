import { addScaledVector, copyInto, fill, inner, type Kernel, type Vector } from '../linalg/kernel.ts';
import type { Model, Network, Samples } from '../models/model.ts';
import type { Loss, LossWeights } from './losses.ts';
import type { StiffSystem } from './rosenbrock.ts';
import { applySpread, DenseSystem, LowRankSystem, type ShiftedSystem } from './shifted-system.ts';

/** Everything known about the flow at one state. */
interface Evaluation<T> {
  readonly network: Network<T>;
  readonly weights: LossWeights<T>;
  readonly shifted: ShiftedSystem<T>;
  /** Σ p_i ∂q_i at ψ, with the signs of a control applied. */
  readonly ascent: Vector<T>;
  /** min q at ψ. */
  margin: T;
  /** R = e^{Ls}, and the same capped: the factor between margins at ψ and margins at θ. */
  scale: T;
  resolvedScale: T;
  /** log 𝓛 + R·min q, of the size of log n. */
  logLossShift: T;
}

/**
 * The flow θ' = −∇ log 𝓛 of a degree-L network, in a frame that moves with its scale: θ = e^s ψ with
 * ψ' = Σ p_i ∂q_i(ψ) − ρψ and s' = ρ in the time τ with dt = e^{(2−L)s} dτ.
 *
 * ρ is frozen over each step at the rate that keeps ‖ψ‖, so s advances exactly: growth costs no error, a
 * settled direction costs no steps, and no degree blows up. The softmax p sees e^{Ls}·q(ψ), which stiffens
 * without bound; when rounding of q would be all that it sees, R is capped at `scaleCap` (the margins that
 * carry p then agree to 1/scaleCap relatively, and the loss is still counted at the true scale).
 */
export class LogLossFlow<T> implements StiffSystem<T> {
  readonly kernel: Kernel<T>;
  readonly size: number;
  readonly initialField: Vector<T>;
  readonly timeDerivative: Vector<T>;
  /** ψ at the start of the step. */
  readonly state: Vector<T>;
  readonly #degree: T;
  readonly #loss: Loss;
  readonly #signs: ArrayLike<number>;
  readonly #scaleCap: T;
  readonly #gaps: Vector<T>;
  readonly #points: Vector<T>;
  readonly #model: Model;
  /** s at the start of the step, and its rate. */
  #logScale: T;
  #rate: T;
  #time = 0;
  /** At the start of the step, and at the last trial state; they change places when a step stands. */
  #here: Evaluation<T>;
  #trial: Evaluation<T>;

  constructor(options: {
    readonly model: Model;
    readonly kernel: Kernel<T>;
    readonly samples: Samples<T>;
    readonly loss: Loss;
    readonly start: ArrayLike<number>;
    readonly signs: ArrayLike<number>;
  }) {
    const { model, kernel, samples, loss, start, signs } = options;
    const { field } = kernel;
    this.kernel = kernel;
    this.size = model.parameterCount;
    this.initialField = kernel.vector(this.size);
    this.timeDerivative = kernel.vector(this.size);
    this.state = kernel.vector(this.size);
    this.#model = model;
    this.#degree = field.fromNumber(model.degree);
    this.#loss = loss;
    this.#signs = signs;
    this.#scaleCap = field.fromNumber(1e-5 / field.epsilon);
    this.#gaps = kernel.vector(samples.points);
    this.#points = kernel.vector(samples.points);
    this.#logScale = field.zero;
    this.#rate = field.zero;
    const evaluation = () => this.#newEvaluation(model.on(kernel, samples));
    this.#here = evaluation();
    this.#trial = evaluation();
    for (let j = 0; j < this.size; j++) this.state[j] = field.fromNumber(start[j]!);
    this.#normalize();
    this.#evaluateAt(this.#here, this.state, this.#logScale);
    this.#begin();
  }

  #newEvaluation(network: Network<T>): Evaluation<T> {
    const { kernel, samples, model } = network;
    const n = samples.points;
    const weights = { p: kernel.vector(n), r: kernel.vector(n) };
    const plain = Array.from(this.#signs).every((sign) => sign > 0);
    network.evaluate(kernel.vector(model.parameterCount));
    const lowRank = plain && n < model.parameterCount && network.curvature(weights.p).shifted;
    const { zero } = kernel.field;
    return {
      network,
      weights,
      shifted: lowRank ? new LowRankSystem(network, weights) : new DenseSystem(network, weights, this.#signs),
      ascent: kernel.vector(model.parameterCount),
      margin: zero,
      scale: zero,
      resolvedScale: zero,
      logLossShift: zero,
    };
  }

  /** Log-loss time t, with θ' = −∇ log 𝓛. */
  get time(): number {
    return this.#time;
  }

  /** The network at the start of the step, for its pre-activations and invariants; its θ is ψ. */
  get network(): Network<T> {
    return this.#here.network;
  }

  /** p at the start of the step. */
  get weights(): LossWeights<T> {
    return this.#here.weights;
  }

  /** Σ p_i ∂q_i at ψ. */
  get ascent(): Vector<T> {
    return this.#here.ascent;
  }

  /** min q at ψ. */
  get margin(): number {
    return this.kernel.field.toNumber(this.#here.margin);
  }

  /** s, with θ = e^s ψ. */
  get logScale(): number {
    return this.kernel.field.toNumber(this.#logScale);
  }

  /** ds/dτ over the step. */
  get rate(): number {
    return this.kernel.field.toNumber(this.#rate);
  }

  /**
   * A size of ψ that moves no margin by more than 1. Only a linear model has one: its θ may pass through 0, where no
   * error is small relative to ‖θ‖, while for L ≥ 2 the origin is a saddle that is left at a relative rate.
   */
  get harmlessSize(): number {
    if (this.#model.degree > 1) return 0;
    const slope = Math.sqrt(this.kernel.field.toNumber(inner(this.kernel, this.ascent, this.ascent)));
    return Math.exp(-this.logScale) / slope;
  }

  /** Whether R is below its cap, so that p sees it grow. */
  get resolved(): boolean {
    const { scale, resolvedScale } = this.#here;
    return this.kernel.field.compare(scale, resolvedScale) <= 0;
  }

  /** log 𝓛 at the start of the step. */
  get logLoss(): number {
    const { field } = this.kernel;
    const { scale, margin, logLossShift } = this.#here;
    return field.toNumber(field.sub(logLossShift, field.mul(scale, margin)));
  }

  evaluate(t: number, y: Vector<T>, out: Vector<T>): void {
    const { field } = this.kernel;
    const logScale = field.add(this.#logScale, field.mul(this.#rate, field.fromNumber(t)));
    this.#evaluateAt(this.#trial, y, logScale);
    this.#fieldOf(this.#trial, y, out);
  }

  factor(tau: number): boolean {
    const { field } = this.kernel;
    const step = field.fromNumber(tau);
    const beta = field.add(field.one, field.mul(step, this.#rate));
    return this.#here.shifted.factor(beta, step, this.#here.resolvedScale);
  }

  solve(v: Vector<T>): void {
    this.#here.shifted.solve(v);
  }

  /** Total variation distance between p at the start of the step and at the last state evaluated. */
  weightShift(): number {
    const { toNumber } = this.kernel.field;
    const before = this.#here.weights.p;
    const after = this.#trial.weights.p;
    let sum = 0;
    for (let i = 0; i < before.length; i++) sum += Math.abs(toNumber(after[i]!) - toNumber(before[i]!));
    return sum / 2;
  }

  /** Makes y, reached by a step of length h, the new state; `evaluated` says that it was the last one evaluated. */
  advance(y: Vector<T>, h: number, evaluated: boolean): void {
    const { field } = this.kernel;
    this.#time += this.#elapsed(h);
    this.#logScale = field.add(this.#logScale, field.mul(this.#rate, field.fromNumber(h)));
    copyInto(y, this.state);
    const size = Math.sqrt(field.toNumber(inner(this.kernel, y, y)));
    const outgrown = size < 0.5 || size > 2;
    if (outgrown) this.#normalize();
    if (outgrown || !evaluated) this.#evaluateAt(this.#trial, this.state, this.#logScale);
    [this.#here, this.#trial] = [this.#trial, this.#here];
    this.#begin();
  }

  /** ∫ e^{(2−L)(s+ρτ)} dτ over the step. */
  #elapsed(h: number): number {
    const exponent = 2 - this.#model.degree;
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

  #evaluateAt(target: Evaluation<T>, y: Vector<T>, logScale: T): void {
    const { field } = this.kernel;
    const { network, weights } = target;
    network.evaluate(y);
    const { margins } = network;
    let margin = margins[0]!;
    for (let i = 1; i < margins.length; i++) if (field.compare(margins[i]!, margin) < 0) margin = margins[i]!;
    const scale = field.exp(field.mul(this.#degree, logScale));
    const resolved = field.compare(scale, this.#scaleCap) < 0 ? scale : this.#scaleCap;
    for (let i = 0; i < margins.length; i++)
      this.#gaps[i] = field.mul(resolved, field.sub(margins[i]!, margin));
    const shift = this.#loss.weigh(field, field.mul(scale, margin), this.#gaps, weights);
    target.margin = margin;
    target.scale = scale;
    target.resolvedScale = resolved;
    target.logLossShift = field.sub(shift, field.log(field.fromNumber(margins.length)));
    network.gradientSum(weights.p, target.ascent);
    this.#applySigns(target.ascent);
  }

  #applySigns(v: Vector<T>): void {
    for (let j = 0; j < this.size; j++) if (this.#signs[j]! < 0) v[j] = this.kernel.field.neg(v[j]!);
  }

  /** out = Σ p_i ∂q_i − ρy. */
  #fieldOf({ ascent }: Evaluation<T>, y: Vector<T>, out: Vector<T>): void {
    copyInto(ascent, out);
    addScaledVector(this.kernel, this.kernel.field.neg(this.#rate), y, out);
  }

  /** ⟨ψ, ψ'⟩/‖ψ‖², the rate that keeps ‖ψ‖; 0 while a linear model's θ shrinks, as it may do through 0. */
  #growthRate(): T {
    const { field } = this.kernel;
    const square = inner(this.kernel, this.state, this.state);
    if (!(field.compare(square, field.zero) > 0)) return field.zero;
    const rate = field.div(inner(this.kernel, this.state, this.#here.ascent), square);
    return this.#model.degree === 1 && field.compare(rate, field.zero) < 0 ? field.zero : rate;
  }

  /** Freezes ρ and computes the field and its time derivative at the start of a step. */
  #begin(): void {
    const { kernel } = this;
    const { field } = kernel;
    const { network, weights, scale } = this.#here;
    this.#rate = this.#growthRate();
    this.#fieldOf(this.#here, this.state, this.initialField);
    fill(this.timeDerivative, field.zero);
    if (!this.resolved) return;
    const growth = field.mul(field.mul(this.#degree, this.#rate), scale);
    applySpread(kernel, weights, network.margins, this.#points);
    for (let i = 0; i < this.#points.length; i++)
      this.#points[i] = field.neg(field.mul(growth, this.#points[i]!));
    network.gradientSum(this.#points, this.timeDerivative);
    this.#applySigns(this.timeDerivative);
  }
}
