/**
 * The forces on a block of parameters w at w = 0, where it is on all of its kinks: the one that line h exerts along its
 * direction u_h while ⟨w, u_h⟩ > 0, and the one on the other side.
 */
export interface ForcesAtZero {
  /** u_h, each of the block's length. */
  readonly directions: readonly Float64Array[];
  readonly plus: ArrayLike<number>;
  readonly minus: ArrayLike<number>;
}

/** How a block at w = 0 can grow. */
export interface Growth {
  /** Where it grows fastest, a unit vector. */
  readonly direction: Float64Array;
  /** d‖w‖/dt there, relative to the sum of the sizes of the forces; w = 0 is stable where it is not positive. */
  readonly rate: number;
  /** The number of directions that it could keep growing in. */
  readonly ways: number;
}

/** First steps of ascents: a long one leads away from small maxima, a short one does not pass by a narrow one. */
const LONG = 1;
const SHORT = 0.1;
/** Lengths of the steps of an ascent on the unit sphere, as parts of the first. */
const STEPS = Array.from({ length: 40 }, (_, step) => 0.8 ** step);
/** Cosine from which on two ascents are taken to have ended at the same place. */
const SAME = 0.99;
/** Between more places than this is not looked. */
const MOST_PLACES = 20;
/** Rates up to this may be rounding, or be left by an ascent that has not quite ended. */
export const LEAST_GROWTH = 1e-6;

/**
 * The direction of fastest growth of w' = Σ_h f_h u_h from w = 0: the maximum of Φ(w) = Σ_h f_h ⟨w, u_h⟩ over the unit sphere, f_h
 * being plus_h or minus_h by the sign of ⟨w, u_h⟩. It is looked for by ascent from every ±u_h, and where one of those ends
 * grows also from between it and others: forces that are more than a right angle apart can be strongest together.
 *
 * To rest at 0 solves the flow wherever some forces between plus and minus cancel, even if Φ > 0 somewhere; but descent
 * with however small a step leaves 0 then, as it never quite rests.
 */
export function growthAtZero(forces: ForcesAtZero): Growth {
  const scale = forces.directions.reduce(
    (sum, u, h) => sum + Math.max(Math.abs(forces.plus[h]), Math.abs(forces.minus[h])) * Math.hypot(...u),
    Number.MIN_VALUE,
  );
  const found: Omit<Growth, 'ways'>[] = [];
  const look = (start: Float64Array, firstStep: number) => {
    const size = Math.hypot(...start);
    if (size < 1 - SAME) return;
    const unit = start.map((value) => value / size);
    const end = ascend(forces, unit, firstStep);
    const rate = inner(forceAt(forces, end), end) / scale;
    const known = found.findIndex(({ direction }) => inner(direction, end) > SAME);
    if (known < 0) found.push({ direction: end, rate });
    else if (found[known].rate < rate) found[known] = { direction: end, rate };
  };
  const units = forces.directions.flatMap((u) => {
    const size = Math.hypot(...u);
    return [u.map((value) => value / size), u.map((value) => -value / size)];
  });
  for (const unit of units) look(unit, LONG);
  const ways = found.filter(({ rate }) => rate > LEAST_GROWTH).length;
  for (const unit of units) look(unit, SHORT);
  // The list grows meanwhile, by places that are new.
  for (let index = 1; index < Math.min(found.length, MOST_PLACES); index++) {
    const one = found[index];
    for (const other of found.slice(0, index)) {
      if (Math.max(one.rate, other.rate) <= LEAST_GROWTH) continue;
      const between = one.direction.map((value, j) => value + other.direction[j]);
      look(between, LONG);
      look(between, SHORT);
    }
  }
  const best = found.reduce((most, other) => (other.rate > most.rate ? other : most));
  return { ...best, ways };
}

/** The side of each kink on which a growing direction lies; 0 where it lies on a kink that attracts. */
export function sidesOf({ directions, plus, minus }: ForcesAtZero, direction: Float64Array): (-1 | 0 | 1)[] {
  const nearest = STEPS[STEPS.length - 1] * 10;
  return directions.map((u, h) => {
    const z = inner(u, direction);
    if (Math.abs(z) <= nearest * Math.hypot(...u) && plus[h] < minus[h]) return 0;
    return z > 0 ? 1 : -1;
  });
}

function ascend(forces: ForcesAtZero, start: Float64Array, firstStep: number): Float64Array {
  let w = start;
  for (const part of STEPS) {
    const length = firstStep * part;
    const force = forceAt(forces, w);
    const size = Math.hypot(...force);
    if (size === 0) return w;
    const moved = w.map((value, j) => value + (length * force[j]) / size);
    const norm = Math.hypot(...moved);
    if (norm > 0) w = moved.map((value) => value / norm);
  }
  return w;
}

function forceAt({ directions, plus, minus }: ForcesAtZero, w: Float64Array): Float64Array {
  const force = new Float64Array(w.length);
  for (const [h, u] of directions.entries()) {
    const amount = inner(u, w) > 0 ? plus[h] : minus[h];
    for (let j = 0; j < force.length; j++) force[j] += amount * u[j];
  }
  return force;
}

function inner(u: Float64Array, v: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < u.length; j++) sum += u[j] * v[j];
  return sum;
}
