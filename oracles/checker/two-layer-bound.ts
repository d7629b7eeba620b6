/** The inequalities behind "two-layer-margin", on integers over common denominators. FORMAT.md derives them. */
import { bitLength, Rational } from '../../src/numbers/rational.ts';
import { dot, type Points } from './points.ts';
import type { Entry } from './reading.ts';

/** Points a data set may have: the walk keeps up to n regions of n intervals. */
const MAX_POINTS = 1024;
/** Bits that the denominators and the largest coordinate may have together. */
const MAX_BITS = 2 ** 16;
/** The work of all steps, in units of one product of 256-bit numbers: about half a minute. */
const MAX_WORK = 2 ** 28;

/** low_i ≤ ⟨w,x_i⟩ ≤ high_i for every point, as integers over the shared denominator. */
export interface Region {
  readonly low: bigint[];
  readonly high: bigint[];
}

/** ⟨w,normal⟩ > offset for every w of the region with F(w) > 1. Normal over q·D·Dx, offset over q·D². */
export interface Cut {
  readonly normal: readonly bigint[];
  readonly offset: bigint;
}

/**
 * F(w) = s Σ λ_i y_i φ(⟨w,x_i⟩) on ‖w‖ ≤ 1, for s = ±1, where φ has slope p/q on negative inputs, and
 * what can be concluded about it. D is the denominator shared by all integers of the derivation, Dx that of
 * the data.
 */
export class BoundProof {
  readonly points: Points;
  readonly denominator: bigint;
  /** Σ λ_i. */
  readonly total: Rational;
  private readonly slope: Rational;
  private readonly multipliers: readonly bigint[];
  private readonly radii: readonly bigint[];
  private readonly workOfStep: number;
  private work = 0;

  constructor(points: Points, slope: Rational, denominator: Entry, multipliers: Entry, radii: Entry) {
    const n = points.x.length;
    if (n > MAX_POINTS) multipliers.reject('too-large', `expected at most ${MAX_POINTS} points`);
    this.points = points;
    this.slope = slope;
    this.denominator = denominator.bigint();
    if (this.denominator <= 0n) denominator.reject('out-of-range', 'expected a positive denominator');
    const bits = [this.denominator, points.denominator, slope.den, largest(points.x.flat())]
      .map(bitLength)
      .reduce((sum, value) => sum + value);
    if (bits > MAX_BITS)
      denominator.reject('too-large', `expected at most ${MAX_BITS} bits in the denominators and the data`);
    this.workOfStep = n * points.x[0]!.length * Math.ceil(bits / 256);
    this.multipliers = multipliers.list(n, n).map((item) => {
      const value = item.bigint();
      if (value < 0n) item.reject('negative-multiplier', 'expected a multiplier of at least 0');
      return value;
    });
    this.total = Rational.of(
      this.multipliers.reduce((sum, value) => sum + value),
      this.denominator,
    );
    this.radii = radii.list(n, n).map((item, i) => {
      const radius = item.bigint();
      const x = points.x[i]!;
      if (radius < 0n || (radius * points.denominator) ** 2n < this.denominator ** 2n * dot(x, x))
        item.reject('bound-not-proved', `expected at least the Euclidean norm of point ${i}`);
      return radius;
    });
  }

  /** All of ‖w‖ ≤ 1. */
  start(): Region {
    return { low: this.radii.map((radius) => -radius), high: [...this.radii] };
  }

  /** Counts one step against the limit on the work of the whole certificate. */
  charge(place: Entry): void {
    this.work += this.workOfStep;
    if (this.work > MAX_WORK) place.reject('too-large', 'expected a derivation with fewer steps');
  }

  /**
   * The cut of n slopes m, read from text: c_i φ(z) ≤ m_i z + K_i on [low_i, high_i], where the piecewise linear
   * c_i φ(z) − m_i z is largest at an end or at the kink; so F(w) ≤ ⟨w, Σ m_i x_i⟩ + Σ K_i.
   */
  cut(slopes: Entry, sign: bigint, { low, high }: Region): Cut {
    const { points, denominator, multipliers, slope } = this;
    const n = points.x.length;
    const normal = points.x[0]!.map(() => 0n);
    let offset = slope.den * denominator ** 2n;
    slopes.list(n, n).forEach((entry, i) => {
      const c = sign * points.y[i]! * multipliers[i]!;
      const m = readSlopeOver(entry, c, slope);
      if (m === 0n && c === 0n) return;
      const above = (z: bigint) => (c * (z < 0n ? slope.num : slope.den) - m) * z;
      let most = larger(above(low[i]!), above(high[i]!));
      if (most < 0n && low[i]! <= 0n && high[i]! >= 0n) most = 0n;
      offset -= most;
      addMultiple(normal, m, points.x[i]!);
    });
    return { normal, offset };
  }

  /** Whether the cut excludes every w: ⟨w,normal⟩ ≤ ‖normal‖ ≤ offset. */
  isEmpty({ normal, offset }: Cut): boolean {
    return this.isNormAtMost(normal, offset);
  }

  /**
   * Whether side·⟨w,x_point⟩ ≤ bound for every w of the region with F(w) > 1, as
   * side·x_point = r − Σ t_j x_j − weight·normal with r defined by this, and ⟨w,r⟩ ≤ ‖r‖.
   */
  isBounded(
    { low, high }: Region,
    { normal, offset }: Cut,
    weight: bigint,
    terms: readonly { readonly point: number; readonly weight: bigint }[],
    point: number,
    side: bigint,
    bound: bigint,
  ): boolean {
    const { points, denominator: D, slope } = this;
    const rest = normal.map((value) => weight * value);
    addMultiple(rest, side * slope.den * D * D, points.x[point]!);
    let room = bound * slope.den * D * D + weight * offset;
    for (const { point: j, weight: t } of terms) {
      addMultiple(rest, slope.den * D * t, points.x[j]!);
      room -= larger(-t * low[j]!, -t * high[j]!) * slope.den * D;
    }
    return this.isNormAtMost(rest, room);
  }

  /** Whether ‖vector‖ / (q·D·Dx) ≤ room / (q·D²), both sides times any one power of D. */
  private isNormAtMost(vector: readonly bigint[], room: bigint): boolean {
    if (room < 0n) return false;
    return dot(vector, vector) * this.denominator ** 2n <= (room * this.points.denominator) ** 2n;
  }
}

/** A slope over q·D: an integer over D, "c" for c itself (over D), or "ac" for αc. */
function readSlopeOver(entry: Entry, c: bigint, { num, den }: Rational): bigint {
  if (entry.value === 'c') return c * den;
  if (entry.value === 'ac') return c * num;
  return entry.bigint() * den;
}

/** The largest size of some integers. */
function largest(values: readonly bigint[]): bigint {
  let most = 0n;
  for (const value of values) most = larger(most, larger(value, -value));
  return most;
}

function larger(a: bigint, b: bigint): bigint {
  if (a < b) return b;
  return a;
}

function addMultiple(sum: bigint[], factor: bigint, x: readonly bigint[]): void {
  if (factor === 0n) return;
  for (let j = 0; j < x.length; j++) sum[j] = sum[j]! + factor * x[j]!;
}
