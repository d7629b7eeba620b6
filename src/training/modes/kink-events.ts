import { inner, type Vector } from '../../linalg/kernel.ts';
import type { Evaluation } from '../evaluation.ts';
import type { LogLossFlow } from '../log-loss-flow.ts';
import { firstDescent } from '../sliding/hermite.ts';
import { balance, type SideForces } from './balance.ts';
import type { KinkBlock } from './kink-planes.ts';
import type { Mode } from './mode.ts';
import type { RestingBlocks } from './resting-blocks.ts';
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

/** A plane that something happens at, and the part of the step after which it does; 1 if the step ends near enough to it. */
export interface Due<T> {
  readonly plane: number;
  readonly block: KinkBlock<T>;
  readonly kind: 'reach' | 'release';
  readonly at: number;
}

/** The two ends of a step: ⟨normal, ψ⟩ of each plane, and the forces on its sides. */
export interface StepEnds {
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly startForces: SideForces;
  readonly forces: SideForces;
}

/** Finds where a step reaches a kink, or where the kinks that it slides along no longer hold it. */
export class KinkEvents<T> {
  /** Of the last step looked at. */
  readonly ends: StepEnds;
  readonly #system: LogLossFlow<T>;
  readonly #mode: Mode<T>;
  readonly #resting: RestingBlocks<T>;
  readonly #reach: number;

  constructor(system: LogLossFlow<T>, mode: Mode<T>, resting: RestingBlocks<T>, tolerance: number) {
    const perPlane = () => new Float64Array(mode.sides.length);
    const perSide = () => ({ plus: perPlane(), minus: perPlane() });
    this.#system = system;
    this.#mode = mode;
    this.#resting = resting;
    this.#reach = Math.max(REACH * tolerance, LEAST_REACH * system.kernel.field.epsilon);
    this.ends = { before: perPlane(), after: perPlane(), startForces: perSide(), forces: perSide() };
  }

  /** The events of a step of length h to y, where `end` was evaluated. */
  find(end: Evaluation<T>, y: Vector<T>, h: number): Due<T>[] {
    const mode = this.#mode;
    const events: Due<T>[] = [];
    mode.readPositions(this.#system.evaluation.network.preActivations, this.ends.before);
    mode.readPositions(end.network.preActivations, this.ends.after);
    this.#findReached(y, h, events);
    if (mode.isSliding) this.#findReleased(end, h, events);
    return events;
  }

  /** Whether an event found in a longer step has come by the end of the one last looked at. */
  hasHappened({ plane, block, kind }: Due<T>): boolean {
    const { sides } = this.#mode;
    const { after, forces } = this.ends;
    if (this.#resting.has(block)) return this.#resting.canGrow(block, forces);
    if (kind === 'reach') return sides[plane]! * after[plane]! <= 0;
    const held = balance(block, sides, forces).forces[plane - block.first]!;
    return excess(forces, plane, held).amount > 0;
  }

  /** Within what distance of a block's planes ψ is on them. */
  reachOf({ at, length }: KinkBlock<T>, y: Vector<T>): number {
    const { kernel } = this.#system;
    const { toNumber } = kernel.field;
    const own = Math.sqrt(toNumber(kernel.dot(length, y, at, y, at)));
    return this.#reach * (own + SMALL_BLOCK * Math.sqrt(toNumber(inner(kernel, y, y))));
  }

  #findReached(y: Vector<T>, h: number, events: Due<T>[]): void {
    const { before, after } = this.ends;
    const { sides } = this.#mode;
    for (const block of this.#mode.blocks) {
      const reach = this.reachOf(block, y);
      for (let l = 0; l < block.planes.length; l++) {
        const plane = block.first + l;
        const side = sides[plane]!;
        if (side === 0) continue;
        const cubic = {
          start: side * before[plane]! + reach / 2,
          startSlope: side * h * this.#speed(block, l, this.#system.initialField),
          end: side * after[plane]! + reach / 2,
          endSlope: side * h * this.#speed(block, l, this.#system.finalField),
        };
        const at = firstDescent(cubic, reach / 2);
        if (at !== undefined) events.push({ plane, block, kind: 'reach', at });
      }
    }
  }

  #speed({ at, length, planes }: KinkBlock<T>, h: number, field: Vector<T>): number {
    const { kernel } = this.#system;
    return kernel.field.toNumber(kernel.dot(length, planes[h]!.normal, 0, field, at));
  }

  #findReleased(end: Evaluation<T>, h: number, events: Due<T>[]): void {
    const mode = this.#mode;
    const { startForces, forces } = this.ends;
    readSideForces(this.#system.evaluation, mode, startForces);
    readSideForces(end, mode, forces);
    for (const block of mode.blocks) {
      const range = mode.sides.subarray(block.first, block.first + block.planes.length);
      if (!range.includes(0)) continue;
      if (this.#resting.has(block)) {
        const at = this.#partToGrowth(block);
        if (at !== undefined) events.push({ plane: block.first, block, kind: 'release', at });
        continue;
      }
      const after = balance(block, mode.sides, forces);
      for (let l = 0; l < block.planes.length; l++) {
        const plane = block.first + l;
        if (mode.sides[plane] !== 0) continue;
        const { amount, kind } = excess(forces, plane, after.forces[l]!);
        // Where kinks begin to repel, an outgoing weight is 0, and with it every force that could be a measure.
        const slack = kind === 'repelling' ? 0 : FORCE_SLACK * after.scale;
        if (!(amount > slack)) continue;
        const held = balance(block, mode.sides, startForces).forces[l]!;
        const room = slack / 2 - excessOf(kind, startForces, plane, held);
        const root = room > 0 ? Math.max(LEAST_PART, room / (room + amount - slack / 2)) : 0;
        const at =
          kind === 'repelling' ? Math.min(1, root + this.#reach / 2 / (h * this.#system.speed)) : root;
        events.push({ plane, block, kind: 'release', at });
      }
    }
  }

  /** For a resting block that is not of a ReLU. */
  #partToGrowth(block: KinkBlock<T>): number | undefined {
    if (this.#system.evaluation.network.kinks?.alpha === 0) return undefined;
    return this.#resting.partToGrowth(block, this.ends.startForces, this.ends.forces);
  }
}
