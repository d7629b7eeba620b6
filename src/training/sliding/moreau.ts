import type { ActivationPattern, Side } from './pattern.ts';
import { neuronNorm, type SlidingProblem, type SlidingState } from './problem.ts';
import { slidingForces } from './slopes.ts';
import type { StageSolver } from './stage-solver.ts';
import { guessWeights } from './weights.ts';

/** A pre-activation counts as being on the wrong side from this size on, relative to neuron and point. */
const WRONG_SIDE = 1e-11;
/** A sliding force counts as out of bounds from here on, relative to the forces that balance. */
const OUT_OF_BOUNDS = 1e-9;
/** Rounds that correct every violation at once, before Murty's least index rule takes over. */
const FREE_ROUNDS = 4;
const MOST_ROUNDS = 100;

/**
 * One implicit Euler step with complementarity (Moreau's time stepping for sweeping processes): the sides of all
 * kinks are found together with the new state, so that any number of simultaneous events is resolved at once.
 *
 * A neuron on the wrong side of a kink with a_k y_i < 0, which attracts, slides along it; with a_k y_i > 0 it has
 * crossed it. A sliding force out of bounds releases the neuron. Corrections repeat until nothing is wrong; that the
 * least index rule ends is Murty's theorem for the attracting kinks, whose complementarity problem is monotone.
 */
export class MoreauStepper {
  readonly #problem: SlidingProblem;
  readonly #pattern: ActivationPattern;
  readonly #solver: StageSolver;
  readonly #base: Float64Array;
  readonly #rates: Float64Array;
  readonly #growth: Float64Array;
  log: unknown[] = [];
  readonly #touched = new Set<number>();

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
   * Finds the consistent pattern and the state after a step of length h; `commit` takes them over. False if none
   * was found.
   */
  find(state: SlidingState, h: number): boolean {
    this.log = [];
    this.#settle();
    for (let round = 0; round < MOST_ROUNDS; round++) {
      if (!this.#solve(state, h)) {
        this.log.push('unsolved');
        return false;
      }
      const violations = this.#violations(state.theta, h);
      if (violations.length === 0) return true;
      this.log.push(JSON.stringify(violations));
      const corrected = round < FREE_ROUNDS ? violations : violations.slice(0, 1);
      for (const { neuron, point, side } of corrected) this.put(neuron, point, side);
      this.#settle();
    }
    return false;
  }

  /** Moves the state to where the last find arrived. */
  commit(state: SlidingState, h: number): void {
    state.theta.set(this.#solver.map.theta);
    state.p.set(this.#solver.p);
    state.live.set(this.#pattern.live);
    state.shift = this.#solver.shift;
    state.time += h;
  }

  /** Returns the pattern to earlier sides. */
  restore(sides: Int8Array): void {
    const { points, width } = this.#problem;
    for (let k = 0; k < width; k++)
      for (let i = 0; i < points; i++) {
        const side = sides[k * points + i] as Side;
        if (side !== 0 && side !== this.#pattern.side(k, i)) this.put(k, i, side);
      }
    for (let k = 0; k < width; k++)
      for (let i = 0; i < points; i++)
        if (sides[k * points + i] === 0 && this.#pattern.side(k, i) !== 0) this.put(k, i, 0);
  }

  /** Puts neuron k on a side of point i, or on its kink if that is possible. */
  put(k: number, i: number, side: Side): void {
    if (side !== 0) this.#pattern.setSide(k, i, side);
    else if (!this.#pattern.slide(k, i)) return;
    this.#touched.add(k);
  }

  #settle(): void {
    for (const k of this.#touched) this.#pattern.refresh(k);
    if (this.#touched.size > 0) this.#pattern.refreshLive();
    this.#touched.clear();
  }

  #solve(state: SlidingState, h: number): boolean {
    const { dimension, width } = this.#problem;
    const base = this.#base;
    base.set(state.theta);
    for (let k = 0; k < width; k++) this.#pattern.project(k, base, k * dimension);
    const guess = guessWeights(this.#problem, this.#pattern, state);
    const stage = { base, tau: h, rates: this.#rates, growth: this.#growth };
    return this.#solver.solve(stage, guess.p, guess.shift);
  }

  /** What is inconsistent after a step, in the order of (neuron, point), and the side that corrects it. */
  #violations(before: Float64Array, h: number): { neuron: number; point: number; side: Side }[] {
    const { points, dimension, width, x, y, norms } = this.#problem;
    const pattern = this.#pattern;
    const { theta } = this.#solver.map;
    const violations: { neuron: number; point: number; side: Side }[] = [];
    for (let k = 0; k < width; k++) {
      if (pattern.pinned[k] === 1 || pattern.moving[k] === 0) continue;
      const a = theta[width * dimension + k];
      const size = neuronNorm(this.#problem, theta, k);
      const releases = this.#releases(before, a, h, k);
      for (let i = 0; i < points; i++) {
        const side = pattern.side(k, i);
        if (side === 0) {
          const release = releases.get(i);
          if (release !== undefined) violations.push({ neuron: k, point: i, side: release });
          continue;
        }
        let z = 0;
        for (let j = 0; j < dimension; j++) z += theta[k * dimension + j] * x[i * dimension + j];
        if (z * side >= -WRONG_SIDE * size * norms[i]) continue;
        violations.push({ neuron: k, point: i, side: a * y[i] < 0 ? 0 : (-side as Side) });
      }
    }
    return violations;
  }

  #releases(before: Float64Array, a: number, h: number, k: number): Map<number, 1 | -1> {
    const { dimension, y } = this.#problem;
    const releases = new Map<number, 1 | -1>();
    if (this.#pattern.sliding[k].length === 0) return releases;
    const pull = before.slice(k * dimension, (k + 1) * dimension);
    for (let j = 0; j < dimension; j++) pull[j] /= h * a;
    for (const { point, force, least, most, scale } of slidingForces(
      this.#problem,
      this.#pattern,
      this.#solver,
      k,
      pull,
    )) {
      // The excess of the bound over the force drives ⟨w_k, x_i⟩, with the sign of a_k y_i.
      if (force > most + OUT_OF_BOUNDS * scale) releases.set(point, a * y[point] < 0 ? 1 : -1);
      else if (force < least - OUT_OF_BOUNDS * scale) releases.set(point, a * y[point] < 0 ? -1 : 1);
    }
    return releases;
  }
}
