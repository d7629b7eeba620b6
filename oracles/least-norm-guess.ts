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
      for (let j = 0; j < dimension; j++) w[j]! += multipliers[k]! * z[row]![j]!;
    });
    const entering = mostViolated(z, w, lengths);
    if (entering < 0) return system.rows;
    for (;;) {
      const { slopes, height, gap } = system.step(entering);
      const independent = height > ROUNDING * lengths[entering]! ** 2;
      const current = system.multipliers();
      let leaving = -1;
      let limit = independent ? gap / height : Number.POSITIVE_INFINITY;
      for (let k = 0; k < slopes.length; k++) {
        if (slopes[k]! > ROUNDING && current[k]! / slopes[k]! < limit) {
          limit = current[k]! / slopes[k]!;
          leaving = k;
        }
      }
      if (leaving >= 0) system.drop(leaving);
      else if (independent) {
        system.add(entering);
        break;
      } else return [...system.rows, entering];
    }
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
  private readonly z: readonly Float64Array[];

  constructor(z: readonly Float64Array[]) {
    this.z = z;
  }

  /** λ with Gram·λ = 1. */
  multipliers(): Float64Array {
    return this.backward(this.forward(new Float64Array(this.rows.length).fill(1)));
  }

  /**
   * What happens when the multiplier of one more row grows: the others fall by `slopes`, and its own constraint
   * gains `height` (0 when it depends on the rows in hand) towards closing `gap`.
   */
  step(entering: number): { slopes: Float64Array; height: number; gap: number } {
    const row = this.z[entering]!;
    const products = Float64Array.from(this.rows, (other) => dot(this.z[other]!, row));
    const half = this.forward(products.slice());
    const multipliers = this.multipliers();
    return {
      slopes: this.backward(half.slice()),
      height: dot(row, row) - dot(half, half),
      gap: 1 - dot(products, multipliers),
    };
  }

  add(entering: number): void {
    const row = this.z[entering]!;
    const half = this.forward(Float64Array.from(this.rows, (other) => dot(this.z[other]!, row)));
    const last = Math.sqrt(Math.max(dot(row, row) - dot(half, half), Number.MIN_VALUE));
    this.factor.push(Float64Array.of(...half, last));
    this.rows.push(entering);
  }

  drop(position: number): void {
    const later = this.rows.splice(position).slice(1);
    this.factor.length = position;
    for (const row of later) this.add(row);
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

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
