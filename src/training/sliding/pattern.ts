import type { SlidingProblem } from './problem.ts';
import { rowProducts } from './row-products.ts';
import { SlidingBasis } from './sliding-basis.ts';
import { everyPoint, type UsedPoints } from './used-points.ts';

/** The side of a kink ⟨w_k, u⟩ = 0 that neuron k is on, 0 while it slides along it. */
export type Side = -1 | 0 | 1;

/**
 * The activation pattern: a side for every pair (neuron k, line of points), and the geometry that follows from it.
 *
 * Neuron k moves in the orthogonal complement of the lines whose kinks it slides along, where its field is linear:
 * a' = ⟨b, w⟩ and w' = a·b with b = Σ p_i v_i, v_i = y_i σ_i P x_i; σ_i is the slope (1, α, or 0 while sliding)
 * and P projects along those lines. A pinned neuron stays at w = 0, where every point is on its kink.
 * Changes of sides take effect with `settle`.
 */
export class ActivationPattern {
  /** Sides, neuron-major [k·lines + line]. */
  readonly sides: Int8Array;
  readonly pinned: Uint8Array;
  /** y_i σ_ki, m × n. */
  readonly pulls: Float64Array;
  readonly everyPoint: UsedPoints;
  /** How often the geometry of neuron k was recomputed. */
  readonly versions: Uint32Array;
  /** Whether neuron k sees any point, so that its field is not identically zero. */
  readonly moving: Uint8Array;
  /** Whether some neuron sees point i, so that its margin can change. */
  readonly live: Uint8Array;
  readonly #problem: SlidingProblem;
  readonly #bases: SlidingBasis[];
  readonly #alongs: (readonly Float64Array[])[];
  readonly #changed = new Set<number>();

  constructor(problem: SlidingProblem) {
    const { points, width, lines } = problem;
    this.#problem = problem;
    this.sides = new Int8Array(width * lines.count).fill(-1);
    this.pinned = new Uint8Array(width);
    this.pulls = new Float64Array(width * points);
    this.everyPoint = everyPoint(problem);
    this.versions = new Uint32Array(width);
    this.moving = new Uint8Array(width);
    this.live = new Uint8Array(points);
    this.#bases = Array.from({ length: width }, () => new SlidingBasis());
    this.#alongs = this.#bases.map(() => []);
    for (let k = 0; k < width; k++) this.#changed.add(k);
  }

  side(k: number, line: number): Side {
    return this.sides[k * this.#problem.lines.count + line] as Side;
  }

  /** The lines along whose kinks neuron k slides; independent. */
  sliding(k: number): readonly number[] {
    return this.#bases[k].members;
  }

  /**
   * Puts neuron k on a side of the kink of a line, or lets it slide along the kink. A line that depends on those it
   * slides along already keeps its side: there ⟨w_k, u⟩ = 0 as it is.
   */
  put(k: number, line: number, side: Side): void {
    const index = k * this.#problem.lines.count + line;
    const before = this.sides[index];
    if (side === before) return;
    if (side === 0) {
      if (!this.#bases[k].add(line, this.#direction(line))) return;
    } else if (before === 0) {
      const kept = this.#bases[k].members.filter((member) => member !== line);
      this.#bases[k] = new SlidingBasis();
      for (const member of kept) this.#bases[k].add(member, this.#direction(member));
    }
    this.sides[index] = side;
    this.#changed.add(k);
  }

  /** Holds neuron k at w = 0, or lets it go. */
  pin(k: number, isPinned: boolean): void {
    this.pinned[k] = isPinned ? 1 : 0;
    this.#changed.add(k);
  }

  /** Puts every pair on the side it had. */
  restore(sides: Int8Array): void {
    const { count } = this.#problem.lines;
    for (const isSliding of [false, true])
      for (const [index, side] of sides.entries())
        if ((side === 0) === isSliding) this.put(Math.floor(index / count), index % count, side as Side);
  }

  /** Recomputes what follows from the sides that changed. */
  settle(): void {
    if (this.#changed.size === 0) return;
    for (const k of this.#changed) this.#refresh(k);
    this.#changed.clear();
    this.live.fill(0);
    for (let index = 0; index < this.pulls.length; index++)
      if (this.pulls[index] !== 0) this.live[index % this.live.length] = 1;
  }

  /** The slope with which point i drives neuron k: 0 while sliding, where the driving is along the kink. */
  #slope(k: number, i: number): number {
    const { of, multiples, count } = this.#problem.lines;
    if (this.pinned[k] === 1 || of[i] < 0) return 0;
    const side = multiples[i] * this.sides[k * count + of[i]];
    return side > 0 ? 1 : side < 0 ? this.#problem.alpha : 0;
  }

  /** ⟨e, x_i⟩ over the points, for an orthonormal basis of the directions that neuron k cannot move in while it slides. */
  blocked(k: number): readonly Float64Array[] {
    return this.#alongs[k];
  }

  /** Projects the d-vector at vector[at] onto the kinks that neuron k slides along. */
  project(k: number, vector: Float64Array, at: number): void {
    this.#bases[k].project(vector, at);
  }

  /** The c_l, in the order of `sliding(k)`, for which driving + Σ c_l u_l keeps neuron k on its kinks. */
  forces(k: number, driving: Float64Array): Float64Array {
    return this.#bases[k].balance(driving);
  }

  #direction(line: number): Float64Array {
    const { dimension, lines } = this.#problem;
    return lines.directions.subarray(line * dimension, (line + 1) * dimension);
  }

  #refresh(k: number): void {
    const { points, y, dimension } = this.#problem;
    const { pulls } = this;
    this.versions[k]++;
    this.moving[k] = 0;
    for (let i = 0; i < points; i++) {
      pulls[k * points + i] = y[i] * this.#slope(k, i);
      if (pulls[k * points + i] !== 0) this.moving[k] = 1;
    }
    this.#alongs[k] = this.#bases[k].directions.map((direction) => {
      const along = new Float64Array(points);
      rowProducts(
        { values: direction, count: 1, stride: dimension },
        this.everyPoint.rows,
        dimension,
        along,
        points,
      );
      return along;
    });
  }
}
