import type { SlidingProblem } from './problem.ts';
import type { Rows } from './row-products.ts';

/** Some of the points, in a given order, as contiguous matrices: what products over them are formed with. */
export class UsedPoints {
  /** Their numbers; the first `count` entries. */
  readonly numbers: Int32Array;
  count = 0;
  readonly #problem: SlidingProblem;
  readonly #rows: Float64Array;
  readonly #columns: Float64Array;

  constructor(problem: SlidingProblem) {
    const { points, dimension } = problem;
    this.#problem = problem;
    this.numbers = new Int32Array(points);
    this.#rows = new Float64Array(points * dimension);
    this.#columns = new Float64Array(points * dimension);
  }

  clear(): void {
    this.count = 0;
  }

  add(i: number): void {
    const { points, dimension, x } = this.#problem;
    const l = this.count++;
    this.numbers[l] = i;
    for (let j = 0; j < dimension; j++) {
      this.#rows[l * dimension + j] = x[i * dimension + j];
      this.#columns[j * points + l] = x[i * dimension + j];
    }
  }

  /** The x_i, count × d. */
  get rows(): Rows {
    return { values: this.#rows, count: this.count, stride: this.#problem.dimension };
  }

  /** Their coordinates, d × count. */
  get columns(): Rows {
    const { dimension, points } = this.#problem;
    return { values: this.#columns, count: dimension, stride: points };
  }
}

/** All points of a problem. */
export function everyPoint(problem: SlidingProblem): UsedPoints {
  const used = new UsedPoints(problem);
  for (let i = 0; i < problem.points; i++) used.add(i);
  return used;
}
