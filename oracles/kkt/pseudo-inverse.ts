import { orthogonalise } from './jacobi.ts';
import { dot, norm } from './orthogonal-factor.ts';

/** Singular values below this fraction of the largest are taken to be 0. */
const RANK_TOLERANCE = 1e-10;

/**
 * A matrix J (given by its columns) prepared for solving J·x = b in the least-squares sense with the least norm of x. It may be
 * singular, as the equations of a KKT point are where the point is not isolated.
 */
export class PseudoInverse {
  /** U·Σ and V, column by column; the columns of J are first scaled to norm 1. */
  readonly #image: Float64Array[];
  readonly #directions: Float64Array[];
  readonly #scales: number[];
  readonly #squares: number[];

  constructor(columns: readonly Float64Array[]) {
    this.#scales = columns.map((column) => norm(column) || 1);
    this.#image = columns.map((column, j) => column.map((value) => value / this.#scales[j]!));
    this.#directions = orthogonalise(this.#image);
    this.#squares = this.#image.map((column) => dot(column, column));
  }

  /** A basis of the x with Jx = 0, to a relative accuracy of `tolerance`. */
  nullSpace(tolerance = RANK_TOLERANCE): Float64Array[] {
    const cut = Math.max(...this.#squares) * tolerance ** 2;
    return this.#directions
      .filter((_, j) => this.#squares[j]! <= cut)
      .map((direction) => direction.map((value, i) => value / this.#scales[i]!));
  }

  /** The x of least (scaled) norm among those with least ‖Jx − b‖² + damping·‖x‖². */
  solve(b: Float64Array, damping = 0): Float64Array {
    const x = new Float64Array(this.#image.length);
    const cut = Math.max(...this.#squares) * RANK_TOLERANCE ** 2;
    this.#image.forEach((column, j) => {
      const square = this.#squares[j]!;
      if (square <= cut) return;
      const coefficient = dot(column, b) / (square + damping);
      const direction = this.#directions[j]!;
      for (let i = 0; i < x.length; i++) x[i]! += coefficient * direction[i]!;
    });
    return x.map((value, i) => value / this.#scales[i]!);
  }
}
