import type { ActivationPattern, Side } from './pattern.ts';
import { neuronNorm, outputIndex, preActivation, type SlidingProblem, type SlidingState } from './problem.ts';
import { forceJump, releaseSide, slidingForces, violatedBound } from './sliding-force.ts';
import type { Stage } from './stage-map.ts';
import type { StageSolver } from './stage-solver.ts';
import { currentWeights } from './weights.ts';

/** A pre-activation is on the wrong side from this size on, relative to neuron and line. */
const WRONG_SIDE = 1e-11;
/** A sliding force is out of bounds from here on, relative to the forces that balance. */
const OUT_OF_BOUNDS = 1e-9;
/** Rounds that correct every violation at once, before Murty's least index rule takes over. */
const FREE_ROUNDS = 4;
const MOST_ROUNDS = 100;

interface Correction {
  readonly neuron: number;
  readonly line: number;
  readonly side: Side;
}

/**
 * One implicit Euler step with complementarity (Moreau's time stepping for sweeping processes): the sides of all
 * kinks are found together with the new state, so that any number of simultaneous events is resolved at once. It is
 * as short as it can be, because its order is 1; its purpose is the pattern, and the p that belongs to it.
 *
 * A neuron on the wrong side of a kink that attracts slides along it; one that does not attract it has crossed. A sliding force out of bounds releases the neuron. Corrections repeat until nothing is wrong; the least
 * index rule ends where the complementarity problem is monotone (Murty 1974), as it is for the kinks that attract.
 */
export class MoreauStepper {
  readonly #problem: SlidingProblem;
  readonly #pattern: ActivationPattern;
  readonly #solver: StageSolver;
  readonly #base: Float64Array;
  readonly #rates: Float64Array;
  readonly #growth: Float64Array;

  constructor(problem: SlidingProblem, pattern: ActivationPattern, solver: StageSolver) {
    const { dimension, width } = problem;
    this.#problem = problem;
    this.#pattern = pattern;
    this.#solver = solver;
    this.#base = new Float64Array(width * (dimension + 1));
    this.#rates = new Float64Array(width);
    this.#growth = new Float64Array(width).fill(1);
  }

  /**
   * Finds the consistent pattern near the present one, and the state after a step of length h, which `commit` takes
   * over. False if none was found.
   */
  find(state: SlidingState, h: number): boolean {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      this.#pattern.settle();
      if (!this.#solve(state, h)) return false;
      const corrections = this.#corrections(state.theta, h);
      if (corrections.length === 0) return true;
      const taken = round < FREE_ROUNDS ? corrections : corrections.slice(0, 1);
      for (const { neuron, line, side } of taken) this.#pattern.put(neuron, line, side);
    }
    return false;
  }

  /** Moves the state to where the last `find` arrived. */
  commit(state: SlidingState, h: number): void {
    state.theta.set(this.#solver.map.theta);
    state.p.set(this.#solver.p);
    state.live.set(this.#pattern.live);
    state.shift = this.#solver.shift;
    state.time += h;
  }

  #solve(state: SlidingState, h: number): boolean {
    const { dimension, width } = this.#problem;
    const base = this.#base;
    base.set(state.theta);
    for (let k = 0; k < width; k++) this.#pattern.project(k, base, k * dimension);
    const { p, shift } = currentWeights(this.#problem, this.#pattern, state);
    const stage: Stage = { base, tau: h, rates: this.#rates, growth: this.#growth };
    return this.#solver.solve(stage, p, shift);
  }

  /** What is inconsistent after a step, in the order of (neuron, line), and the side that corrects it. */
  #corrections(before: Float64Array, h: number): Correction[] {
    const problem = this.#problem;
    const pattern = this.#pattern;
    const { lines } = problem;
    const { theta } = this.#solver.map;
    const corrections: Correction[] = [];
    for (let k = 0; k < problem.width; k++) {
      if (pattern.moving[k] === 0) continue;
      const a = theta[outputIndex(problem, k)];
      const allowed = WRONG_SIDE * neuronNorm(problem, theta, k);
      const own: Correction[] = [];
      for (let line = 0; line < lines.count; line++) {
        const side = pattern.side(k, line);
        if (side * preActivation(problem, theta, k, line) >= -allowed * lines.norms[line]) continue;
        const isAttracting = a * forceJump(problem, pattern, this.#solver, line) < 0;
        own.push({ neuron: k, line, side: isAttracting ? 0 : (-side as Side) });
      }
      if (pattern.sliding(k).length > 0) own.push(...this.#releases(before, a, h, k));
      corrections.push(...own.sort((one, other) => one.line - other.line));
    }
    return corrections;
  }

  #releases(before: Float64Array, a: number, h: number, k: number): Correction[] {
    const problem = this.#problem;
    const { dimension } = problem;
    const pull = before.slice(k * dimension, (k + 1) * dimension).map((value) => value / (h * a));
    const releases: Correction[] = [];
    for (const force of slidingForces(problem, this.#pattern, this.#solver, k, pull)) {
      const bound = violatedBound(force, OUT_OF_BOUNDS);
      if (bound) releases.push({ neuron: k, line: force.line, side: releaseSide(bound, a) });
    }
    return releases;
  }
}
