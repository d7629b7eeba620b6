import { type Kernel, toDoubles } from '../../linalg/kernel.ts';
import { type ForcesAtZero, growthAtZero, LEAST_GROWTH, sidesOf } from '../sliding/growth.ts';
import type { SideForces } from './balance.ts';
import type { KinkBlock } from './kink-planes.ts';

/**
 * Blocks that came to 0, where all of their kinks meet: on a ray of sliding kinks they do in finite time. They go on where they
 * can grow, and rest while they cannot; those of a ReLU are dead then.
 */
export class RestingBlocks<T> {
  readonly #kernel: Kernel<T>;
  readonly #resting = new Set<KinkBlock<T>>();

  constructor(kernel: Kernel<T>) {
    this.#kernel = kernel;
  }

  has(block: KinkBlock<T>): boolean {
    return this.#resting.has(block);
  }

  /** Sets the sides of a block at 0: those of its fastest growth, if it may leave, or all 0. Tells in how many ways it could grow. */
  pass(block: KinkBlock<T>, sides: Int8Array, forces: SideForces, mayLeave: boolean): number {
    const here = this.#forcesOf(block, forces);
    const { direction, rate, ways } = growthAtZero(here);
    const leaves = mayLeave && rate > LEAST_GROWTH;
    if (leaves) this.#resting.delete(block);
    else this.#resting.add(block);
    const after = leaves ? sidesOf(here, direction) : block.planes.map(() => 0);
    for (const [h, side] of after.entries()) sides[block.first + h] = side;
    return leaves ? ways : 0;
  }

  /** The part of a step after which a resting block can grow, for the forces at its ends; undefined if it cannot. */
  partToGrowth(block: KinkBlock<T>, before: SideForces, after: SideForces): number | undefined {
    const rate = growthAtZero(this.#forcesOf(block, after)).rate;
    if (rate <= 2 * LEAST_GROWTH) return undefined;
    const room = 1.5 * LEAST_GROWTH - growthAtZero(this.#forcesOf(block, before)).rate;
    return room > 0 ? room / (room + rate - 1.5 * LEAST_GROWTH) : 0;
  }

  canGrow(block: KinkBlock<T>, forces: SideForces): boolean {
    return growthAtZero(this.#forcesOf(block, forces)).rate > LEAST_GROWTH;
  }

  #forcesOf({ first, planes }: KinkBlock<T>, { plus, minus }: SideForces): ForcesAtZero {
    const end = first + planes.length;
    return {
      directions: planes.map(({ normal }) => toDoubles(this.#kernel, normal)),
      plus: plus.subarray(first, end),
      minus: minus.subarray(first, end),
    };
  }
}
