/** Tolerance of the optimality test, relative to the sizes of the multipliers and of the sum. */
const OPTIMALITY = 1e-14;
/** A pivot this small, relative to the squared length of its vector, means: dependent on the free ones. */
const DEPENDENT = 1e-11;

const BOUND = 0;
const FREE = 1;
/** Found dependent on the free variables: stays where it is until the next call. */
const HELD = 2;

/**
 * Minimises ‖base + Σ m_i x_i‖ over lower_i ≤ m_i ≤ upper_i (either may be infinite) by the active-set
 * method of Lawson and Hanson for boxes (Stark and Parker, 1995). At most d variables are free at a time.
 *
 * An object owns its work space: set `lower`, `upper`, `base` and a start in `m`, call `solve`, read `m` and
 * `sum`. Any m in the box proves a bound, so an early stop and rounding are sound.
 */
export class BoxLeastSquares {
  /** Lower ends, n. */
  readonly lower: Float64Array;
  /** Upper ends, n. */
  readonly upper: Float64Array;
  /** Start and result, n. */
  readonly m: Float64Array;
  /** The fixed vector, d. */
  readonly base: Float64Array;
  /** base + Σ m_i x_i, d. */
  readonly sum: Float64Array;

  private readonly x: Float64Array;
  private readonly gram: Float64Array;
  private readonly n: number;
  private readonly d: number;
  private readonly gradient: Float64Array;
  private readonly status: Uint8Array;
  private readonly free: Int32Array;
  private freeCount = 0;
  private readonly factor: Float64Array;
  private readonly step: Float64Array;

  /** x: n rows of d, row-major; gram: their n×n inner products. */
  constructor(x: Float64Array, gram: Float64Array, n: number, d: number) {
    this.x = x;
    this.gram = gram;
    this.n = n;
    this.d = d;
    this.lower = new Float64Array(n);
    this.upper = new Float64Array(n);
    this.m = new Float64Array(n);
    this.base = new Float64Array(d);
    this.sum = new Float64Array(d);
    this.gradient = new Float64Array(n);
    this.status = new Uint8Array(n);
    this.free = new Int32Array(d);
    this.factor = new Float64Array(d * d);
    this.step = new Float64Array(d);
  }

  /** Returns ‖sum‖ at the minimum, or at the first iterate where it is at most `enough`. */
  solve(enough = 0): number {
    this.start();
    this.update();
    const limit = 10 * this.n + 50;
    for (let iteration = 0; iteration < limit; iteration++) {
      if (this.freeCount > 0) {
        const complete = this.moveFree();
        this.update();
        if (!complete) continue;
      }
      if (this.norm() <= enough) break;
      const entering = this.freeCount < this.d ? this.mostViolated() : -1;
      if (entering < 0) break;
      this.free[this.freeCount++] = entering;
      this.status[entering] = FREE;
    }
    return this.norm();
  }

  /** Moves m into the box; what is strictly inside starts free. */
  private start(): void {
    const { n, d, m, lower, upper, status, free } = this;
    this.freeCount = 0;
    for (let i = 0; i < n; i++) {
      status[i] = BOUND;
      if (m[i]! <= lower[i]!) m[i] = lower[i]!;
      else if (m[i]! >= upper[i]!) m[i] = upper[i]!;
      else if (this.freeCount < d) {
        status[i] = FREE;
        free[this.freeCount++] = i;
      }
    }
  }

  private norm(): number {
    let squares = 0;
    for (let j = 0; j < this.d; j++) squares += this.sum[j]! * this.sum[j]!;
    return Math.sqrt(squares);
  }

