import { type Growth, growthAtZero, LEAST_GROWTH, sidesOf } from './growth.ts';
import type { ActivationPattern } from './pattern.ts';
import {
  outputIndex,
  preActivation,
  type SlidingProblem,
  type SlidingState,
  typicalNorm,
} from './problem.ts';
import { sideForce } from './sliding-force.ts';
import { currentWeights, type Weights } from './weights.ts';

/** A neuron whose input weights are this small against its `lever`, in units of the tolerance, and shrinking has come to w = 0. */
const VANISHING = 0.3;
/** At this size, relative to the lever, it has come there even if it rests. */
const VANISHED = 1e-12;

/**
 * Neurons with w_k = 0. On a ray of sliding points w reaches 0 in finite time, where every point is on its kink. It goes on
 * where it can grow, and rests while it cannot; its a_k is then constant. Where it can grow in several directions, the flow
 * branches, and it takes the fastest. A ReLU that rests is dead from then on.
 */
export class Pins {
  /** Neurons that came to rest, and that left w = 0 in one of several possible directions. */
  readonly counts = { rest: 0, branch: 0 };
  readonly #problem: SlidingProblem;
  readonly #pattern: ActivationPattern;
  readonly #vanishing: number;

  constructor(problem: SlidingProblem, pattern: ActivationPattern, tolerance: number) {
    this.#problem = problem;
    this.#pattern = pattern;
    this.#vanishing = VANISHING * tolerance;
  }

  /** Pins the neurons whose input weights are about to vanish, and returns them; couplings are the b of the state. */
  pinVanishing(state: SlidingState, couplings: Float64Array): number[] {
    const { width, dimension } = this.#problem;
    const vanished: number[] = [];
    for (let k = 0; k < width; k++) {
      if (this.#pattern.pinned[k] === 1) continue;
      const a = state.theta[outputIndex(this.#problem, k)];
      const lever = this.#lever(state, k);
      let square = 0;
      let along = 0;
      for (let j = k * dimension; j < (k + 1) * dimension; j++) {
        square += state.theta[j] ** 2;
        along += couplings[j] * state.theta[j];
      }
      const isTiny = square <= (this.#vanishing * lever) ** 2;
      const isVanishing = isTiny && (a * along < 0 || this.#hasPassedZero(state, k));
      const hasVanished = square <= (VANISHED * lever) ** 2 && !this.#isDead(k, square);
      if (!isVanishing && !hasVanished) continue;
      this.#pattern.pin(k, true);
      state.theta.fill(0, k * dimension, (k + 1) * dimension);
      vanished.push(k);
    }
    this.#pattern.settle();
    return vanished;
  }

  /** Whether no point sees w_k ≠ 0, nor will: it then stays where it is, however large the others grow. */
  #isDead(k: number, square: number): boolean {
    const isHeldAtZero = this.#pattern.sliding(k).length === this.#problem.dimension;
    return square > 0 && this.#pattern.moving[k] === 0 && !isHeldAtZero;
  }

  /** Whether w_k is on the wrong side of all of its kinks: it came to 0, where they meet, and a little further. */
  #hasPassedZero({ theta }: SlidingState, k: number): boolean {
    const { count } = this.#problem.lines;
    let passed = false;
    for (let line = 0; line < count; line++) {
      const side = this.#pattern.side(k, line);
      if (side === 0) continue;
      if (side * preActivation(this.#problem, theta, k, line) >= 0) return false;
      passed = true;
    }
    return passed;
  }

  /** Lets neurons at w = 0 go that can grow: those that have just come there, and any that is not a ReLU. */
  release(state: SlidingState, vanished: readonly number[]): void {
    const { width, alpha } = this.#problem;
    for (let k = 0; k < width; k++) {
      const isNew = vanished.includes(k);
      const a = state.theta[outputIndex(this.#problem, k)];
      if (this.#pattern.pinned[k] === 0 || a === 0 || (alpha === 0 && !isNew)) continue;
      const weights = currentWeights(this.#problem, this.#pattern, state);
      const growth = neuronGrowth(this.#problem, this.#pattern, weights, a);
      if (growth.rate > LEAST_GROWTH) this.#leave(state, k, growth);
      else if (isNew) this.counts.rest++;
    }
    this.#pattern.settle();
  }

  #leave(state: SlidingState, k: number, { direction, ways }: Growth): void {
    const { dimension } = this.#problem;
    const weights = currentWeights(this.#problem, this.#pattern, state);
    const forces = forcesAtZero(
      this.#problem,
      this.#pattern,
      weights,
      state.theta[outputIndex(this.#problem, k)],
    );
    if (ways > 1) this.counts.branch++;
    const seed = this.#vanishing * this.#lever(state, k);
    for (let j = 0; j < dimension; j++) state.theta[k * dimension + j] = seed * direction[j];
    this.#pattern.pin(k, false);
    for (const [line, side] of sidesOf(forces, direction).entries()) this.#pattern.put(k, line, side);
    this.#pattern.project(k, state.theta, k * dimension);
  }

  /** What the size of w_k is compared with: |a_k|, or the typical ‖w‖ where the a_k are fixed. */
  #lever({ theta }: SlidingState, k: number): number {
    if (this.#problem.trainsOutputs) return Math.abs(theta[outputIndex(this.#problem, k)]);
    return typicalNorm(this.#problem, theta);
  }
}

/** How a neuron with w = 0 and this output weight can grow. */
export function neuronGrowth(
  problem: SlidingProblem,
  pattern: ActivationPattern,
  weights: Weights,
  output: number,
): Growth {
  return growthAtZero(forcesAtZero(problem, pattern, weights, output));
}

function forcesAtZero(problem: SlidingProblem, pattern: ActivationPattern, weights: Weights, output: number) {
  const { dimension, lines } = problem;
  const all = Array.from({ length: lines.count }, (_, line) => line);
  const force = (line: number, side: 1 | -1) => output * sideForce(problem, pattern, weights, line, side);
  return {
    directions: all.map((line) => lines.directions.subarray(line * dimension, (line + 1) * dimension)),
    plus: all.map((line) => force(line, 1)),
    minus: all.map((line) => force(line, -1)),
  };
}
