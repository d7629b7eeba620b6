import { CholeskyFactorization } from '../linalg/cholesky.ts';
import { inner, type Kernel, type Vector } from '../linalg/kernel.ts';

const MAX_ITERATIONS = 40;
/** Total change of p in an iteration that ends the search, if rounding keeps the next ones from changing p less. */
const CONVERGED = 1e-8;
/** The same where K is singular and rounding of a(Kp)_i moves p: so many units of rounding of aK. */
const ROUNDING = 64;
/** Weights below this count as this: they move nothing, and their logarithm stays finite. */
export const LEAST_WEIGHT = 1e-18;

/**
 * The weights p of an implicit step: log p_i + c_i + a(Kp)_i is the same for all i, Σ p_i = 1, p > 0, for a positive
 * semidefinite K and a > 0. They minimise Σ p log p + ⟨c, p⟩ + (a/2)⟨p, Kp⟩ over the simplex, which is strictly convex,
 * however stiff a is; so Newton's method in p converges where one in θ, whose p are a softmax, sees only the largest.
 */
export class Relaxation<T> {
  readonly #kernel: Kernel<T>;
  readonly #factorization: CholeskyFactorization<T>;
  readonly #roots: Vector<T>;
  readonly #step: Vector<T>;
  readonly #shift: Vector<T>;

  constructor(kernel: Kernel<T>, points: number) {
    this.#kernel = kernel;
    this.#factorization = new CholeskyFactorization(kernel, points);
    this.#roots = kernel.vector(points);
    this.#step = kernel.vector(points);
    this.#shift = kernel.vector(points);
  }

  /** Overwrites p, a first guess, with the solution. False if it is not found. K is n × n, row-major. */
  solve(c: Vector<T>, a: T, gram: Vector<T>, p: Vector<T>): boolean {
    const { field } = this.#kernel;
    const n = p.length;
    const least = field.fromNumber(LEAST_WEIGHT);
    for (let i = 0; i < n; i++) if (field.compare(p[i]!, least) < 0) p[i] = least;
    let stiffness = 0;
    for (let i = 0; i < n; i++) stiffness = Math.max(stiffness, field.toNumber(gram[i * n + i]!));
    stiffness *= field.toNumber(a);
    const converged = CONVERGED + ROUNDING * field.epsilon * stiffness;
    let before = Number.POSITIVE_INFINITY;
    for (let k = 0; k < MAX_ITERATIONS; k++) {
      if (!this.#newtonStep(c, a, gram, p)) return false;
      let change = 0;
      let largestRatio = 0;
      for (let i = 0; i < n; i++) {
        const rise = field.div(this.#step[i]!, p[i]!);
        // As Newton says, unless it would leave the simplex: then as if the step were one of log p.
        const factor = field.toNumber(rise) > -0.5 ? field.add(field.one, rise) : field.exp(rise);
        const raised = field.mul(p[i]!, factor);
        const next = field.compare(raised, least) < 0 ? least : raised;
        change += Math.abs(field.toNumber(field.sub(next, p[i]!)));
        if (field.compare(next, least) > 0 || field.compare(rise, field.zero) > 0)
          largestRatio = Math.max(largestRatio, Math.abs(field.toNumber(rise)));
        p[i] = next;
      }
      // A weight that still changes by a factor belongs to a point that turns active or inactive, however small it is.
      if (change < converged && change >= before / 2 && largestRatio < 0.5) return true;
      before = change;
    }
    return false;
  }

  /**
   * In `step`: the solution δ of (diag(1/p) + aK)δ + μ1 = −(log p + c + aKp) with Σ(p + δ) = 1, through
   * δ = √p∘s and the matrix I + a√p K √p.
   */
  #newtonStep(c: Vector<T>, a: T, gram: Vector<T>, p: Vector<T>): boolean {
    const kernel = this.#kernel;
    const { add, sub, mul, div, neg, sqrt, log, compare, fromNumber, one, zero } = kernel.field;
    const least = fromNumber(LEAST_WEIGHT);
    const n = p.length;
    const roots = this.#roots;
    const step = this.#step;
    const shift = this.#shift;
    const { matrix } = this.#factorization;
    let total: T = zero;
    let weighted: T = zero;
    for (let i = 0; i < n; i++) {
      roots[i] = sqrt(p[i]!);
      shift[i] = neg(roots[i]!);
      step[i] = add(add(log(p[i]!), c[i]!), mul(a, kernel.dot(n, gram, i * n, p, 0)));
      total = add(total, p[i]!);
      weighted = add(weighted, mul(p[i]!, step[i]!));
    }
    // μ takes up any constant; without the mean, rounding is relative to how far the levels differ.
    const mean = div(weighted, total);
    for (let i = 0; i < n; i++) {
      const lack = sub(mean, step[i]!);
      // A least weight that is to shrink takes no part: what Newton would take from it, the others would have to have.
      if (!(compare(p[i]!, least) > 0) && compare(lack, zero) < 0) {
        roots[i] = zero;
        shift[i] = zero;
      }
      step[i] = mul(roots[i]!, lack);
    }
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++)
        matrix[i * n + j] = add(
          i === j ? one : zero,
          mul(a, mul(mul(roots[i]!, roots[j]!), gram[i * n + j]!)),
        );
    if (!this.#factorization.factor()) return false;
    this.#factorization.solve(step);
    this.#factorization.solve(shift);
    const multiplier = div(sub(sub(one, total), inner(kernel, roots, step)), inner(kernel, roots, shift));
    kernel.addScaled(n, multiplier, shift, 0, step, 0);
    kernel.multiplyEntries(n, roots, 0, step, 0, step, 0);
    return true;
  }
}
