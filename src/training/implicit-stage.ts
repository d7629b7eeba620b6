import { addScaledVector, copyInto, inner, type Kernel, type Vector } from '../linalg/kernel.ts';
import { CurvatureInverse } from './curvature-inverse.ts';
import type { Evaluation, Problem } from './evaluation.ts';
import { LEAST_WEIGHT, Relaxation } from './relaxation.ts';

/** Once log 𝓛 is below minus this, both losses are exponential to more digits than double-double has. */
const LATE = 80;
const MOST_ITERATIONS = 12;
/** A stage is solved when its residual is below this part of the state, … */
const RESIDUAL = 1e-4;
/** … or this many units of rounding, … */
const ROUNDING = 64;
/** … and its weights are those at its end to this total variation, … */
const SAME_WEIGHTS = 1e-7;
/** … or to this where rounding of the margins stops them. */
const NEARLY_SAME_WEIGHTS = 1e-3;

/** y = base + τ(Σ p_i ∂q_i(y) − ρy), with p the weights at y. */
export interface StageEquation<T> {
  readonly base: Vector<T>;
  readonly tau: T;
  readonly rate: T;
  /** Evaluates the loss at y, at the time of the stage. */
  readonly evaluate: (y: Vector<T>) => Evaluation<T>;
  /** Whether τ is so long that Newton's method needs the curvature of the margins. */
  readonly isLong: boolean;
}

/**
 * An implicit stage of the flow late in a run, solved to convergence with the weights p as unknowns of their own.
 *
 * Late the flow is nearly constrained to equal margins, and p are the multipliers that keep them equal. A linearly implicit
 * step leaves the margins off by more than p can bear; here p comes out right. Each Newton step linearises the margins and
 * solves for p without linearising their logarithms (`Relaxation`).
 */
export class ImplicitStage<T> {
  /** The weights of the last solution. */
  readonly weights: Vector<T>;
  /** Σ p_i ∂q_i − ρy at the last solution. */
  readonly field: Vector<T>;
  readonly #problem: Problem<T>;
  readonly #residualAllowed: number;
  readonly #relaxation: Relaxation<T>;
  readonly #inverse: CurvatureInverse<T>;
  readonly #levels: Vector<T>;
  readonly #response: Vector<T>;
  readonly #before: Vector<T>;
  readonly #residual: Vector<T>;

  constructor(problem: Problem<T>, tolerance: number) {
    const { model, kernel, samples } = problem;
    const perPoint = () => kernel.vector(samples.points);
    const perParameter = () => kernel.vector(model.parameterCount);
    this.#problem = problem;
    this.#residualAllowed = Math.max(RESIDUAL * tolerance, ROUNDING * kernel.field.epsilon);
    this.#relaxation = new Relaxation(kernel, samples.points);
    this.#inverse = new CurvatureInverse(kernel, samples.points);
    this.weights = perPoint();
    this.#levels = perPoint();
    this.#response = perPoint();
    this.#before = perPoint();
    this.field = perParameter();
    this.#residual = perParameter();
  }

  /** Whether the loss is late enough for this. */
  static isLate<T>(evaluation: Evaluation<T>): boolean {
    return evaluation.logLoss < -LATE;
  }

  /** Overwrites y, a guess, with the solution near it; `guess` are weights near its weights. False if none is found. */
  solve(equation: StageEquation<T>, y: Vector<T>, guess: Vector<T>): boolean {
    const { kernel } = this.#problem;
    const { toNumber } = kernel.field;
    copyInto(guess, this.weights);
    let before = Number.POSITIVE_INFINITY;
    for (let k = 0; k < MOST_ITERATIONS; k++) {
      const evaluation = equation.evaluate(y);
      this.#readResidual(equation, evaluation, y);
      const size = Math.sqrt(toNumber(inner(kernel, y, y)));
      const residual = Math.sqrt(toNumber(inner(kernel, this.#residual, this.#residual))) / size;
      const distance = totalVariation(kernel, this.weights, evaluation.weights.p);
      const areSame = distance < SAME_WEIGHTS || (distance < NEARLY_SAME_WEIGHTS && distance > before / 2);
      if (residual <= this.#residualAllowed && areSame) {
        this.#dropLeastWeights();
        return true;
      }
      if (!(residual < Number.POSITIVE_INFINITY) || !this.#improve(equation, evaluation, y)) return false;
      before = distance;
    }
    return false;
  }

  /** What is only not 0 for its logarithm's sake must not hold, or release, neurons that no other point drives. */
  #dropLeastWeights(): void {
    const { field } = this.#problem.kernel;
    const least = field.fromNumber(LEAST_WEIGHT);
    for (let i = 0; i < this.weights.length; i++)
      if (field.compare(this.weights[i]!, least) <= 0) this.weights[i] = field.zero;
  }

  /** In `field`: the field at y with the present weights. In `#residual`: base + τ field − y. */
  #readResidual({ base, tau, rate }: StageEquation<T>, { network }: Evaluation<T>, y: Vector<T>): void {
    const { kernel } = this.#problem;
    const { neg, one } = kernel.field;
    network.gradientSum(this.weights, this.field);
    addScaledVector(kernel, neg(rate), y, this.field);
    copyInto(base, this.#residual);
    addScaledVector(kernel, tau, this.field, this.#residual);
    addScaledVector(kernel, neg(one), y, this.#residual);
  }

  /**
   * With C = (1 + τρ)I − τB and K = G C⁻¹ Gᵀ, a Newton step is δy = C⁻¹(residual + τGᵀδp), and its weights are those of
   * the margins q + G C⁻¹ residual + τKδp.
   */
  #improve({ tau, rate, isLong }: StageEquation<T>, evaluation: Evaluation<T>, y: Vector<T>): boolean {
    const { kernel } = this.#problem;
    const { add, sub, mul, neg, one, zero } = kernel.field;
    const { network, resolvedScale, gaps } = evaluation;
    const n = gaps.length;
    const inverse = this.#inverse;
    if (!inverse.prepare(network, this.weights, add(one, mul(tau, rate)), isLong ? tau : zero)) return false;
    copyInto(this.#residual, this.field);
    inverse.solve(this.field);
    network.directional(this.field, this.#levels);
    for (let i = 0; i < n; i++)
      this.#levels[i] = sub(this.#levels[i]!, mul(tau, kernel.dot(n, inverse.gram, i * n, this.weights, 0)));
    kernel.scale(n, resolvedScale, this.#levels, 0, this.#levels, 0);
    addScaledVector(kernel, one, gaps, this.#levels);
    copyInto(this.weights, this.#before);
    if (!this.#relaxation.solve(this.#levels, mul(resolvedScale, tau), inverse.gram, this.weights))
      return false;
    copyInto(this.weights, this.#response);
    addScaledVector(kernel, neg(one), this.#before, this.#response);
    network.gradientSum(this.#response, this.field);
    addScaledVector(kernel, tau, this.field, this.#residual);
    inverse.solve(this.#residual);
    addScaledVector(kernel, one, this.#residual, y);
    return true;
  }
}

/** Half the sum of absolute differences. */
export function totalVariation<T>(kernel: Kernel<T>, p: Vector<T>, other: Vector<T>): number {
  const { toNumber } = kernel.field;
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += Math.abs(toNumber(p[i]!) - toNumber(other[i]!));
  return sum / 2;
}
