import type { KinkBlock } from './kink-planes.ts';
import type { Side } from './mode.ts';

/** What the kinks of each plane exert on θ, along its normal, on either side. */
export interface SideForces {
  readonly plus: Float64Array;
  readonly minus: Float64Array;
}

/** A block in one mode: the force of each of its planes, and the velocity of θ across each. */
export interface Balance {
  /** On a plane that θ slides on, the force that keeps it there, whether or not the kinks can exert it. */
  readonly forces: Float64Array;
  readonly velocities: Float64Array;
  /** Size of the forces that balance, against which differences are judged. */
  readonly scale: number;
}

/**
 * The balance of a block with the given sides, `sides`, `forces` and `pulls` being those of all blocks. A sliding plane
 * that depends on others before it needs no force of its own. `pulls` add to the velocities: with position/h they are
 * those of an implicit Euler step of length h, and have the sign of the position at its end.
 */
export function balance(
  block: KinkBlock<unknown>,
  sides: Int8Array,
  { plus, minus }: SideForces,
  pulls?: Float64Array,
): Balance {
  const { first, gram } = block;
  const count = block.planes.length;
  const forces = new Float64Array(count);
  const sliding: number[] = [];
  let scale = 0;
  for (let h = 0; h < count; h++) {
    const side = sides[first + h]!;
    if (side === 0) sliding.push(h);
    else forces[h] = side > 0 ? plus[first + h]! : minus[first + h]!;
    scale = Math.max(scale, Math.abs(forces[h]!));
  }
  const velocity = (h: number) => {
    let sum = pulls?.[first + h] ?? 0;
    for (let l = 0; l < count; l++) sum += gram[h * count + l]! * forces[l]!;
    return sum;
  };
  const wanted = sliding.map((h) => -velocity(h));
  const holding = solveGram(
    sliding.map((h) => sliding.map((l) => gram[h * count + l]!)),
    wanted,
  );
  for (const [index, h] of sliding.entries()) {
    forces[h] = holding[index]!;
    scale = Math.max(scale, Math.abs(forces[h]!));
  }
  return { forces, velocities: Float64Array.from({ length: count }, (_, h) => velocity(h)), scale };
}

/** Pivots of a Gram matrix of unit vectors below this belong to vectors that depend on those before. */
const DEPENDENT = 1e-12;

/** Gx = v by elimination without exchanges, with x = 0 where a row depends on those before. Overwrites both. */
function solveGram(gram: number[][], v: number[]): number[] {
  const size = v.length;
  const isFree = gram.map(() => true);
  for (let k = 0; k < size; k++) {
    const pivot = gram[k]![k]!;
    if (pivot < DEPENDENT) {
      isFree[k] = false;
      continue;
    }
    for (let i = k + 1; i < size; i++) {
      const factor = gram[i]![k]! / pivot;
      for (let j = k; j < size; j++) gram[i]![j]! -= factor * gram[k]![j]!;
      v[i]! -= factor * v[k]!;
    }
  }
  for (let k = size - 1; k >= 0; k--) {
    if (!isFree[k]) {
      v[k] = 0;
      continue;
    }
    for (let j = k + 1; j < size; j++) v[k]! -= gram[k]![j]! * v[j]!;
    v[k]! /= gram[k]![k]!;
  }
  return v;
}

/** Whether θ is held on a plane: from either side it is driven back. */
export function attracts({ plus, minus }: SideForces, plane: number): boolean {
  return plus[plane]! < minus[plane]!;
}

/** The side to which a plane lets go when its force is outside what its kinks can exert by more than `slack`. */
export function releaseSide({ plus, minus }: SideForces, plane: number, force: number, slack: number): Side {
  if (force > Math.max(plus[plane]!, minus[plane]!) + slack) return -1;
  if (force < Math.min(plus[plane]!, minus[plane]!) - slack) return 1;
  return 0;
}
