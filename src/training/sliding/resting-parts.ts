import type { ActivationPattern } from './pattern.ts';
import type { SlidingProblem } from './problem.ts';
import { SlidingBasis } from './sliding-basis.ts';

/**
 * The parts of the w_k that no point drives: orthogonal to its kinks and to every x_i with p_i > 0
 * that neuron k sees. They do not move.
 *
 * A step in e^{−ρt}θ_k keeps them to its tolerance against ‖θ_k‖ only. As ‖θ_k‖ grows for ever, that changes their sign some
 * day: a ReLU neuron would wake up at a point that it never sees.
 */
export class RestingParts {
  readonly #problem: SlidingProblem;
  readonly #pattern: ActivationPattern;
  /** Of the driven part of each w_k, and the pattern and weights it was found for. */
  readonly #bases: SlidingBasis[];
  readonly #versions: Float64Array;
  readonly #driving: Uint8Array;
  readonly #difference: Float64Array;
  #drivingVersion = 0;

  constructor(problem: SlidingProblem, pattern: ActivationPattern) {
    this.#problem = problem;
    this.#pattern = pattern;
    this.#bases = Array.from({ length: problem.width }, () => new SlidingBasis());
    this.#versions = new Float64Array(2 * problem.width).fill(-1);
    this.#driving = new Uint8Array(problem.points);
    this.#difference = new Float64Array(problem.dimension);
  }

  /** Sets the resting part of w_k in `after` to what it was `before`. */
  keep(k: number, before: Float64Array, after: Float64Array): void {
    const { dimension } = this.#problem;
    const basis = this.#basis(k);
    if (basis.members.length === dimension) return;
    const difference = this.#difference;
    const at = k * dimension;
    for (let j = 0; j < dimension; j++) difference[j] = before[at + j] - after[at + j];
    // Twice, because what rounding leaves of the first pass is relative to the driven part, which is by far the larger.
    for (let pass = 0; pass < 2; pass++) basis.project(difference, 0);
    for (let j = 0; j < dimension; j++) after[at + j] += difference[j];
  }

  /** Tells the weights at both ends of a step: a point that has weight at either drives the neurons that see it. */
  drive(before: Float64Array, after: Float64Array): void {
    let isSame = true;
    for (let i = 0; i < before.length; i++) {
      const isDriving = before[i] > 0 || after[i] > 0 ? 1 : 0;
      if (isDriving !== this.#driving[i]) isSame = false;
      this.#driving[i] = isDriving;
    }
    if (!isSame) this.#drivingVersion++;
  }

  #basis(k: number): SlidingBasis {
    const { points, dimension, x, lines } = this.#problem;
    const { pulls, versions } = this.#pattern;
    if (this.#versions[2 * k] === versions[k] && this.#versions[2 * k + 1] === this.#drivingVersion)
      return this.#bases[k];
    this.#versions[2 * k] = versions[k];
    this.#versions[2 * k + 1] = this.#drivingVersion;
    const basis = new SlidingBasis();
    // Driven along its kinks, not along the points: their span with the lines holds both.
    for (const line of this.#pattern.sliding(k))
      basis.add(line, lines.directions.subarray(line * dimension, (line + 1) * dimension));
    for (let i = 0; i < points; i++)
      if (this.#driving[i] === 1 && pulls[k * points + i] !== 0)
        basis.add(i, x.subarray(i * dimension, (i + 1) * dimension));
    this.#bases[k] = basis;
    return basis;
  }
}
