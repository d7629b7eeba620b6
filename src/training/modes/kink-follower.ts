import type { Vector } from '../../linalg/kernel.ts';
import type { FlowStep } from '../flow-stepper.ts';
import type { LogLossFlow } from '../log-loss-flow.ts';
import type { KinkEvent } from '../trajectory.ts';
import { resolveSides } from './complementarity.ts';
import { type Due, KinkEvents } from './kink-events.ts';
import type { KinkBlock } from './kink-planes.ts';
import type { Mode } from './mode.ts';
import { RestingBlocks } from './resting-blocks.ts';
import { readSideForces } from './side-forces.ts';

/** A block that is on all of its planes is at 0 if it is no longer than this many reaches. */
const AT_ZERO = 4;

/** An event is due at once if ψ moves by less than this many units of rounding before it. */
const NOW = 8;

/** How far ψ moves in a step of order 1 across an event, in units of √tolerance: its error is the square. */
const MICRO = 0.03;
/** Modes tried for a step across an event. */
const MOST_MODES = 20;

/**
 * Keeps a flow in the mode it belongs to: lets steps end where something happens at a kink, and decides which mode follows.
 *
 * Late in a run p changes with the mode at once, and with p the forces at every other kink. So the mode is found
 * together with a short implicit step that has its p (Moreau's time stepping, as in `sliding/moreau`).
 */
export class KinkFollower<T> {
  readonly events: Record<KinkEvent, number> = { cross: 0, slide: 0, release: 0, branch: 0, pin: 0 };
  readonly #system: LogLossFlow<T>;
  readonly #mode: Mode<T>;
  readonly #finder: KinkEvents<T>;
  readonly #resting: RestingBlocks<T>;
  readonly #micro: number;
  readonly #end: Vector<T>;
  #due: readonly Due<T>[] = [];
  /** Set when nothing was found to do about an event: the next step, a short one, is not judged. */
  #isBlind = false;
  #wayToEvent = Number.POSITIVE_INFINITY;
  #attempts = 0;

  constructor(system: LogLossFlow<T>, mode: Mode<T>, tolerance: number) {
    this.#system = system;
    this.#mode = mode;
    this.#resting = new RestingBlocks(system.kernel);
    this.#finder = new KinkEvents(system, mode, this.#resting, tolerance);
    this.#micro = MICRO * Math.sqrt(tolerance);
    this.#end = system.kernel.vector(system.size);
    this.#placeStart();
  }

  /** How long the next step may be, in order to come to an event found in the last one. */
  get wayToEvent(): number {
    return this.#wayToEvent;
  }

