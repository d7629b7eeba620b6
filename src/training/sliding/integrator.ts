import { type KinkEvent, EventFinder, type Moment } from './events.ts';
import { MoreauStepper } from './moreau.ts';
import { ActivationPattern, type Side } from './pattern.ts';
import { pinVanishing } from './pinning.ts';
import type { Branching, SlidingProblem, SlidingState } from './problem.ts';
import { slidingForces } from './slopes.ts';
import { Stepper } from './stepper.ts';
import { esdirk3 } from './tableau.ts';
import { guessWeights, weighPoints } from './weights.ts';

/** Longest step, in units of 1/max ρ: e^{ρh} stays a moderate number. */
const LONGEST = 6;
/** Length of the first of several micro steps in a row, in units of √tolerance/max ρ, and how often it doubles. */
const MICRO = 0.1;
const MOST_DOUBLINGS = 3;
/** Events nearer than this part of a micro step count as simultaneous. */
const IMMEDIATE = 1e-2;
/** Above this ‖θ̂‖² the state is rescaled: stiffness stays bounded while the loss goes on falling. */
const LARGEST_SQUARE = 1e10;

export interface EventCounts {
  cross: number;
  slide: number;
  release: number;
  branch: number;
  pin: number;
}

/** The flow of a two-layer net, advanced one accepted step at a time. */
export class SlidingIntegrator {
  readonly pattern: ActivationPattern;
  readonly state: SlidingState;
  readonly events: EventCounts = { cross: 0, slide: 0, release: 0, branch: 0, pin: 0 };
  accepted = 0;
  rejected = 0;
  /** Largest ρ at the start of the last step. */
  fastestRate = 0;
  readonly #problem: SlidingProblem;
  readonly #tolerance: number;
  readonly #branching: Branching;
  readonly #stepper: Stepper;
  readonly #finder: EventFinder;
  readonly #moreau: MoreauStepper;
  #h = 0;
  #microSteps = 0;

  constructor(problem: SlidingProblem, start: Float64Array, tolerance: number, branching: Branching) {
    const { points, dimension, width, x } = problem;
    this.#problem = problem;
    this.#tolerance = tolerance;
    this.#branching = branching;
    this.pattern = new ActivationPattern(problem);
    this.#stepper = new Stepper(problem, this.pattern, esdirk3);
    this.#finder = new EventFinder(problem, this.pattern, tolerance);
    this.#moreau = new MoreauStepper(problem, this.pattern, this.#stepper.solver);
    for (let k = 0; k < width; k++) {
      for (let i = 0; i < points; i++) {
        let z = 0;
        for (let j = 0; j < dimension; j++) z += start[k * dimension + j] * x[i * dimension + j];
        this.pattern.setSide(k, i, z > 0 ? 1 : -1);
      }
      this.pattern.refresh(k);
    }
    this.pattern.refreshLive();
    const { p, shift } = weighPoints(problem, this.pattern, start);
    this.state = {
      theta: Float64Array.from(start),
      p: Float64Array.from(p),
      live: this.pattern.live.slice(),
      shift,
      exponent: 0,
      time: 0,
    };
  }

