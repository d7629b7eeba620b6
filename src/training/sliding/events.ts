import { LEAST_GROWTH } from './growth.ts';
import { firstDescent } from './hermite.ts';
import type { ActivationPattern } from './pattern.ts';
import { neuronGrowth } from './pins.ts';
import { neuronNorm, outputIndex, preActivation, type SlidingProblem, smallNeuron } from './problem.ts';
import { slidingForces, violatedBound } from './sliding-force.ts';
import type { Weights } from './weights.ts';

/** The flow at one moment: what events are read from. */
export interface Moment extends Weights {
  readonly theta: Float64Array;
  /** b, row-major m × d. */
  readonly coupling: Float64Array;
}

/**
 * What ends a smooth piece of the flow: a neuron reaches the kink of a line of points; a sliding force reaches a bound, so
 * that the line releases the neuron; an output weight changes sign while its neuron slides, so that the kink no longer
 * attracts; or a neuron that rests at w = 0 can grow again, and `Pins` lets it go. `at` is the part of the step, from 0 to 1, after which it happens.
 */
export type KinkEvent = { readonly neuron: number; readonly at: number } & (
  | { readonly kind: 'reach'; readonly line: number }
  | { readonly kind: 'release'; readonly line: number; readonly bound: 'least' | 'most' }
  | { readonly kind: 'turn' }
  | { readonly kind: 'wake' }
);

/** How far past its kink a neuron is noticed, relative to its size, in units of the tolerance. */
const REACH = 1e-3;
/** How far out of its bounds a sliding force is noticed, relative to the forces that balance. */
const FORCE_SLACK = 1e-6;

/** Finds the events of a step, and where in the step they happen. They are aimed at slightly past their boundary. */
export class EventFinder {
  readonly #problem: SlidingProblem;
  readonly #pattern: ActivationPattern;
  readonly #reach: number;
  readonly #turns: boolean;

  /** turns: whether a neuron leaves its kinks when its output weight changes sign. */
  constructor(problem: SlidingProblem, pattern: ActivationPattern, tolerance: number, turns: boolean) {
    this.#problem = problem;
    this.#pattern = pattern;
    this.#reach = REACH * tolerance;
    this.#turns = turns;
  }

  /** The events of a step of length h; rates are the ρ_k of the step. */
  find(before: Moment, after: Moment, rates: Float64Array, h: number): KinkEvent[] {
    const { width, lines } = this.#problem;
    const pattern = this.#pattern;
    const events: KinkEvent[] = [];
    const least = smallNeuron(this.#problem, after.theta);
    for (let k = 0; k < width; k++) {
      if (pattern.pinned[k] === 1) this.#findWake(before, after, k, events);
      if (pattern.moving[k] === 0) continue;
      const reach = this.#reach * (neuronNorm(this.#problem, after.theta, k) + least);
      for (let line = 0; line < lines.count; line++) {
        const side = pattern.side(k, line);
        if (side === 0) continue;
        const allowed = reach * lines.norms[line];
        const at = this.#crossing(before, after, k, line, rates[k], h, allowed);
        if (at !== undefined) events.push({ kind: 'reach', neuron: k, line, at });
      }
      if (pattern.sliding(k).length === 0) continue;
      this.#findReleases(before, after, k, events);
      if (this.#turns) this.#findTurn(before, after, k, reach, events);
    }
    return events;
  }

  /** Whether a step has come to an event that was found in a longer one. */
  isDue(event: KinkEvent, before: Moment, after: Moment): boolean {
    const k = event.neuron;
    if (event.kind === 'wake') return this.#growthRate(after, k) > LEAST_GROWTH;
    if (event.kind === 'reach')
      return (
        this.#pattern.side(k, event.line) * preActivation(this.#problem, after.theta, k, event.line) <= 0
      );
    if (event.kind === 'turn') {
      const output = outputIndex(this.#problem, k);
      return after.theta[output] * before.theta[output] <= 0;
    }
    const force = slidingForces(this.#problem, this.#pattern, after, k).find(
      ({ line }) => line === event.line,
    );
    return force !== undefined && violatedBound(force, 0) === event.bound;
  }

  /**
   * Where ⟨w_k, u⟩ passes zero by half of what is allowed, if it passes it by more, were it only for a while: a neuron that comes to a
   * kink behind others is often driven back at once, unless it crosses. From e^{−ρt}⟨w_k, u⟩, which has the same root and moves less.
   */
  #crossing(
    before: Moment,
    after: Moment,
    k: number,
    line: number,
    rate: number,
    h: number,
    allowed: number,
  ): number | undefined {
    const problem = this.#problem;
    const side = this.#pattern.side(k, line);
    const output = outputIndex(problem, k);
    const z = side * preActivation(problem, before.theta, k, line);
    const zAfter = side * preActivation(problem, after.theta, k, line);
    const speed = side * before.theta[output] * preActivation(problem, before.coupling, k, line);
    const speedAfter = side * after.theta[output] * preActivation(problem, after.coupling, k, line);
    const decay = Math.exp(-rate * h);
    return firstDescent(
      {
        start: z + allowed / 2,
        startSlope: h * (speed - rate * z),
        end: decay * (zAfter + allowed / 2),
        endSlope: decay * h * (speedAfter - rate * zAfter),
      },
      (decay * allowed) / 2,
    );
  }

  #findReleases(before: Moment, after: Moment, k: number, events: KinkEvent[]): void {
    const ends = slidingForces(this.#problem, this.#pattern, after, k);
    if (ends.every((end) => violatedBound(end, FORCE_SLACK) === undefined)) return;
    const starts = slidingForces(this.#problem, this.#pattern, before, k);
    for (const [index, end] of ends.entries()) {
      const bound = violatedBound(end, FORCE_SLACK);
      if (bound === undefined) continue;
      const sign = bound === 'most' ? 1 : -1;
      const start = starts[index];
      const room = sign * (start[bound] - start.force) + (FORCE_SLACK * end.scale) / 2;
      const lack = sign * (end.force - end[bound]);
      events.push({ kind: 'release', neuron: k, line: end.line, bound, at: secantRoot(room, lack) });
    }
  }

  #findWake(before: Moment, after: Moment, k: number, events: KinkEvent[]): void {
    if (this.#problem.alpha === 0 || after.theta[outputIndex(this.#problem, k)] === 0) return;
    const lack = this.#growthRate(after, k) - 2 * LEAST_GROWTH;
    if (!(lack > 0)) return;
    const room = 1.5 * LEAST_GROWTH - this.#growthRate(before, k);
    events.push({ kind: 'wake', neuron: k, at: secantRoot(room, lack + LEAST_GROWTH / 2) });
  }

  #growthRate(moment: Moment, k: number): number {
    const output = moment.theta[outputIndex(this.#problem, k)];
    return neuronGrowth(this.#problem, this.#pattern, moment, output).rate;
  }

  #findTurn(before: Moment, after: Moment, k: number, reach: number, events: KinkEvent[]): void {
    const output = outputIndex(this.#problem, k);
    const a = before.theta[output];
    const lack = -Math.sign(a) * after.theta[output];
    if (lack > reach) events.push({ kind: 'turn', neuron: k, at: secantRoot(Math.abs(a) + reach / 2, lack) });
  }
}

/** Where a line from `room` to −lack < 0 passes zero; 0 if it is there already. */
function secantRoot(room: number, lack: number): number {
  return room > 0 ? room / (room + lack) : 0;
}
