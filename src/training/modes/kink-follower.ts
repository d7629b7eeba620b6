import { inner, type Vector } from '../../linalg/kernel.ts';
import type { Evaluation } from '../evaluation.ts';
import type { FlowStep } from '../flow-stepper.ts';
import type { LogLossFlow } from '../log-loss-flow.ts';
import { hermiteRoot } from '../sliding/hermite.ts';
import type { KinkEvent } from '../trajectory.ts';
import { attracts, balance, type SideForces } from './balance.ts';
import { resolveSides } from './complementarity.ts';
import type { KinkBlock } from './kink-planes.ts';
import type { Mode, Side } from './mode.ts';
import { RestingBlocks } from './resting-blocks.ts';
import { readSideForces } from './side-forces.ts';
import { excess, excessOf } from './slide-end.ts';

/** How far past its kink a pre-activation is noticed, relative to its block, in units of the tolerance. */
const REACH = 1e-3;
/** The same in units of the arithmetic's rounding, which bounds it below. */
const LEAST_REACH = 256;
/** A block smaller than this part of θ is measured against this part. */
const SMALL_BLOCK = 1e-3;
/** How far out of its bounds a sliding force is noticed, relative to the forces that balance. */
const FORCE_SLACK = 1e-6;
/** A release, found by a secant, is not looked for before this part of a step: over the next, shorter one it is straighter. */
const LEAST_PART = 0.1;

/** A block that is on all of its planes is at 0 if it is no longer than this many reaches. */
const AT_ZERO = 4;

/** An event is due at once if ψ moves by less than this many units of rounding before it. */
const NOW = 8;

/** A plane that something happens at, and the part of the step after which it does. */
interface Due<T> {
  readonly plane: number;
  readonly block: KinkBlock<T>;
  readonly kind: 'reach' | 'release';
  readonly at: number;
}

/**
 * Keeps a flow in the mode it belongs to: finds where a step reaches a kink, or where the kinks that it slides along no
 * longer hold it, and decides which mode follows.
 */
export class KinkFollower<T> {
  readonly events: Record<KinkEvent, number> = { cross: 0, slide: 0, release: 0, branch: 0, pin: 0 };
  readonly #system: LogLossFlow<T>;
  readonly #mode: Mode<T>;
  readonly #reach: number;
  /** ⟨normal, ψ⟩ of each plane, at the start and at the end of a step. */
  readonly #before: Float64Array;
  readonly #after: Float64Array;
  readonly #forces: SideForces;
  readonly #startForces: SideForces;
  readonly #resting: RestingBlocks<T>;
  #due: readonly Due<T>[] = [];
  /** Set when nothing was found to do about an event: the next step is not judged. */
  #isBlind = false;
  #wayToEvent = Number.POSITIVE_INFINITY;
  #attempts = 0;