  /** The sum, and the gradient for every variable that is not fixed. */
  private update(): void {
    const { n, d, x, m, sum, base, gradient, lower, upper } = this;
    for (let j = 0; j < d; j++) sum[j] = base[j]!;
    for (let i = 0, row = 0; i < n; i++, row += d) {
      const weight = m[i]!;
      if (weight !== 0) for (let j = 0; j < d; j++) sum[j] = sum[j]! + weight * x[row + j]!;
    }
    for (let i = 0, row = 0; i < n; i++, row += d) {
      if (lower[i] === upper[i]) continue;
      let product = 0;
      for (let j = 0; j < d; j++) product += x[row + j]! * sum[j]!;
      gradient[i] = product;
    }
  }

  /** The variable whose move into its box decreases the norm fastest; −1 at the optimum. */
  private mostViolated(): number {
    const { n, m, lower, upper, gradient, gram, status } = this;
    let size = this.norm();
    for (let i = 0; i < n; i++) size = Math.max(size, Math.abs(m[i]!));
    let worst = (OPTIMALITY * size) ** 2;
    let entering = -1;
    for (let i = 0; i < n; i++) {
      if (status[i] !== BOUND || lower[i] === upper[i]) continue;
      const slope = gradient[i]!;
      if (slope < 0 ? m[i]! >= upper[i]! : m[i]! <= lower[i]!) continue;
      const score = (slope * slope) / gram[i * n + i]!;
      if (score > worst) {
        worst = score;
        entering = i;
      }
    }
    return entering;
  }

  /**
   * Steps to the minimum over the free variables, or to where the first of them leaves its box and becomes
   * bound. True when the whole step was made.
   */
  private moveFree(): boolean {
    const { m, lower, upper, free, status, step } = this;
    this.factorise();
    this.solveStep();
    let length = 1;
    let blocking = -1;
    for (let a = 0; a < this.freeCount; a++) {
      const i = free[a]!;
      const move = step[a]!;
      const room = (move > 0 ? upper[i]! : lower[i]!) - m[i]!;
      if (Math.abs(move) * length > Math.abs(room)) {
        length = room / move;
        blocking = a;
      }
    }
    let kept = 0;
    for (let a = 0; a < this.freeCount; a++) {
      const i = free[a]!;
      const moved = m[i]! + length * step[a]!;
      const inside = a !== blocking && moved > lower[i]! && moved < upper[i]!;
      if (inside) {
        m[i] = moved;
        free[kept++] = i;
      } else {
        m[i] = step[a]! > 0 ? upper[i]! : lower[i]!;
        status[i] = BOUND;
      }
    }
    this.freeCount = kept;
    return blocking < 0;
  }

  /** Cholesky factor of the free part of the Gram matrix, rows of length d; dependent variables are held. */
  private factorise(): void {
    const { n, d, gram, free, factor, status } = this;
    let rank = 0;
    for (let a = 0; a < this.freeCount; a++) {
      const i = free[a]!;
      const row = rank * d;
      let pivot = gram[i * n + i]!;
      for (let b = 0; b < rank; b++) {
        let value = gram[i * n + free[b]!]!;
        for (let k = 0; k < b; k++) value -= factor[row + k]! * factor[b * d + k]!;
        value /= factor[b * d + b]!;
        factor[row + b] = value;
        pivot -= value * value;
      }
      if (pivot <= DEPENDENT * gram[i * n + i]!) {
        status[i] = HELD;
        continue;
      }
      factor[row + rank] = Math.sqrt(pivot);
      free[rank++] = i;
    }
    this.freeCount = rank;
  }

  /** The Newton step −G⁻¹·gradient on the free variables. */
  private solveStep(): void {
    const { d, factor, step, free, gradient, freeCount } = this;
    for (let a = 0; a < freeCount; a++) {
      let value = -gradient[free[a]!]!;
      for (let k = 0; k < a; k++) value -= factor[a * d + k]! * step[k]!;
      step[a] = value / factor[a * d + a]!;
    }
    for (let a = freeCount - 1; a >= 0; a--) {
      let value = step[a]!;
      for (let k = a + 1; k < freeCount; k++) value -= factor[k * d + a]! * step[k]!;
      step[a] = value / factor[a * d + a]!;
    }
  }
}