  /**
   * Whether a step stands: nothing happens at kinks before its end. If not, the events are passed where they are due at
   * once, and else `wayToEvent` leads to the first of them.
   */
  allows(step: FlowStep<T>): boolean {
    const system = this.#system;
    const end = system.readEnd(step.end, step.length, step.evaluated);
    if (this.#isBlind) return true;
    const events = this.#finder.find(end, step.end, step.length);
    const first = Math.min(1, ...events.map(({ at }) => at));
    if (first === 1) {
      // A step that has come to events found in a longer one has none before its end.
      this.#due = [...this.#due.filter((event) => this.#finder.hasHappened(event)), ...events];
      return true;
    }
    this.#due = events;
    // Interpolation converges in a few tries unless the interpolant is bad; halving converges then.
    this.#attempts++;
    const isSlow = this.#attempts > 5 && this.#attempts % 2 === 0;
    this.#wayToEvent = (isSlow ? first / 2 : first) * step.length;
    if (this.#wayToEvent * system.speed > NOW * system.kernel.field.epsilon) return false;
    this.#isBlind = !this.#pass();
    this.#beginSearch();
    return false;
  }

  /** To be called when the system has advanced by a step that stands. */
  arrive(): void {
    this.#isBlind = false;
    if (this.#due.length > 0) this.#pass();
    this.#beginSearch();
  }

  #beginSearch(): void {
    this.#wayToEvent = this.#isBlind ? this.#micro / this.#system.speed : Number.POSITIVE_INFINITY;
    this.#attempts = 0;
  }

  /** Passes the events that are due at the present state. False if there was nothing to do about them. */
  #pass(isStart = false): boolean {
    const { evaluation } = this.#system;
    const mode = this.#mode;
    const { before: positions, forces } = this.#finder.ends;
    mode.readPositions(evaluation.network.preActivations, positions);
    readSideForces(evaluation, mode, forces);
    const before = mode.sides.slice();
    for (const block of new Set(this.#due.map((event) => event.block))) {
      const on = this.#planesOn(block, this.#system.state);
      if (this.#isAtZero(block, on)) this.#passZero(block, isStart);
      else this.#resolve(block, on);
    }
    this.#due = [];
    if (mode.sides.every((side, plane) => side === before[plane])) return false;
    mode.settle();
    if (!this.#system.isLate || !this.#stepAcross()) this.#system.enterMode();
    this.#count(before);
    return true;
  }

  #resolve(block: KinkBlock<T>, on: readonly number[], pulls?: Float64Array): void {
    const { sides } = this.#mode;
    this.events.branch += resolveSides(block, on, sides, this.#finder.ends.forces, pulls)?.branchings ?? 0;
  }

  /**
   * Takes a short implicit step in the mode that it is consistent with: what is on a wrong side at its end slides or has
   * crossed, what cannot be held is let go. False, with the mode as it was, if none is found.
   */
  #stepAcross(): boolean {
    const system = this.#system;
    const mode = this.#mode;
    const { before: positions, forces } = this.#finder.ends;
    const first = mode.sides.slice();
    let h = this.#micro / system.speed;
    for (let round = 0; round < MOST_MODES; round++) {
      const end = system.shortStep(this.#end, h);
      if (!end) break;
      if (end.speed * h > 2 * this.#micro) {
        h = Math.min(h / 2, this.#micro / end.speed);
        continue;
      }
      readSideForces(end, mode, forces);
      const before = mode.sides.slice();
      const pulls = positions.map((position) => position / h);
      for (const block of mode.blocks)
        if (!this.#resting.has(block)) this.#resolve(block, [...block.planes.keys()], pulls);
      if (mode.sides.every((side, plane) => side === before[plane])) {
        system.advance(this.#end, h, true);
        return true;
      }
      mode.settle();
    }
    mode.sides.set(first);
    mode.settle();
    return false;
  }

  /** Whether a block of several parameters is at 0. */
  #isAtZero(block: KinkBlock<T>, on: readonly number[]): boolean {
    const { kernel, state } = this.#system;
    if (block.length === 1 || on.length < block.planes.length) return false;
    const own = Math.sqrt(kernel.field.toNumber(kernel.dot(block.length, state, block.at, state, block.at)));
    return own <= AT_ZERO * this.#finder.reachOf(block, state);
  }

  /** Puts a block that is at 0 there, and lets it go on if it can. */
  #passZero(block: KinkBlock<T>, isStart: boolean): void {
    const { kernel, state, evaluation } = this.#system;
    const { sides } = this.#mode;
    const mayLeave = evaluation.network.kinks?.alpha !== 0 || (!isStart && !this.#resting.has(block));
    const { forces } = this.#finder.ends;
    const ways = this.#resting.pass(block, sides, forces, mayLeave);
    for (let j = 0; j < block.length; j++) state[block.at + j] = kernel.field.zero;
    if (ways > 0) resolveSides(block, [...block.planes.keys()], sides, forces);
    else if (!isStart) this.events.pin++;
    if (ways > 1) this.events.branch++;
  }

  /** Planes of a block that ψ is on, within the reach. */
  #planesOn(block: KinkBlock<T>, y: Vector<T>): number[] {
    const reach = this.#finder.reachOf(block, y);
    return [...block.planes.keys()].filter((h) => {
      const plane = block.first + h;
      return this.#mode.sides[plane] === 0 || Math.abs(this.#finder.ends.before[plane]!) <= reach;
    });
  }

  #placeStart(): void {
    const mode = this.#mode;
    const { evaluation, state } = this.#system;
    mode.readPositions(evaluation.network.preActivations, this.#finder.ends.before);
    this.#due = mode.blocks.flatMap((block) =>
      this.#planesOn(block, state).map(
        (h) => ({ plane: block.first + h, block, kind: 'release', at: 0 }) as const,
      ),
    );
    if (this.#due.length > 0) this.#pass(true);
  }

  #count(before: Int8Array): void {
    for (const [plane, side] of this.#mode.sides.entries()) {
      if (side === before[plane]) continue;
      if (side === 0) this.events.slide++;
      else if (before[plane] === 0) this.events.release++;
      else this.events.cross++;
    }
  }
}
