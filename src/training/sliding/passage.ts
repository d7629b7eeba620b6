import type { KinkEvent } from './events.ts';
import { MoreauStepper } from './moreau.ts';
import type { ActivationPattern, Side } from './pattern.ts';
import { outputIndex, type SlidingProblem, type SlidingState } from './problem.ts';
import { forceJump, releaseSide, slidingForces } from './sliding-force.ts';
import type { Stepper } from './stepper.ts';

/**
 * Which way a neuron leaves a kink that no longer attracts it, where leaving to both sides and staying are all
 * solutions of the flow: to the side whose slope the sliding slope is nearer to, not at all, or to a given side.
 */
export type Branching = 'nearest' | 'stay' | 'plus' | 'minus';

/** Which part of a step to a candidate θ̂ to take instead, to end at the target; undefined if it is not passed. */
export type Overshoot = (theta: Float64Array) => number | undefined;

/** How often kinks were crossed, slid along from then on, and left; how often the flow branched. */
export interface PassageCounts {
  cross: number;
  slide: number;
  release: number;
  branch: number;
}

const MOST_ATTEMPTS = 20;
/** Attempts that may be spent on ending a run at its target: it may be passed at once, as live points go. */
const LANDING_ATTEMPTS = 8;

/** Carries the state over events: guesses the pattern behind them and lets a Moreau step correct it. */
export class Passage {
  readonly counts: PassageCounts = { cross: 0, slide: 0, release: 0, branch: 0 };
  readonly #problem: SlidingProblem;
  readonly #pattern: ActivationPattern;
  readonly #stepper: Stepper;
  readonly #moreau: MoreauStepper;
  readonly #branching: Branching;

  constructor(problem: SlidingProblem, pattern: ActivationPattern, stepper: Stepper, branching: Branching) {
    this.#problem = problem;
    this.#pattern = pattern;
    this.#stepper = stepper;
    this.#moreau = new MoreauStepper(problem, pattern, stepper.solver);
    this.#branching = branching;
  }

  /**
   * Passes events that are due, in a step of at most `longest`, and so short that the largest rate that it begins or
   * ends with times its length is at most `extent`; `overshoot` as for `SlidingIntegrator.advance`. False if no step,
   * however short, succeeds.
   */
  pass(
    state: SlidingState,
    events: readonly KinkEvent[],
    longest: number,
    extent: number,
    overshoot: Overshoot,
  ): boolean {
    const sides = this.#pattern.sides.slice();
    let h = longest;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      this.#pattern.restore(sides);
      // Guesses weigh the forces of the pattern before the events, not of the one tried last.
      this.#pattern.settle();
      for (const event of events) this.#guess(state, event);
      if (!this.#moreau.find(state, h)) {
        h /= 4;
        continue;
      }
      const rate = this.#stepper.fastestNow();
      if (h * rate > 2 * extent) {
        h = Math.min(h / 2, extent / rate);
        continue;
      }
      const part = attempt < LANDING_ATTEMPTS ? overshoot(this.#stepper.solver.map.theta) : undefined;
      if (part !== undefined) {
        h *= part;
        continue;
      }
      this.#moreau.commit(state, h);
      this.#count(sides);
      for (const event of events) if (event.kind === 'turn') this.counts.branch++;
      return true;
    }
    return false;
  }

  /** Puts the pattern where an event, alone, would put it. */
  #guess(state: SlidingState, event: KinkEvent): void {
    const pattern = this.#pattern;
    if (event.kind === 'wake') return;
    const k = event.neuron;
    const a = state.theta[outputIndex(this.#problem, k)];
    if (event.kind === 'turn') {
      for (const { line, force, plus, minus } of slidingForces(this.#problem, pattern, state, k)) {
        const nearest = Math.abs(plus - force) < Math.abs(minus - force) ? 1 : -1;
        const side = this.#branching === 'plus' ? 1 : this.#branching === 'minus' ? -1 : nearest;
        pattern.put(k, line, side);
      }
      return;
    }
    const { line } = event;
    if (event.kind === 'release') pattern.put(k, line, releaseSide(event.bound, a));
    else {
      const isAttracting = a * forceJump(this.#problem, pattern, state, line) < 0;
      pattern.put(k, line, isAttracting ? 0 : (-pattern.side(k, line) as Side));
    }
  }

  #count(before: Int8Array): void {
    for (const [index, side] of this.#pattern.sides.entries()) {
      if (side === before[index]) continue;
      if (side === 0) this.counts.slide++;
      else if (before[index] === 0) this.counts.release++;
      else this.counts.cross++;
    }
  }
}
