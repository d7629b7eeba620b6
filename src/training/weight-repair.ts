import { copyInto, type Vector } from '../linalg/kernel.ts';
import type { Evaluation, Problem } from './evaluation.ts';
import { Relaxation } from './relaxation.ts';

/** Once log 𝓛 is below minus this, both losses are exponential to more digits than double-double has. */
const LATE = 80;

/**
 * An implicit Euler step of the flow, short, and solved for the weights p it ends with: it brings back margins that a
 * linearly implicit step has left off by more than p can bear.
 */
export class WeightRepair<T> {
  readonly #problem: Problem<T>;
  readonly #plain: boolean;
  readonly #relaxation: Relaxation<T>;
  readonly #gram: Vector<T>;
  readonly #levels: Vector<T>;
  readonly #weights: Vector<T>;
  readonly #ascent: Vector<T>;

  constructor(problem: Problem<T>) {
    const { model, kernel, samples, signs } = problem;
    this.#problem = problem;
    this.#plain = Array.from(signs).every((sign) => sign > 0);
    this.#relaxation = new Relaxation(kernel, samples.points);
    this.#gram = kernel.vector(samples.points ** 2);
    this.#levels = kernel.vector(samples.points);
    this.#weights = kernel.vector(samples.points);
    this.#ascent = kernel.vector(model.parameterCount);
  }

  /** Whether a repair is possible: late enough in a run, and not in a control. */
  appliesTo(evaluation: Evaluation<T>): boolean {
    return this.#plain && evaluation.logLoss < -LATE;
  }

  /**
   * y ← the solution of y' = y + τ(Σ p_i ∂q_i(y') − ρy'), with the margins linearised at y, where `evaluation` is.
   * `guess`: weights p near the solution's. False, with y untouched, if it is not found.
   */
  apply(evaluation: Evaluation<T>, y: Vector<T>, tau: T, rate: T, guess: Vector<T>): boolean {
    const { model, kernel } = this.#problem;
    const { add, sub, mul, div, one, fromNumber } = kernel.field;
    const { network } = evaluation;
    this.#computeGram(evaluation);
    // y' = (y + τGᵀp)/(1 + τρ), and Gy = Lq by Euler: so q' = q·(1 − Lτρ/(1 + τρ)) + τKp/(1 + τρ) with K = GGᵀ.
    const shrink = div(one, add(one, mul(tau, rate)));
    const kept = sub(one, mul(mul(fromNumber(model.degree), mul(tau, rate)), shrink));
    const stiffness = mul(evaluation.resolvedScale, mul(tau, shrink));
    kernel.scale(this.#levels.length, kept, evaluation.gaps, 0, this.#levels, 0);
    copyInto(guess, this.#weights);
    if (!this.#relaxation.solve(this.#levels, stiffness, this.#gram, this.#weights)) return false;
    network.gradientSum(this.#weights, this.#ascent);
    kernel.addScaled(y.length, tau, this.#ascent, 0, y, 0);
    kernel.scale(y.length, shrink, y, 0, y, 0);
    return true;
  }

  /** K_ij = ⟨∂q_i, ∂q_j⟩, by the model's own way if it has one. */
  #computeGram({ network, weights }: Evaluation<T>): void {
    const { model, kernel, samples } = this.#problem;
    const { points } = samples;
    const shifted = network.curvature(weights.p).shifted;
    if (shifted?.prepare(kernel.field.one, kernel.field.zero)) shifted.gram(this.#gram);
    else {
      const size = model.parameterCount;
      const rows = kernel.vector(points * size);
      for (let i = 0; i < points; i++) network.gradient(i, rows, i * size);
      kernel.multiplyTransposed(points, size, points, rows, rows, this.#gram);
    }
  }
}