  constructor(system: LogLossFlow<T>, mode: Mode<T>, tolerance: number) {
    this.#system = system;
    this.#mode = mode;
    this.#reach = Math.max(REACH * tolerance, LEAST_REACH * system.kernel.field.epsilon);
    const perPlane = () => new Float64Array(mode.sides.length);
    this.#before = perPlane();
    this.#after = perPlane();
    this.#forces = { plus: perPlane(), minus: perPlane() };
    this.#startForces = { plus: perPlane(), minus: perPlane() };
    this.#resting = new RestingBlocks(system.kernel);
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
    const part = this.#partToEvent(end, step.end, step.length);
    if (part === undefined) return true;
    // Interpolation converges in a few tries unless the interpolant is bad; halving converges then.
    this.#attempts++;
    const isSlow = this.#attempts > 5 && this.#attempts % 2 === 0;
    this.#wayToEvent = (isSlow ? part / 2 : part) * step.length;
    const ascent = inner(system.kernel, system.evaluation.ascent, system.evaluation.ascent);
    const speed = Math.sqrt(system.kernel.field.toNumber(ascent));
    if (this.#wayToEvent * speed > NOW * system.kernel.field.epsilon) return false;
    this.#isBlind = !this.#pass();
    this.#beginSearch();
    return false;
  }

  /** To be called when the system has advanced by a step that stands. */
  arrive(): void {
    if (this.#due.length > 0) this.#pass();
    this.#isBlind = false;
    this.#beginSearch();
  }

  #beginSearch(): void {
    this.#wayToEvent = Number.POSITIVE_INFINITY;
    this.#attempts = 0;
  }

  /**
   * The part of a step to y, where `end` was evaluated, that leads to its first event; undefined if there is none. A step
   * that has come to an event found in a longer one has none.
   */
  #partToEvent(end: Evaluation<T>, y: Vector<T>, h: number): number | undefined {
    const mode = this.#mode;
    mode.readPositions(this.#system.evaluation.network.preActivations, this.#before);
    mode.readPositions(end.network.preActivations, this.#after);
    if (this.#isBlind) return undefined;
    const events: Due<T>[] = [];
    this.#findReached(y, h, events);
    if (mode.isSliding) this.#findReleased(end, events);
    if (events.length === 0) {
      this.#due = this.#due.filter((event) => this.#hasHappened(event));
      return undefined;
    }
    this.#due = events;
    return Math.min(...events.map(({ at }) => at));
  }

  /** Passes the events that are due at the present state. False if there was nothing to do about them. */
  #pass(isStart = false): boolean {
    const { evaluation } = this.#system;
    const mode = this.#mode;
    mode.readPositions(evaluation.network.preActivations, this.#before);
    readSideForces(evaluation, mode, this.#forces);
    const before = mode.sides.slice();
    const due = this.#due;
    this.#due = [];
    let branchings = 0;
    for (const block of new Set(due.map((event) => event.block))) {
      const on = this.#planesOn(block, this.#system.state);
      if (this.#isAtZero(block, on)) {
        branchings += this.#passZero(block, isStart);
        continue;
      }
      for (const { plane, kind, block: own } of due)
        if (own === block && kind === 'reach' && this.#isPast(plane))
          mode.sides[plane] = attracts(this.#forces, plane) ? 0 : (-mode.sides[plane]! as Side);
      branchings += resolveSides(block, on, mode.sides, this.#forces)?.branchings ?? 0;
    }
    if (mode.sides.every((side, plane) => side === before[plane])) return false;
    this.#count(before, branchings);
    mode.settle();
    this.#system.enterMode();
    return true;
  }

  /** Whether a block of several parameters is at 0. */
  #isAtZero(block: KinkBlock<T>, on: readonly number[]): boolean {
    const { kernel, state } = this.#system;
    if (block.length === 1 || on.length < block.planes.length) return false;
    const own = Math.sqrt(kernel.field.toNumber(kernel.dot(block.length, state, block.at, state, block.at)));
    return own <= AT_ZERO * this.#reachOf(block, state);
  }

  /** Puts a block that is at 0 there, and lets it go on if it can. Returns the branchings. */
  #passZero(block: KinkBlock<T>, isStart: boolean): number {
    const { kernel, state, evaluation } = this.#system;
    const { sides } = this.#mode;
    const mayLeave = evaluation.network.kinks?.alpha !== 0 || (!isStart && !this.#resting.has(block));
    const ways = this.#resting.pass(block, sides, this.#forces, mayLeave);
    for (let j = 0; j < block.length; j++) state[block.at + j] = kernel.field.zero;
    if (ways > 0) resolveSides(block, [...block.planes.keys()], sides, this.#forces);
    else if (!isStart) this.events.pin++;
    return ways > 1 ? 1 : 0;
  }

  /** Whether an event found in a longer step has come by the end of this one. */
  #hasHappened({ plane, block, kind }: Due<T>): boolean {
    const mode = this.#mode;
    if (this.#resting.has(block)) return this.#resting.canGrow(block, this.#forces);
    if (kind === 'reach') return mode.sides[plane]! * this.#after[plane]! <= 0;
    const after = balance(block, mode.sides, this.#forces);
    return excess(this.#forces, plane, after.forces[plane - block.first]!).amount > 0;
  }

  #isPast(plane: number): boolean {
    return this.#mode.sides[plane]! * this.#before[plane]! <= 0;
  }

  /** Planes of a block that ψ is on, within the reach. */
  #planesOn(block: KinkBlock<T>, y: Vector<T>): number[] {
    const reach = this.#reachOf(block, y);
    return [...block.planes.keys()].filter((h) => {
      const plane = block.first + h;
      return this.#mode.sides[plane] === 0 || Math.abs(this.#before[plane]!) <= reach;
    });
  }

  #reachOf({ at, length }: KinkBlock<T>, y: Vector<T>): number {
    const { kernel } = this.#system;
    const { toNumber } = kernel.field;
    const own = Math.sqrt(toNumber(kernel.dot(length, y, at, y, at)));
    return this.#reach * (own + SMALL_BLOCK * Math.sqrt(toNumber(inner(kernel, y, y))));
  }

  #findReached(y: Vector<T>, h: number, events: Due<T>[]): void {
    const { sides } = this.#mode;
    for (const block of this.#mode.blocks) {
      const reach = this.#reachOf(block, y);
      for (let l = 0; l < block.planes.length; l++) {
        const plane = block.first + l;
        const side = sides[plane]!;
        if (side === 0 || side * this.#after[plane]! >= -reach) continue;
        const at = hermiteRoot({
          start: side * this.#before[plane]! + reach / 2,
          startSlope: side * h * this.#speed(block, l, this.#system.initialField),
          end: side * this.#after[plane]! + reach / 2,
          endSlope: side * h * this.#speed(block, l, this.#system.finalField),
        });
        events.push({ plane, block, kind: 'reach', at });
      }
    }
  }

  #speed({ at, length, planes }: KinkBlock<T>, h: number, field: Vector<T>): number {
    const { kernel } = this.#system;
    return kernel.field.toNumber(kernel.dot(length, planes[h]!.normal, 0, field, at));
  }

  #findReleased(end: Evaluation<T>, events: Due<T>[]): void {
    const mode = this.#mode;
    readSideForces(end, mode, this.#forces);
    let areStartForcesRead = false;
    const readStart = () => {
      if (!areStartForcesRead) readSideForces(this.#system.evaluation, mode, this.#startForces);
      areStartForcesRead = true;
    };
    for (const block of mode.blocks) {
      const range = mode.sides.subarray(block.first, block.first + block.planes.length);
      if (!range.includes(0)) continue;
      if (this.#resting.has(block)) {
        readStart();
        const at = this.#partToGrowth(block);
        if (at !== undefined) events.push({ plane: block.first, block, kind: 'release', at });
        continue;
      }
      const after = balance(block, mode.sides, this.#forces);
      const slack = FORCE_SLACK * after.scale;
      for (let h = 0; h < block.planes.length; h++) {
        const plane = block.first + h;
        if (mode.sides[plane] !== 0) continue;
        const { amount, kind } = excess(this.#forces, plane, after.forces[h]!);
        if (!(amount > slack)) continue;
        readStart();
        const before = balance(block, mode.sides, this.#startForces);
        const room = slack / 2 - excessOf(kind, this.#startForces, plane, before.forces[h]!);
        const at = room > 0 ? Math.max(LEAST_PART, room / (room + amount - slack / 2)) : 0;
        events.push({ plane, block, kind: 'release', at });
      }
    }
  }

  /** For a resting block that is not of a ReLU. */
  #partToGrowth(block: KinkBlock<T>): number | undefined {
    if (this.#system.evaluation.network.kinks?.alpha === 0) return undefined;
    return this.#resting.partToGrowth(block, this.#startForces, this.#forces);
  }

  #placeStart(): void {
    const mode = this.#mode;
    const { evaluation, state } = this.#system;
    mode.readPositions(evaluation.network.preActivations, this.#before);
    this.#due = mode.blocks.flatMap((block) =>
      this.#planesOn(block, state).map(
        (h) => ({ plane: block.first + h, block, kind: 'release', at: 0 }) as const,
      ),
    );
    if (this.#due.length > 0) this.#pass(true);
  }

  #count(before: Int8Array, branchings: number): void {
    this.events.branch += branchings;
    for (const [plane, side] of this.#mode.sides.entries()) {
      if (side === before[plane]) continue;
      if (side === 0) this.events.slide++;
      else if (before[plane] === 0) this.events.release++;
      else this.events.cross++;
    }
  }
}
