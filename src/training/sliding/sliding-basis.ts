/** Below this sine of the angle to the span of the others, a point counts as dependent on them. */
const DEPENDENT = 1e-9;

/** Subtracts from vector[at …] its components along orthonormal vectors, twice, and adds them to coefficients. */
function orthogonalise(
  basis: readonly Float64Array[],
  vector: Float64Array,
  at: number,
  coefficients?: Float64Array,
): void {
  for (let pass = 0; pass < 2; pass++)
    for (let index = 0; index < basis.length; index++) {
      const direction = basis[index];
      let along = 0;
      for (let j = 0; j < direction.length; j++) along += direction[j] * vector[at + j];
      for (let j = 0; j < direction.length; j++) vector[at + j] -= along * direction[j];
      if (coefficients) coefficients[index] += along;
    }
}

/** The independent points along whose kinks one neuron slides, as a QR factorisation X = QR of the columns x_i. */
export class SlidingBasis {
  readonly points: number[] = [];
  /** Columns of Q. */
  readonly directions: Float64Array[] = [];
  /** Columns of R. */
  readonly #columns: Float64Array[] = [];

  /** Adds point i at x. False, with nothing changed, if x depends on the points already there. */
  add(i: number, x: Float64Array): boolean {
    const residual = x.slice();
    const column = new Float64Array(this.points.length + 1);
    orthogonalise(this.directions, residual, 0, column);
    const norm = Math.hypot(...residual);
    if (norm <= DEPENDENT * Math.hypot(...x)) return false;
    column[this.points.length] = norm;
    this.points.push(i);
    this.directions.push(residual.map((value) => value / norm));
    this.#columns.push(column);
    return true;
  }

  /** Projects vector[at …] onto the orthogonal complement of the points. */
  project(vector: Float64Array, at: number): void {
    orthogonalise(this.directions, vector, at);
  }

  /** The multipliers, in the order of `points`, for which driving + Σ multiplier_i x_i is orthogonal to every x_i. */
  balance(driving: Float64Array): Float64Array {
    const count = this.points.length;
    const multipliers = new Float64Array(count);
    for (let row = count - 1; row >= 0; row--) {
      let sum = 0;
      for (let j = 0; j < driving.length; j++) sum -= this.directions[row][j] * driving[j];
      for (let later = row + 1; later < count; later++) sum -= this.#columns[later][row] * multipliers[later];
      multipliers[row] = sum / this.#columns[row][row];
    }
    return multipliers;
  }
}
