import { SlidingBasis } from './sliding-basis.ts';

/**
 * Coordinates in the span of the points. The parts of the w_k orthogonal to all points never move and do not matter to
 * any margin, so a flow in d dimensions is a flow in r = rank X ≤ n of them; in high dimension that is far cheaper.
 */
export class SpanCoordinates {
  readonly rank: number;
  readonly #dimension: number;
  /** Orthonormal rows, r × d. */
  readonly #axes: Float64Array[];

  constructor(x: Float64Array, points: number, dimension: number) {
    const basis = new SlidingBasis();
    for (let i = 0; i < points; i++) basis.add(i, x.subarray(i * dimension, (i + 1) * dimension));
    this.#axes = basis.directions;
    this.#dimension = dimension;
    this.rank = this.#axes.length;
  }

  /** The coordinates of `rows` vectors, row-major rows × r. */
  coordinates(vectors: ArrayLike<number>, rows: number): Float64Array {
    const out = new Float64Array(rows * this.rank);
    for (let row = 0; row < rows; row++)
      for (let axis = 0; axis < this.rank; axis++)
        for (let j = 0; j < this.#dimension; j++)
          out[row * this.rank + axis] += this.#axes[axis][j] * vectors[row * this.#dimension + j];
    return out;
  }

  /** The vectors with these coordinates, row-major rows × d. */
  lift(coordinates: Float64Array, rows: number): Float64Array {
    const out = new Float64Array(rows * this.#dimension);
    for (let row = 0; row < rows; row++)
      for (let axis = 0; axis < this.rank; axis++)
        for (let j = 0; j < this.#dimension; j++)
          out[row * this.#dimension + j] += coordinates[row * this.rank + axis] * this.#axes[axis][j];
    return out;
  }
}
