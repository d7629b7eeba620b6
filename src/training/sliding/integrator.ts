import { EventFinder, type KinkEvent, type Moment } from './events.ts';
import { type Branching, type Overshoot, Passage } from './passage.ts';
import { ActivationPattern } from './pattern.ts';
import { Pins } from './pins.ts';
import {
  outputIndex,
  preActivation,
  type SlidingProblem,
  type SlidingState,
  squaredNorm,
} from './problem.ts';
import { forceJump } from './sliding-force.ts';
import { Stepper } from './stepper.ts';
import { esdirk3 } from './tableau.ts';
import { currentWeights, marginsOf, weighPoints } from './weights.ts';

/** Longest step times the largest rate: e^{ρh} stays a moderate number. */
const LONGEST = 6;
/** First step times the largest rate. */
const FIRST = 1e-2;
/**
 * Extent (length times largest rate) of a micro step over an event, in units of √tolerance: its error is the square, and
 * neurons that come to a kink within it are not told apart.
 */
const MICRO = 0.05;
/**
 * A step is at most this many times as long as the way to an event has been of late. Of a longer step little would be used; and
 * what happens in the rest of it is what its stages are hard to solve for.
 */
const EVENTS_A_STEP = 3;
/** Nor is a step longer than this part of the last one whose stages could not be solved, … */
const SOLVABLE = 0.7;
/** … which counts as longer by this factor with every step since: what made it too long may have passed. */
const FORGETTING = 1.05;
/** How much the last way to an event counts for that. */
const NEWEST = 0.3;
/** Weights may differ by this part of √tolerance between a step and the cubic through it: see `Stepper.interpolate`. */
const INTERPOLATED = 0.1;
/** Micro steps in a row double in length this often, which bounds the number of events in a unit of time. */
const MOST_DOUBLINGS = 3;
/** Events nearer than this part of a micro step count as simultaneous. */
const SIMULTANEOUS = 1e-2;
/** Above this least margin, or this ‖θ̂‖²·max‖x_i‖, the state is rescaled, see `#rescale`. */
const LARGEST_MARGIN = 1e10;
const LARGEST_SQUARE = 1e14;
const MOST_ATTEMPTS = 60;
/** A micro step may move the w of its neuron by this part: near w = 0 many kinks are close, each in its turn. */
const NEAR_ZERO = 0.03;
/** Below this cosine against its norm and that of the point, a pre-activation at the start is on its kink. */
const ON_KINK = 1e-14;

/** The gradient flow of log 𝓛 for a two-layer net, advanced one accepted step at a time. */
export class SlidingIntegrator {
  readonly pattern: ActivationPattern;
  readonly state: SlidingState;
  readonly passage: Passage;
  readonly pins: Pins;
  accepted = 0;
  rejected = 0;
  readonly #problem: SlidingProblem;
  readonly #tolerance: number;
  readonly #stepper: Stepper;
  readonly #finder: EventFinder;
  #fastest: number;
  #h: number;
  /** The length of the last step whose stages could not be solved, made longer with every step since. */
  #unsolved = Number.POSITIVE_INFINITY;
  #doublings = 0;
  /** The time to an event, on average of late; no less than what steps without an event took. */
  #wayToEvent: number;

