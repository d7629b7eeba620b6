/**
 * Float search for the support of the shortest w with ⟨z_i,w⟩ ≥ 1: the dual active-set method of Goldfarb and Idnani
 * (Math. Programming 27, 1983) on the Gram matrix. Its answer is only a guess: `least-norm.ts` makes it exact.
 */

/** Violations and pivots below this, relative to the lengths involved, count as rounding. */
const ROUNDING = 1e-12;

/** Row numbers that probably carry the multipliers of the optimum (or, when there is none, of a combination to 0). */
export function guessSupport(z: readonly Float64Array[]): number[] {
  const dimension = z[0]!.length;
  const lengths = Float64Array.from(z, (row) => Math.sqrt(dot(row, row)));
  const system = new GramSystem(z);
  const w = new Float64Array(dimension);
  for (let budget = 10 * (z.length + dimension); budget > 0; budget--) {
    const multipliers = system.multipliers();
    w.fill(0);
    system.rows.forEach((row, k) => {
      addScaled(w, multipliers[k]!, z[row]!);
    });
    const entering = mostViolated(z, w, lengths);
    if (entering < 0) return system.rows;
    if (!system.enter(entering, ROUNDING * lengths[entering]! ** 2)) return [...system.rows, entering];
  }
  return system.rows;
}

function mostViolated(z: readonly Float64Array[], w: Float64Array, lengths: Float64Array): number {
  const length = Math.sqrt(dot(w, w));
  let entering = -1;
  let worst = 0;
  for (let i = 0; i < z.length; i++) {
    const violation = (1 - dot(z[i]!, w) - ROUNDING * (1 + length * lengths[i]!)) / lengths[i]!;
    if (violation > worst) {
      worst = violation;
      entering = i;
    }
  }
  return entering;
}

/** Cholesky factor of the Gram matrix of the rows in hand, kept while rows come and go. */
class GramSystem {
  readonly rows: number[] = [];
  private readonly factor: Float64Array[] = [];
  /** The factor's solution for the right-hand side 1. */
  private readonly ones: number[] = [];
  private readonly z: readonly Float64Array[];

  constructor(z: readonly Float64Array[]) {
    this.z = z;
  }

  /** λ with Gram·λ = 1. */
  multipliers(): Float64Array {
    return this.backward(Float64Array.from(this.ones));
  }

  /**
   * Lets the multiplier of a row grow until its constraint holds; rows whose multipliers reach 0 before leave. False
   * when nothing stops it: the row depends on those in hand (to within `negligible`), and none of them falls.
   */
  enter(entering: number, negligible: number): boolean {
    const row = this.z[entering]!;
    for (;;) {
      const multipliers = this.multipliers();
      const half = this.forward(this.productsWith(row));
      const slopes = this.backward(half.slice());
      const height = dot(row, row) - dot(half, half);
      const independent = height > negligible;
      let limit = independent ? (1 - dot(half, this.ones)) / height : Number.POSITIVE_INFINITY;
      let leaving = -1;
      for (let k = 0; k < slopes.length; k++) {
        if (slopes[k]! > ROUNDING && multipliers[k]! / slopes[k]! < limit) {
          limit = multipliers[k]! / slopes[k]!;
          leaving = k;
        }
      }
      if (leaving >= 0) this.drop(leaving);
      else if (independent) {
        this.append(entering, half, height);
        return true;
      } else return false;
    }
  }

  private productsWith(row: Float64Array): Float64Array {
    const products = new Float64Array(this.rows.length);
    for (let k = 0; k < products.length; k++) products[k] = dot(this.z[this.rows[k]!]!, row);
    return products;
  }

  private append(row: number, half: Float64Array, height: number): void {
    const last = Math.sqrt(Math.max(height, Number.MIN_VALUE));
    this.ones.push((1 - dot(half, this.ones)) / last);
    const extended = new Float64Array(half.length + 1);
    extended.set(half);
    extended[half.length] = last;
    this.factor.push(extended);
    this.rows.push(row);
  }

  private drop(position: number): void {
    const later = this.rows.splice(position).slice(1);
    this.factor.length = position;
    this.ones.length = position;
    for (const index of later) {
      const row = this.z[index]!;
      const half = this.forward(this.productsWith(row));
      this.append(index, half, dot(row, row) - dot(half, half));
    }
  }

  private forward(v: Float64Array): Float64Array {
    for (let i = 0; i < v.length; i++) {
      const row = this.factor[i]!;
      let sum = v[i]!;
      for (let j = 0; j < i; j++) sum -= row[j]! * v[j]!;
      v[i] = sum / row[i]!;
    }
    return v;
  }

  private backward(v: Float64Array): Float64Array {
    for (let i = v.length - 1; i >= 0; i--) {
      const row = this.factor[i]!;
      const value = v[i]! / row[i]!;
      v[i] = value;
      for (let j = 0; j < i; j++) v[j]! -= row[j]! * value;
    }
    return v;
  }
}

function addScaled(v: Float64Array, factor: number, row: Float64Array): void {
  for (let j = 0; j < v.length; j++) v[j]! += factor * row[j]!;
}

function dot(a: Float64Array, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
