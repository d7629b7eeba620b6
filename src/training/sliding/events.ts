import type { ActivationPattern } from './pattern.ts';
import { neuronNorm, type SlidingProblem } from './problem.ts';
import { slidingForces } from './slopes.ts';
import { SMALL_NEURON } from './stepper.ts';

/** The flow at one moment: what events are read from. */
export interface Moment {
  readonly theta: Float64Array;
  readonly coupling: Float64Array;
  readonly p: Float64Array;
  readonly shift: number;
}

/**
 * What ends a smooth piece of the flow: neuron k reaches the kink of a point; a slope leaves [α, 1] and the point
 * releases the neuron to a side; the output weight turns its sign while the neuron slides.
 */
export type KinkEvent =
  | { readonly kind: 'reach'; readonly neuron: number; readonly point: number; readonly at: number }
  | {
      readonly kind: 'release';
      readonly neuron: number;
      readonly point: number;
      readonly bound: 'least' | 'most';
      readonly at: number;
    }
  | { readonly kind: 'turn'; readonly neuron: number; readonly at: number };

/** How far past its boundary a kink is noticed, relative to the size of the neuron, in units of the tolerance. */
const REACH = 1e-3;
/** How far a sliding force may leave its bounds, relative to the forces that balance. */
export const FORCE_SLACK = 1e-6;

/** Finds the events of a step, and the part of the step after which each happens. */
export class EventFinder {
  readonly #problem: SlidingProblem;
  readonly #pattern: ActivationPattern;
  readonly #slack: number;

  constructor(problem: SlidingProblem, pattern: ActivationPattern, tolerance: number) {
    this.#problem = problem;
    this.#pattern = pattern;
    this.#slack = REACH * tolerance;
  }

  /** The events of a step of length h, each with its place `at` in the step, from 0 to 1; rates are ρ_k. */
  find(before: Moment, after: Moment, rates: Float64Array, h: number): KinkEvent[] {
    const { points, dimension, width, x, norms } = this.#problem;
    const pattern = this.#pattern;
    const events: KinkEvent[] = [];
    let total = 0;
    for (const value of after.theta) total += value * value;
    const floor = SMALL_NEURON * Math.sqrt(total / width);
    for (let k = 0; k < width; k++) {
      if (pattern.moving[k] === 0 || pattern.pinned[k] === 1) continue;
      const slack = this.#slack * (neuronNorm(this.#problem, after.theta, k) + floor);
      const decay = Math.exp(-rates[k] * h);
      const aBefore = before.theta[width * dimension + k];
      const aAfter = after.theta[width * dimension + k];
      for (let i = 0; i < points; i++) {
        const side = pattern.side(k, i);
        if (side === 0) continue;
        const row = i * dimension;
        let end = 0;
        for (let j = 0; j < dimension; j++) end += after.theta[k * dimension + j] * x[row + j];
        if (end * side >= -slack * norms[i]) continue;
        let start = 0;
        let startSpeed = 0;
        let endSpeed = 0;
        for (let j = 0; j < dimension; j++) {
          start += before.theta[k * dimension + j] * x[row + j];
          startSpeed += before.coupling[k * dimension + j] * x[row + j];
          endSpeed += after.coupling[k * dimension + j] * x[row + j];
        }
        const aim = (slack * norms[i]) / 2;
        const at = hermiteRoot(
          start * side + aim,
          h * side * (aBefore * startSpeed - rates[k] * start),
          end * side * decay + aim * decay,
          h * side * decay * (aAfter * endSpeed - rates[k] * end),
        );
        events.push({ kind: 'reach', neuron: k, point: i, at });
      }
      if (pattern.sliding[k].length > 0) this.#findReleases(before, after, k, slack, events);
    }
    return events;
  }

  #findReleases(before: Moment, after: Moment, k: number, slack: number, events: KinkEvent[]): void {
    const { dimension, width } = this.#problem;
    const start = slidingForces(this.#problem, this.#pattern, before, k);
    const end = slidingForces(this.#problem, this.#pattern, after, k);
    for (const [index, after] of end.entries()) {
      const before = start[index];
      const allowed = FORCE_SLACK * after.scale;
      for (const bound of ['least', 'most'] as const) {
        const gapAfter = bound === 'least' ? after.force - after.least : after.most - after.force;
        if (!(gapAfter < -allowed)) continue;
        const gapBefore = bound === 'least' ? before.force - before.least : before.most - before.force;
        const at = (gapBefore + allowed / 2) / (gapBefore - gapAfter);
        events.push({ kind: 'release', neuron: k, point: after.point, bound, at: at > 0 && at < 1 ? at : 0 });
      }
    }
    const a = before.theta[width * dimension + k];
    const aAfter = after.theta[width * dimension + k];
    if (aAfter * Math.sign(a) < -slack)
      events.push({ kind: 'turn', neuron: k, at: (Math.abs(a) + slack / 2) / (Math.abs(a) + Math.abs(aAfter)) });
  }
}

/**
 * The first root in [0, 1] of the cubic with these values and slopes at 0 and 1, the last value being negative;
 * 0 if the first one is not positive.
 */
function hermiteRoot(start: number, startSlope: number, end: number, endSlope: number): number {
  if (!(start > 0)) return 0;
  let low = 0;
  let high = 1;
  let t = start / (start - end);
  for (let iteration = 0; iteration < 60 && high - low > 1e-12; iteration++) {
    const s = 1 - t;
    const value =
      start * (1 + 2 * t) * s * s + startSlope * t * s * s + end * t * t * (3 - 2 * t) - endSlope * t * t * s;
    const slope =
      6 * t * s * (end - start) + startSlope * s * (1 - 3 * t) + endSlope * t * (3 * t - 2);
    if (value > 0) low = t;
    else high = t;
    const next = t - value / slope;
    if (Math.abs(next - t) < 1e-12) return t;
    t = next > low && next < high ? next : (low + high) / 2;
  }
  return high;
}
