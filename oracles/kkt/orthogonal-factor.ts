/** A rotation of the plane. */
export interface Rotation {
  readonly cosine: number;
  readonly sine: number;
}

/**
 * A thin QR factorisation whose columns come and go: the linear algebra of an active-set least-squares method.
 *
 * Columns are orthogonalised twice where once is not enough ("twice is enough", Kahan–Parlett), so Q is orthonormal to
 * rounding whatever the condition of the columns, and residuals are accurate to a few units of 2^−53 of the
 * target. Normal equations, which square the condition number, stop at 1e-10 on the same problems.
 */
export class OrthogonalFactor {
  /** Orthonormal columns, each of the length of the data. */
  readonly #q: Float64Array[] = [];
  /** #r[j] holds the coefficients of column j on q_0 … q_j. */
  readonly #r: number[][] = [];

  get size(): number {
    return this.#q.length;
  }

  /**
   * Adds a column at the end and returns its new orthonormal direction; null, and no change, when it depends on the others to within
   * `tolerance` of its norm.
   */
  append(column: Float64Array, tolerance = 1e-13): Float64Array | null {
    const remainder = Float64Array.from(column);
    const coefficients = this.#projectOut(remainder);
    const height = norm(remainder);
    if (!(height > tolerance * norm(column))) return null;
    for (let i = 0; i < remainder.length; i++) remainder[i]! /= height;
    coefficients.push(height);
    this.#q.push(remainder);
    this.#r.push(coefficients);
    return remainder;
  }

  /**
   * Removes the column at `position`; later columns move up by one. Givens rotations of neighbouring directions restore the triangle, from
   * `position` on, and the last direction falls away.
   */
  remove(position: number): { rotations: Rotation[]; dropped: Float64Array } {
    this.#r.splice(position, 1);
    const rotations: Rotation[] = [];
    for (let j = position; j < this.#r.length; j++) {
      const column = this.#r[j]!;
      const radius = Math.hypot(column[j]!, column[j + 1]!);
      const rotation = { cosine: column[j]! / radius, sine: column[j + 1]! / radius };
      for (let k = j; k < this.#r.length; k++) rotate(this.#r[k]!, j, rotation);
      column.length = j + 1;
      const upper = this.#q[j]!;
      const lower = this.#q[j + 1]!;
      for (let i = 0; i < upper.length; i++) {
        const a = upper[i]!;
        const b = lower[i]!;
        upper[i] = rotation.cosine * a + rotation.sine * b;
        lower[i] = rotation.cosine * b - rotation.sine * a;
      }
      rotations.push(rotation);
    }
    return { rotations, dropped: this.#q.pop()! };
  }

  /** Coefficients on the columns of the vector with these components on the orthonormal directions. */
  coefficientsOf(components: ArrayLike<number>): Float64Array {
    const coefficients = Float64Array.from(components);
    for (let j = this.size - 1; j >= 0; j--) {
      const column = this.#r[j]!;
      coefficients[j]! /= column[j]!;
      for (let i = 0; i < j; i++) coefficients[i]! -= column[i]! * coefficients[j]!;
    }
    return coefficients;
  }

  /** Components of a vector on the orthonormal directions, and what is left of it. */
  project(vector: Float64Array): { components: number[]; residual: Float64Array } {
    const residual = Float64Array.from(vector);
    return { components: this.#projectOut(residual), residual };
  }

  /**
   * Subtracts the projection on the columns of Q from `vector`, a second time where the first has taken most of it away and so left
   * rounding that is large against what remains; returns the coefficients taken out.
   */
  #projectOut(vector: Float64Array): number[] {
    const before = norm(vector);
    const coefficients = this.#projectOutOnce(vector);
    if (norm(vector) > before / 2) return coefficients;
    const corrections = this.#projectOutOnce(vector);
    return coefficients.map((coefficient, j) => coefficient + corrections[j]!);
  }

  #projectOutOnce(vector: Float64Array): number[] {
    return this.#q.map((q) => {
      const coefficient = dot(q, vector);
      for (let i = 0; i < vector.length; i++) vector[i]! -= coefficient * q[i]!;
      return coefficient;
    });
  }
}

/** Turns the pair of entries at j and j + 1. */
export function rotate(entries: number[], j: number, { cosine, sine }: Rotation): void {
  const a = entries[j]!;
  const b = entries[j + 1]!;
  entries[j] = cosine * a + sine * b;
  entries[j + 1] = cosine * b - sine * a;
}

/** Inner product of two vectors of one length; four partial sums, so that additions need not wait for each other. */
export function dot(a: Float64Array, b: Float64Array): number {
  const whole = a.length & ~3;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < a.length; i++) s0 += a[i]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}

/** Euclidean norm. */
export function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}
