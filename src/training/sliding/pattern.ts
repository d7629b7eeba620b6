import type { SlidingProblem } from './problem.ts';
import { SlidingBasis } from './sliding-basis.ts';

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
  /** v_ki, row-major m × n × d. */
  readonly fields: Float64Array;
  /** ‖v_ki‖, m × n. */
  readonly lengths: Float64Array;
  /** ⟨v_ki, v_kj⟩, m × n × n. */
  readonly grams: Float64Array;
  /** How often the geometry of neuron k was recomputed. */
  readonly versions: Uint32Array;
  /** Whether neuron k sees any point, so that its field is not identically zero. */
  readonly moving: Uint8Array;
  /** Whether some neuron sees point i, so that its margin can change. */
  readonly live: Uint8Array;
  readonly #problem: SlidingProblem;
  readonly #bases: SlidingBasis[];
  readonly #changed = new Set<number>();

  constructor(problem: SlidingProblem) {
    const { points, dimension, width, lines } = problem;
    this.#problem = problem;
    this.sides = new Int8Array(width * lines.count).fill(-1);
    this.pinned = new Uint8Array(width);
    this.fields = new Float64Array(width * points * dimension);
    this.lengths = new Float64Array(width * points);
    this.grams = new Float64Array(width * points * points);
    this.versions = new Uint32Array(width);
    this.moving = new Uint8Array(width);
    this.live = new Uint8Array(points);
    this.#bases = Array.from({ length: width }, () => new SlidingBasis());
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
    for (let k = 0; k < this.#problem.width; k++)
      for (let i = 0; i < this.live.length; i++) if (this.slope(k, i) !== 0) this.live[i] = 1;
  }

  /** The slope with which point i drives neuron k: 0 while sliding, where the driving is along the kink. */
  slope(k: number, i: number): number {
    const { of, multiples, count } = this.#problem.lines;
    if (this.pinned[k] === 1 || of[i] < 0) return 0;
    const side = multiples[i] * this.sides[k * count + of[i]];
    return side > 0 ? 1 : side < 0 ? this.#problem.alpha : 0;
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
    const { points, dimension, x, y } = this.#problem;
    const { fields, grams, lengths } = this;
    this.versions[k]++;
    this.moving[k] = 0;
    for (let i = 0; i < points; i++) {
      const at = (k * points + i) * dimension;
      const factor = y[i] * this.slope(k, i);
      for (let j = 0; j < dimension; j++) fields[at + j] = factor * x[i * dimension + j];
      if (factor === 0) continue;
      this.project(k, fields, at);
      this.moving[k] = 1;
    }
    if (this.moving[k] === 0) return;
    for (let i = 0; i < points; i++)
      for (let other = 0; other <= i; other++) {
        let sum = 0;
        const left = (k * points + i) * dimension;
        const right = (k * points + other) * dimension;
        for (let j = 0; j < dimension; j++) sum += fields[left + j] * fields[right + j];
        grams[(k * points + i) * points + other] = sum;
        grams[(k * points + other) * points + i] = sum;
        if (other === i) lengths[k * points + i] = Math.sqrt(sum);
      }
  }
}