  constructor(problem: SlidingProblem, start: Float64Array, tolerance: number, branching: Branching) {
    this.#problem = problem;
    this.#tolerance = tolerance;
    this.pattern = new ActivationPattern(problem);
    this.pins = new Pins(problem, this.pattern, tolerance);
    this.#stepper = new Stepper(problem, this.pattern, esdirk3);
    this.#finder = new EventFinder(problem, this.pattern, tolerance, branching !== 'stay');
    this.passage = new Passage(problem, this.pattern, this.#stepper, branching);
    this.state = {
      theta: start.slice(),
      p: new Float64Array(problem.points),
      live: new Uint8Array(problem.points),
      shift: 0,
      exponent: 0,
      time: 0,
    };
    this.#placeStart();
    this.#renew(weighPoints(problem, this.pattern, start));
    const repelled = this.#repelled();
    this.pins.release(this.state, []);
    this.#renew(currentWeights(problem, this.pattern, this.state));
    this.#fastest = this.#stepper.prepare(this.state);
    this.#h = FIRST / this.#fastest;
    this.#wayToEvent = this.#h;
    if (branching !== 'stay' && repelled.length > 0) this.#pass(repelled, () => undefined);
  }

  /** b at the state, row-major m × d. */
  get coupling(): Float64Array {
    return this.#stepper.couplingBefore;
  }

  /**
   * Advances to the next accepted state, not past the target that `overshoot` tells of. False if no step, however
   * short, succeeds.
   */
  advance(overshoot: Overshoot): boolean {
    const stepper = this.#stepper;
    const mostEvents = EVENTS_A_STEP * this.#wayToEvent;
    const solvable = SOLVABLE * this.#unsolved;
    let h = Math.min(this.#h, mostEvents, LONGEST / this.#fastest, stepper.longest, solvable);
    let due: KinkEvent | undefined;
    // Where the flow is looked at, as a part of the last step that was computed.
    let part = 1;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      if (part === 1) {
        const error = stepper.step(this.state, h) ? stepper.error / this.#tolerance : Number.NaN;
        if (!(error <= 1)) {
          this.rejected++;
          if (Number.isNaN(error)) this.#unsolved = h;
          h *= resize(error);
          this.#h = h;
          continue;
        }
        // A step that was cut short says little about longer ones, so it never lowers #h.
        this.#h = h < this.#h ? Math.max(this.#h, h * resize(error)) : h * resize(error);
      }
      const events = this.#finder.find(this.#before(), this.#after(), stepper.rates, part * h);
      let shorter = overshoot(stepper.theta);
      if (events.length === 0 && shorter === undefined) {
        const isDue = due && this.#finder.isDue(due, this.#before(), this.#after());
        this.#expect(part * h, due !== undefined);
        const vanished = this.#accept(part * h);
        // A neuron that came to w = 0 is on other sides by now.
        return due && isDue && !vanished.includes(due.neuron) ? this.#pass([due], overshoot) : true;
      }
      if (events.length > 0) {
        const first = events.reduce((earliest, event) => (event.at < earliest.at ? event : earliest));
        const now = (SIMULTANEOUS * this.#extent()) / (this.#fastest * part * h);
        if (first.at <= now)
          return this.#pass(
            events.filter((event) => event.at <= now),
            overshoot,
          );
        due = first;
        // Interpolation converges in a few tries unless the interpolant is bad; halving converges then.
        shorter = attempt > 5 && attempt % 2 === 0 ? first.at / 2 : first.at;
      }
      part *= shorter ?? 1;
      // Where a run ends, its margins are to be as precise as a step makes them.
      const isToEvent = events.length > 0;
      if (isToEvent && stepper.interpolate(this.state, part, INTERPOLATED * Math.sqrt(this.#tolerance)))
        continue;
      this.rejected++;
      h *= part;
      part = 1;
    }
    return false;
  }

  /** Learns from a step of length h, to an event or without one, how long the next should be. */
  #expect(h: number, isToEvent: boolean): void {
    const before = this.#wayToEvent;
    this.#wayToEvent = isToEvent ? before + NEWEST * (h - before) : Math.max(before, 2 * h);
  }

  #before(): Moment {
    const { theta, p, shift } = this.state;
    return { theta, coupling: this.#stepper.couplingBefore, p, shift };
  }

  #after(): Moment {
    const { theta, coupling, p, shift } = this.#stepper;
    return { theta, coupling, p, shift };
  }

  #extent(): number {
    return MICRO * Math.sqrt(this.#tolerance) * 2 ** this.#doublings;
  }

  /** Takes over the last step up to a time h. Returns the neurons that came to w = 0. */
  #accept(h: number): number[] {
    const { state } = this;
    const { theta, p, shift } = this.#stepper;
    state.theta.set(theta);
    state.p.set(p);
    state.shift = shift;
    state.time += h;
    this.#doublings = 0;
    this.#unsolved *= FORGETTING;
    return this.#finishStep();
  }

  /** The time in which its force would move w_k by its own length, or by the least length that is told from 0. */
  #timeToTurn(k: number): number {
    const { dimension } = this.#problem;
    const range = (values: Float64Array) => values.subarray(k * dimension, (k + 1) * dimension);
    const lever = Math.abs(this.state.theta[outputIndex(this.#problem, k)]);
    const size = Math.max(Math.hypot(...range(this.state.theta)), this.#tolerance * lever);
    return size / (lever * Math.hypot(...range(this.#stepper.couplingBefore)));
  }

  #pass(events: readonly KinkEvent[], overshoot: Overshoot): boolean {
    const extent = this.#extent();
    const longest = events.reduce(
      (least, { neuron }) => Math.min(least, NEAR_ZERO * this.#timeToTurn(neuron)),
      extent / this.#fastest,
    );
    if (!this.passage.pass(this.state, events, longest, extent, overshoot)) return false;
    this.#doublings = Math.min(this.#doublings + 1, MOST_DOUBLINGS);
    this.#finishStep();
    return true;
  }

  /** After every accepted step: pins, scale, and what the next step starts from. Returns the neurons that came to w = 0. */
  #finishStep(): number[] {
    const { state, pattern, pins } = this;
    this.accepted++;
    this.#stepper.prepare(state);
    const vanished = pins.pinVanishing(state, this.#stepper.couplingBefore);
    pins.release(state, vanished);
    this.#renew(currentWeights(this.#problem, pattern, state));
    this.#rescale();
    this.#fastest = this.#stepper.prepare(state);
    return vanished;
  }

  #renew({ p, shift }: { readonly p: Float64Array; readonly shift: number }): void {
    this.state.p.set(p);
    this.state.shift = shift;
    this.state.live.set(this.pattern.live);
  }

  /**
   * Divides θ̂ by a power of two once its margins are large. The field does not see it, being homogeneous in θ for given
   * p; the equations for p then hold the margins equal up to differences that are 1e-10 of them instead of ever smaller.
   * In exchange the flow reaches log 𝓛 = −10²⁰⁰ with bounded stiffness. With fixed output weights, whose flow is neither
   * homogeneous nor as stiff, nothing is done.
   */
  #rescale(): void {
    const { state, pattern } = this;
    if (!this.#problem.trainsOutputs) return;
    const margins = marginsOf(this.#problem, pattern, state.theta);
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < margins.length; i++) if (pattern.live[i] === 1) least = Math.min(least, margins[i]);
    const excess = Math.max(
      least / LARGEST_MARGIN,
      (squaredNorm(state.theta) * Math.max(...this.#problem.norms)) / LARGEST_SQUARE,
    );
    if (!(excess > 1 && Number.isFinite(excess))) return;
    const halvings = Math.ceil(Math.log2(excess) / 2);
    for (let j = 0; j < state.theta.length; j++) state.theta[j] *= 2 ** -halvings;
    state.exponent += halvings;
  }

  /** Sets the pattern of the start. */
  #placeStart(): void {
    const { width, dimension, lines } = this.#problem;
    const { theta } = this.state;
    this.pins.pinVanishing(this.state, new Float64Array(width * dimension));
    for (let k = 0; k < width; k++) {
      if (this.pattern.pinned[k] === 1) continue;
      const size = Math.hypot(...theta.subarray(k * dimension, (k + 1) * dimension));
      for (let line = 0; line < lines.count; line++) {
        const z = preActivation(this.#problem, theta, k, line);
        const isOnKink = Math.abs(z) <= ON_KINK * size * lines.norms[line];
        this.pattern.put(k, line, isOnKink ? 0 : z > 0 ? 1 : -1);
      }
    }
    this.pattern.settle();
  }

  /** The neurons that start on a kink that does not attract them. */
  #repelled(): KinkEvent[] {
    const { state, pattern } = this;
    const repelled: KinkEvent[] = [];
    for (let k = 0; k < this.#problem.width; k++) {
      const a = state.theta[outputIndex(this.#problem, k)];
      const isRepelled = (line: number) => a * forceJump(this.#problem, pattern, state, line) > 0;
      if (pattern.sliding(k).some(isRepelled)) repelled.push({ kind: 'turn', neuron: k, at: 0 });
    }
    return repelled;
  }
}

/** The factor by which the next step is longer, for an error in units of the tolerance; NaN for a step that failed. */
function resize(error: number): number {
  const factor = 0.9 * error ** (-1 / esdirk3.order);
  return Number.isNaN(factor) ? 0.2 : Math.min(4, Math.max(0.2, factor));
}