  /** Advances to the next accepted state. False if no step, however short, can be taken. */
  advance(): boolean {
    const { state } = this;
    const stepper = this.#stepper;
    this.last = '';
    this.fastestRate = stepper.prepare(state);
    const micro = (MICRO * Math.sqrt(this.#tolerance) * 2 ** this.#microSteps) / this.fastestRate;
    if (this.#h === 0) this.#h = 0.01 / this.fastestRate;
    let h = Math.min(this.#h, LONGEST / this.fastestRate);
    let awaited: KinkEvent | undefined;
    this.trace = [];
    for (let attempt = 0; attempt < 60; attempt++) {
      if (!stepper.step(state, h)) {
        this.rejected++;
        this.trace.push(['unsolved', h]);
        h /= 4;
        this.#h = h;
        continue;
      }
      const error = stepper.error / this.#tolerance;
      if (!(error <= 1)) {
        this.rejected++;
        h *= Math.max(0.2, 0.9 * error ** (-1 / 3));
        this.#h = h;
        continue;
      }
      this.trace.push(['err', h, error]);
      const events = this.#finder.find(this.#before(), this.#after(), stepper.rates, h);
      if (events.length === 0) {
        this.#accept(h, error, awaited);
        return true;
      }
      let first = events[0];
      for (const event of events) if (event.at < first.at) first = event;
      this.rejected++;
      const now = IMMEDIATE * micro;
      if (first.at * h <= now) return this.#pass(events.filter((event) => event.at * h <= now), micro);
      this.trace.push(['ev', JSON.stringify(first)]);
      awaited = first;
      h *= attempt > 5 && attempt % 2 === 0 ? first.at / 2 : first.at;
    }
    return false;
  }

  /** Whether θ moves by less than 1e-10 of its size in a unit of time. */
  isStationary(): boolean {
    const { width, dimension } = this.#problem;
    const { theta } = this.state;
    const coupling = this.#stepper.couplingBefore;
    this.#stepper.prepare(this.state);
    let speed = 0;
    let size = 0;
    for (let k = 0; k < width; k++) {
      const a = theta[width * dimension + k];
      let along = 0;
      for (let j = k * dimension; j < (k + 1) * dimension; j++) {
        along += coupling[j] * theta[j];
        speed += (a * coupling[j]) ** 2;
        size += theta[j] ** 2;
      }
      speed += along * along;
      size += a * a;
    }
    return speed <= 1e-20 * size;
  }

  #before(): Moment {
    const { theta, p, shift } = this.state;
    return { theta, coupling: this.#stepper.couplingBefore, p, shift };
  }

  #after(): Moment {
    const { theta, coupling, solver } = this.#stepper;
    return { theta, coupling, p: solver.p, shift: solver.shift };
  }

  #accept(h: number, error: number, awaited: KinkEvent | undefined): void {
    const { state } = this;
    const stepper = this.#stepper;
    state.theta.set(stepper.theta);
    state.p.set(stepper.solver.p);
    state.shift = stepper.solver.shift;
    state.time += h;
    this.accepted++;
    if (awaited === undefined) this.#h = h * Math.min(4, Math.max(0.2, 0.9 * error ** (-1 / 3)));
    this.#microSteps = 0;
    this.#tidy(stepper.coupling);
    if (awaited) {
      this.fastestRate = stepper.prepare(state);
      this.#pass([awaited], (MICRO * Math.sqrt(this.#tolerance)) / this.fastestRate);
    }
  }

  debug = false;
  trace: unknown[] = [];
  last = '';
  again(): void {
    this.#stepper.solver.trace = [];
    console.log(this.state.p, this.state.shift, guessWeights(this.#problem, this.pattern, this.state), weighPoints(this.#problem, this.pattern, this.state.theta));
    this.#stepper.step(this.state, 1e-9);
  }
  /** Passes events that are now or within the next micro step. */
  #pass(events: readonly KinkEvent[], micro: number): boolean {
    const { state, pattern } = this;
    const sides = pattern.sides.slice();
    let h = micro;
    for (let attempt = 0; attempt < 20; attempt++) {
      this.#moreau.restore(sides);
      for (const event of events) this.#guess(event);
      if (!this.#moreau.find(state, h)) {
        h /= 4;
        continue;
      }
      // Events can quicken the flow: the step has to be short for the field that it ends with, too.
      const rate = this.#stepper.fastest(this.#stepper.solver.map.coupling);
      if (h * rate > 2 * micro * this.fastestRate) {
        h = Math.min(h / 2, (micro * this.fastestRate) / rate);
        continue;
      }
      this.#moreau.commit(state, h);
      this.#count(sides);
      if (events.some((event) => event.kind === 'turn')) this.events.branch++;
      this.accepted++;
      this.#microSteps = Math.min(this.#microSteps + 1, MOST_DOUBLINGS);
      this.#stepper.prepare(state);
      this.#tidy(this.#stepper.couplingBefore);
      return true;
    }
    if (this.debug) console.log('moreau failed', events, this.#moreau.log);
    return false;
  }

  /** Puts the pattern where an event, alone, would put it; the Moreau step corrects what it entails. */
  #guess(event: KinkEvent): void {
    const { state, pattern } = this;
    const { y, width, dimension } = this.#problem;
    const k = event.neuron;
    if (event.kind === 'turn') {
      for (const { point, force, least, most } of slidingForces(this.#problem, pattern, state, k)) {
        const nearest = most - force < force - least ? 1 : -1;
        const side = this.#branching === 'plus' ? 1 : this.#branching === 'minus' ? -1 : nearest;
        this.#moreau.put(k, point, side);
      }
      return;
    }
    const isAttracting = state.theta[width * dimension + k] * y[event.point] < 0;
    if (event.kind === 'release')
      this.#moreau.put(k, event.point, (event.bound === 'most') === isAttracting ? 1 : -1);
    else this.#moreau.put(k, event.point, isAttracting ? 0 : (-pattern.side(k, event.point) as Side));
  }

  #count(sides: Int8Array): void {
    for (const [index, side] of this.pattern.sides.entries()) {
      if (side === sides[index]) continue;
      if (side === 0) this.events.slide++;
      else if (sides[index] === 0) this.events.release++;
      else this.events.cross++;
    }
  }

  #tidy(coupling: Float64Array): void {
    const { state, pattern } = this;
    this.events.pin += pinVanishing(this.#problem, pattern, state, coupling);
    let square = 0;
    for (const value of state.theta) square += value * value;
    if (square > LARGEST_SQUARE) {
      const halvings = Math.ceil(Math.log2(square / LARGEST_SQUARE) / 2);
      for (let j = 0; j < state.theta.length; j++) state.theta[j] *= 2 ** -halvings;
      state.exponent += halvings;
    }
    const guess = guessWeights(this.#problem, pattern, state);
    state.p.set(guess.p);
    state.shift = guess.shift;
    state.live.set(pattern.live);
  }
}
