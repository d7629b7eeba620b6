import type { ActivationPattern } from './pattern.ts';
import {
  outputIndex,
  preActivation,
  type SlidingProblem,
  type SlidingState,
  typicalNorm,
} from './problem.ts';
import { forceJump, sideForce } from './sliding-force.ts';

/** A neuron whose input weights are this small against its `lever`, and shrinking, is pinned at w = 0. */
const VANISHING = 3e-7;
/** At this size they have vanished, as they do in a step along a ray that ends there. */
const VANISHED = 1e-12;
/** Sweeps of coordinate descent a step; they start from where the last step's ended. */
const SWEEPS = 3;
/** How clearly, relative to the forces, zero must be separated from the forces at w = 0. */
const SEPARATED = 1e-9;

/**
 * Neurons with w_k = 0. On a ray of sliding points w reaches 0 in finite time, where every point is on its kink. Where it
 * finds no way on (see `Passage.through`), it rests there as long as the forces at 0, those of all lines on either side
 * or between, include zero. What is left, a_k, is then constant. For the ReLU they always include it.
 */
export class Pins {
  count = 0;
  readonly #problem: SlidingProblem;
  readonly #pattern: ActivationPattern;
  /** Of the force at 0 that is nearest to zero, so far: where each line's is between its forces on the two sides. */
  readonly #parts: Float64Array;

  constructor(problem: SlidingProblem, pattern: ActivationPattern) {
    this.#problem = problem;
    this.#pattern = pattern;
    this.#parts = new Float64Array(problem.lines.count).fill(1);
  }

  /** Pins the neurons whose input weights are about to vanish, and returns them; couplings are the b of the state. */
  pinVanishing(state: SlidingState, couplings: Float64Array): number[] {
    const { width, dimension } = this.#problem;
    const vanished: number[] = [];
    for (let k = 0; k < width; k++) {
      if (this.#pattern.pinned[k] === 1) continue;
      const a = state.theta[outputIndex(this.#problem, k)];
      let square = 0;
      let along = 0;
      for (let j = k * dimension; j < (k + 1) * dimension; j++) {
        square += state.theta[j] ** 2;
        along += couplings[j] * state.theta[j];
      }
      const isVanishing =
        square <= (VANISHED * this.#lever(state, k)) ** 2 ||
        (square <= (VANISHING * this.#lever(state, k)) ** 2 && a * along < 0);
      if (!isVanishing) continue;
      this.#pattern.pin(k, true);
      state.theta.fill(0, k * dimension, (k + 1) * dimension);
      if (a !== 0) vanished.push(k);
    }
    this.#pattern.settle();
    return vanished;
  }

  /** Lets the pinned neurons go, as soon as the forces at w = 0 exclude zero, along the force nearest to zero. */
  releaseDriven(state: SlidingState): void {
    const { width, dimension, lines, alpha } = this.#problem;
    if (alpha === 0 || !this.#pattern.pinned.includes(1)) return;
    const force = this.#excludingForce(state);
    if (!force) return;
    for (let k = 0; k < width; k++) {
      const a = state.theta[outputIndex(this.#problem, k)];
      if (this.#pattern.pinned[k] === 0 || a === 0) continue;
      const seed = VANISHING * Math.sign(a) * this.#lever(state, k);
      for (let j = 0; j < dimension; j++) state.theta[k * dimension + j] = seed * force[j];
      this.#pattern.pin(k, false);
      for (let line = 0; line < lines.count; line++)
        this.#pattern.put(k, line, preActivation(this.#problem, state.theta, k, line) > 0 ? 1 : -1);
    }
    this.#pattern.settle();
  }

  /** What the size of w_k is compared with: |a_k|, or the typical ‖w‖ where the a_k are fixed. */
  #lever({ theta }: SlidingState, k: number): number {
    if (this.#problem.trainsOutputs) return Math.abs(theta[outputIndex(this.#problem, k)]);
    return typicalNorm(this.#problem, theta);
  }

  /**
   * The direction g of a force that has a positive inner product with every force at w = 0, if the search for the one
   * nearest to zero has come across one. The least inner product is exact, so the answer is never wrong.
   */
  #excludingForce(state: SlidingState): Float64Array | undefined {
    const { dimension, lines } = this.#problem;
    const { directions, norms } = lines;
    const parts = this.#parts;
    const minus = parts.map((_, line) => sideForce(this.#problem, this.#pattern, state, line, -1));
    const jumps = parts.map((_, line) => forceJump(this.#problem, this.#pattern, state, line));
    const force = new Float64Array(dimension);
    const add = (line: number, amount: number) => {
      for (let j = 0; j < dimension; j++) force[j] += amount * directions[line * dimension + j];
    };
    const along = (line: number) => preActivation(this.#problem, force, 0, line);
    for (let line = 0; line < parts.length; line++) add(line, minus[line] + parts[line] * jumps[line]);
    for (let sweep = 0; sweep < SWEEPS; sweep++)
      for (let line = 0; line < parts.length; line++) {
        if (jumps[line] === 0) continue;
        const wanted = parts[line] - along(line) / (jumps[line] * norms[line] ** 2);
        const part = Math.min(1, Math.max(0, wanted));
        add(line, (part - parts[line]) * jumps[line]);
        parts[line] = part;
      }
    const norm = Math.hypot(...force);
    let least = 0;
    let size = 0;
    for (let line = 0; line < parts.length; line++) {
      const ends = [minus[line], minus[line] + jumps[line]];
      least += Math.min(...ends.map((end) => end * along(line)));
      size += Math.max(...ends.map(Math.abs)) * norms[line];
    }
    return least > SEPARATED * size * norm ? force.map((value) => value / norm) : undefined;
  }
}
