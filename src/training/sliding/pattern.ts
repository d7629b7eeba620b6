import type { SlidingProblem } from './problem.ts';

/** The side of a kink ⟨w_k, x_i⟩ = 0 that neuron k is on, 0 while it slides along it. */
export type Side = -1 | 0 | 1;

/**
 * The activation pattern: a side for every pair (neuron k, point i), and the geometry that follows from it.
 *
 * Neuron k moves in the orthogonal complement of its sliding points, where its field is linear:
 * a' = ⟨b, w⟩ and w' = a·b with b = Σ p_i v_i, v_i = y_i σ_i P x_i; σ_i is the slope (1, α, or 0 while sliding)
 * and P projects along the sliding points. A pinned neuron stays at w = 0, where every point is on its kink.
 */
export class ActivationPattern {
  /** Sides, neuron-major [k·n + i]. */
  readonly sides: Int8Array;
  readonly pinned: Uint8Array;
  /** v_ki, row-major m × n × d. */
  readonly fields: Float64Array;
  /** ⟨v_ki, v_kj⟩, m × n × n. */
  readonly grams: Float64Array;
  /** Whether neuron k sees any point, so that its field is not identically zero. */
  readonly moving: Uint8Array;
  /** Whether some neuron sees point i, so that its margin can change. */
  readonly live: Uint8Array;
  /** The points along whose kinks neuron k slides; independent. */
  readonly sliding: number[][];
  readonly #problem: SlidingProblem;
  /** Orthonormal basis Q of span{x_i : i sliding} by neuron, and R with x_i = Σ_j R_ji Q_j. */
  readonly #bases: Float64Array[][];
  readonly #triangles: number[][][];

  constructor(problem: SlidingProblem) {
    const { points, dimension, width } = problem;
    this.#problem = problem;
    this.sides = new Int8Array(width * points);
    this.pinned = new Uint8Array(width);
    this.fields = new Float64Array(width * points * dimension);
    this.grams = new Float64Array(width * points * points);
    this.moving = new Uint8Array(width);
    this.live = new Uint8Array(points);
    this.sliding = Array.from({ length: width }, () => []);
    this.#bases = Array.from({ length: width }, () => []);
    this.#triangles = Array.from({ length: width }, () => []);
  }

  side(k: number, i: number): Side {
    return this.sides[k * this.#problem.points + i] as Side;
  }

  /** Puts neuron k on a side of the kink of point i. Sliding must be asked for with `slide`. */
  setSide(k: number, i: number, side: 1 | -1): void {
    const { points } = this.#problem;
    const wasSliding = this.sides[k * points + i] === 0;
    this.sides[k * points + i] = side;
    if (wasSliding)
      this.#rebase(
        k,
        this.sliding[k].filter((other) => other !== i),
      );
  }

  /**
   * Lets neuron k slide along the kink of point i. False, with nothing changed, if x_i depends on the points it
   * slides along already: then ⟨w_k, x_i⟩ = 0 as it is.
   */
  slide(k: number, i: number): boolean {
    const residual = this.#problem.x.slice(i * this.#problem.dimension, (i + 1) * this.#problem.dimension);
    const coefficients = this.#orthogonalise(k, residual);
    const norm = Math.hypot(...residual);
    if (norm <= DEPENDENT * this.#problem.norms[i]) return false;
    for (let j = 0; j < residual.length; j++) residual[j] /= norm;
    this.#bases[k].push(residual);
    this.#triangles[k].push([...coefficients, norm]);
    this.sliding[k].push(i);
    this.sides[k * this.#problem.points + i] = 0;
    return true;
  }

  /** Recomputes what follows from the sides of neuron k. Call `refreshLive` when all neurons are done. */
  refresh(k: number): void {
    const { points, dimension, x, y } = this.#problem;
    const { fields, grams } = this;
    this.moving[k] = 0;
    for (let i = 0; i < points; i++) {
      const at = (k * points + i) * dimension;
      const slope = this.slope(k, i);
      const factor = y[i] * slope;
      for (let j = 0; j < dimension; j++) fields[at + j] = x[i * dimension + j];
      if (factor !== 0) this.project(k, fields, at);
      for (let j = 0; j < dimension; j++) fields[at + j] *= factor;
      if (factor !== 0) this.moving[k] = 1;
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
      }
  }

  /** Recomputes which points are seen by some neuron. */
  refreshLive(): void {
    const { points, width } = this.#problem;
    this.live.fill(0);
    for (let k = 0; k < width; k++)
      if (this.moving[k] === 1) for (let i = 0; i < points; i++) if (this.slope(k, i) !== 0) this.live[i] = 1;
  }

  /** The slope with which point i drives neuron k: 0 while sliding, where the driving is along the kink. */
  slope(k: number, i: number): number {
    if (this.pinned[k] === 1) return 0;
    const side = this.side(k, i);
    return side > 0 ? 1 : side < 0 ? this.#problem.alpha : 0;
  }

  /** Projects the d-vector at vector[at] off the sliding points of neuron k (twice, for orthogonality to rounding). */
  project(k: number, vector: Float64Array, at: number): void {
    const { dimension } = this.#problem;
    for (let pass = 0; pass < 2; pass++)
      for (const basis of this.#bases[k]) {
        let along = 0;
        for (let j = 0; j < dimension; j++) along += basis[j] * vector[at + j];
        for (let j = 0; j < dimension; j++) vector[at + j] -= along * basis[j];
      }
  }

  /**
   * The forces c_i, in the order of `sliding[k]`, for which driving + Σ c_i y_i x_i is orthogonal to every sliding
   * point of neuron k.
   */
  forces(k: number, driving: Float64Array): Float64Array {
    const { dimension, y } = this.#problem;
    const bases = this.#bases[k];
    const triangle = this.#triangles[k];
    const count = bases.length;
    const forces = new Float64Array(count);
    for (let row = count - 1; row >= 0; row--) {
      let sum = 0;
      for (let j = 0; j < dimension; j++) sum -= bases[row][j] * driving[j];
      for (let column = row + 1; column < count; column++) sum -= triangle[column][row] * forces[column];
      forces[row] = sum / triangle[row][row];
    }
    for (let row = 0; row < count; row++) forces[row] *= y[this.sliding[k][row]];
    return forces;
  }

  /** Subtracts from the vector its components along the basis of neuron k, and returns them. */
  #orthogonalise(k: number, vector: Float64Array): number[] {
    const bases = this.#bases[k];
    const coefficients = bases.map(() => 0);
    for (let pass = 0; pass < 2; pass++)
      for (const [index, basis] of bases.entries()) {
        let along = 0;
        for (let j = 0; j < vector.length; j++) along += basis[j] * vector[j];
        for (let j = 0; j < vector.length; j++) vector[j] -= along * basis[j];
        coefficients[index] += along;
      }
    return coefficients;
  }

  #rebase(k: number, sliding: readonly number[]): void {
    this.#bases[k] = [];
    this.#triangles[k] = [];
    this.sliding[k] = [];
    for (const i of sliding) this.slide(k, i);
  }
}

/** Below this sine of the angle to the span of the sliding points, a point counts as dependent on them. */
const DEPENDENT = 1e-9;
