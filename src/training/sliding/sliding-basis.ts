/** Below this sine of the angle to the span of the others, a vector counts as dependent on them. */
const DEPENDENT = 1e-9;

/** Subtracts from vector[at …] its components along orthonormal vectors, and adds them to coefficients. */
function orthogonalise(
  basis: readonly Float64Array[],
  vector: Float64Array,
  at: number,
  coefficients?: Float64Array,
): void {
  for (let index = 0; index < basis.length; index++) {
    const direction = basis[index];
    let along = 0;
    for (let j = 0; j < direction.length; j++) along += direction[j] * vector[at + j];
    for (let j = 0; j < direction.length; j++) vector[at + j] -= along * direction[j];
    if (coefficients) coefficients[index] += along;
  }
}

/** Independent vectors, each with a number, as a QR factorisation: the lines along whose kinks one neuron slides. */
export class SlidingBasis {
  readonly members: number[] = [];
  /** Columns of Q. */
  readonly directions: Float64Array[] = [];
  /** Columns of R. */
  readonly #columns: Float64Array[] = [];

  /** Adds a vector. False, with nothing changed, if it depends on those already there. */
  add(member: number, x: Float64Array): boolean {
    const residual = x.slice();
    const column = new Float64Array(this.members.length + 1);
    // Twice: the second pass removes what rounding left of the first, which matters once the rest is normalised.
    for (let pass = 0; pass < 2; pass++) orthogonalise(this.directions, residual, 0, column);
    const norm = Math.hypot(...residual);
    if (norm <= DEPENDENT * Math.hypot(...x)) return false;
    column[this.members.length] = norm;
    this.members.push(member);
    this.directions.push(residual.map((value) => value / norm));
    this.#columns.push(column);
    return true;
  }

  /** Projects vector[at …] onto the orthogonal complement of the vectors, up to rounding of the vector. */
  project(vector: Float64Array, at: number): void {
    orthogonalise(this.directions, vector, at);
  }

  /** The multipliers, in the order of `members`, for which driving + Σ multiplier_i x_i is orthogonal to every x_i. */
  balance(driving: Float64Array): Float64Array {
    const count = this.members.length;
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
