import { copyInto, inner, type Kernel, type Vector } from '../linalg/kernel.ts';
import type { Model, Network, Samples } from '../models/model.ts';
import type { Loss, LossWeights } from './losses.ts';
import type { Mode } from './modes/mode.ts';
import { PatternNetwork } from './modes/pattern-network.ts';

/** What to differentiate: one model on one data set under one loss. */
export interface Problem<T> {
  readonly model: Model;
  readonly kernel: Kernel<T>;
  readonly samples: Samples<T>;
  readonly loss: Loss;
  /** ±1 a parameter, applied to the gradient; all +1 except in controls. */
  readonly signs: ArrayLike<number>;
  /** For a model with kinks, the mode that its flow is in; without one, slopes follow the signs of pre-activations. */
  readonly mode?: Mode<T>;
}

/** The gap of a dead point: its weight vanishes beside the others'. */
const DEAD_GAP = 1000;
/** Stands for every larger weight, so that differences of forces stay finite. */
const OVERWHELMING = 1e200;

/**
 * The loss and its gradient at θ = e^s ψ, from ψ and s.
 *
 * The margins at θ are R·q(ψ) with R = e^{Ls}; late in a run their differences, which p depends on, sink below the
 * rounding of R·q. So R is capped for the differences (not for the loss): the margins that carry p then agree to
 * 1/cap relatively instead of 1/R.
 *
 * In a mode, p and the loss are those of the live points alone, so that points which no neuron sees do not slow the others.
 */
export class Evaluation<T> {
  readonly network: Network<T>;
  /** p and r at θ. */
  readonly weights: LossWeights<T>;
  /** Σ p_i ∂q_i at ψ, with the problem's signs: the direction of −∇ log 𝓛. */
  readonly ascent: Vector<T>;
  /** R·(q_i − min q) with the capped R. */
  readonly gaps: Vector<T>;
  /** R, capped. */
  resolvedScale: T;
  readonly #problem: Problem<T>;
  readonly #scaleCap: T;
  readonly #degree: T;
  readonly #logPoints: T;
  #scale: T;
  #margin: T;
  /** log 𝓛 + R·min q, of the size of log n. */
  #logLossShift: T;

  constructor(problem: Problem<T>) {
    const { model, kernel, samples, mode } = problem;
    const { field } = kernel;
    this.#problem = problem;
    const network = model.on(kernel, samples);
    this.network = mode && network.kinks ? new PatternNetwork(network, network.kinks, mode) : network;
    this.weights = { p: kernel.vector(samples.points), r: kernel.vector(samples.points) };
    this.ascent = kernel.vector(model.parameterCount);
    this.resolvedScale = field.one;
    this.#scaleCap = field.fromNumber(1e-5 / field.epsilon);
    this.gaps = kernel.vector(samples.points);
    this.#degree = field.fromNumber(model.degree);
    this.#logPoints = field.log(field.fromNumber(samples.points));
    this.#scale = field.one;
    this.#margin = field.zero;
    this.#logLossShift = field.zero;
  }

  at(psi: Vector<T>, logScale: T): void {
    const { kernel, loss } = this.#problem;
    const { field } = kernel;
    const { network, weights } = this;
    const { margins } = network;
    network.evaluate(psi);
    const dead = this.deadPoints;
    let least = dead?.indexOf(0) ?? 0;
    for (let i = least + 1; i < margins.length; i++)
      if (dead?.[i] !== 1 && field.compare(margins[i]!, margins[least]!) < 0) least = i;
    const margin = margins[least]!;
    const scale = field.exp(field.mul(this.#degree, logScale));
    const resolved = field.compare(scale, this.#scaleCap) < 0 ? scale : this.#scaleCap;
    for (let i = 0; i < margins.length; i++)
      this.gaps[i] =
        dead?.[i] === 1 ? field.fromNumber(DEAD_GAP) : field.mul(resolved, field.sub(margins[i]!, margin));
    const shift = loss.weigh(field, field.mul(scale, margin), this.gaps, weights);
    this.#margin = margin;
    this.#scale = scale;
    this.resolvedScale = resolved;
    this.#logLossShift = field.sub(shift, this.#logPoints);
    network.gradientSum(weights.p, this.ascent);
    this.applySigns(this.ascent);
  }

  /**
   * Takes these weights for those at the present θ: late in a run, where p and r are the same and rounding of the margins
   * spoils them, an implicit step knows them better.
   */
  adopt(p: Vector<T>): void {
    copyInto(p, this.weights.p);
    copyInto(p, this.weights.r);
    this.network.gradientSum(p, this.ascent);
    this.applySigns(this.ascent);
  }

  /** ‖Σ p_i ∂q_i‖. */
  get speed(): number {
    const { kernel } = this.#problem;
    return Math.sqrt(kernel.field.toNumber(inner(kernel, this.ascent, this.ascent)));
  }

  /** R. */
  get scale(): T {
    return this.#scale;
  }

  /** Whether R is below its cap. */
  get resolved(): boolean {
    return this.#problem.kernel.field.compare(this.#scale, this.resolvedScale) <= 0;
  }

  /** min q at ψ. */
  get margin(): number {
    return this.#problem.kernel.field.toNumber(this.#margin);
  }

  /** 1 for each point that does not count, as no neuron sees it; undefined while all or none count. */
  get deadPoints(): Uint8Array | undefined {
    const dead = this.#problem.mode?.dead;
    return dead?.includes(0) && dead.includes(1) ? dead : undefined;
  }

  /** p, with the weights of dead points, in the same units, up to 1e200. */
  allWeights(): Vector<T> {
    const { p } = this.weights;
    const dead = this.deadPoints;
    if (!dead) return p;
    const { kernel, loss } = this.#problem;
    const { fromNumber, toNumber } = kernel.field;
    const weight = loss.steepnessAtZero * Math.exp(-this.logLoss - toNumber(this.#logPoints));
    const all = kernel.vector(p.length);
    copyInto(p, all);
    for (const [i, isDead] of dead.entries())
      if (isDead === 1) all[i] = fromNumber(Math.min(OVERWHELMING, weight));
    return all;
  }

  /** log 𝓛 at θ with the dead points, whose margins are 0. */
  get totalLogLoss(): number {
    const live = this.logLoss;
    const dead = this.deadPoints?.filter((isDead) => isDead === 1).length ?? 0;
    if (dead === 0) return live;
    const { kernel, loss } = this.#problem;
    const fixed = loss.logAtZero + Math.log(dead) - kernel.field.toNumber(this.#logPoints);
    return Math.max(live, fixed) + Math.log1p(Math.exp(-Math.abs(live - fixed)));
  }

  /** log 𝓛 at θ, of the points that count. */
  get logLoss(): number {
    const { field } = this.#problem.kernel;
    return field.toNumber(field.sub(this.#logLossShift, field.mul(this.#scale, this.#margin)));
  }

  /** v ← signs ∘ v. */
  applySigns(v: Vector<T>): void {
    const { kernel, signs } = this.#problem;
    for (let j = 0; j < v.length; j++) if (signs[j]! < 0) v[j] = kernel.field.neg(v[j]!);
  }
}
