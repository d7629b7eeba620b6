import { attracts, balance, releaseSide, type SideForces } from './balance.ts';
import type { KinkBlock } from './kink-planes.ts';
import type { Side } from './mode.ts';

/** A velocity or force is on the wrong side from this size on, relative to the forces that balance. */
const WRONG = 1e-9;
/** Rounds that correct every violation at once, before the least index alone is corrected. */
const FREE_ROUNDS = 4;
const MOST_ROUNDS = 200;

/** What became of one block. */
export interface Resolution {
  /** 1 if the flow could have left planes to either side, or stayed. */
  readonly branchings: 0 | 1;
}

/**
 * Finds sides for the planes of one block that θ is on, such that on every side the velocity keeps θ there, and every
 * sliding force is one that the kinks of its plane, all together, can exert (Clarke's subdifferential of the loss). Starts
 * from `sides` and overwrites them. Where all planes attract, the velocity is unique, and Murty's least index rule finds
 * it (1974). A plane that repels from both sides is left to the side whose force is nearer, which counts as a branching.
 * Undefined, with no change, if no consistent sides are found. With `pulls`, as for `balance`, it is the end of a step
 * that the sides are consistent with.
 */
export function resolveSides(
  block: KinkBlock<unknown>,
  on: readonly number[],
  sides: Int8Array,
  forces: SideForces,
  pulls?: Float64Array,
): Resolution | undefined {
  const before = sides.slice();
  let branchings: 0 | 1 = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { forces: held, velocities, scale } = balance(block, sides, forces, pulls);
    const corrections: { readonly plane: number; readonly side: Side }[] = [];
    for (const h of on) {
      const plane = block.first + h;
      const side = sides[plane] as Side;
      if (side === 0) {
        const released = releaseSide(forces, plane, held[h]!, WRONG * scale);
        if (released !== 0) corrections.push({ plane, side: released });
        else if (!attracts(forces, plane) && forces.plus[plane]! > forces.minus[plane]! + WRONG * scale) {
          branchings = 1;
          const nearPlus = forces.plus[plane]! - held[h]! < held[h]! - forces.minus[plane]!;
          corrections.push({ plane, side: nearPlus ? 1 : -1 });
        }
      } else if (side * velocities[h]! < -WRONG * scale)
        corrections.push({ plane, side: attracts(forces, plane) ? 0 : (-side as Side) });
    }
    if (corrections.length === 0) return { branchings };
    for (const { plane, side } of round < FREE_ROUNDS ? corrections : corrections.slice(0, 1))
      sides[plane] = side;
  }
  sides.set(before);
  return undefined;
}
