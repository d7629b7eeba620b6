import type { Peak } from './local-ascent.ts';
import type { PricingProblem } from './pricing-problem.ts';

/** A neuron of the current solution: where it peaks, its sign, and its weight c in the primal. */
export interface ActiveNeuron {
  readonly sign: 1 | -1;
  readonly peak: Peak;
  readonly weight: number;
}

/** An optimum for fixed activation patterns, to rounding. */
export interface PolishedSolution {
  readonly multipliers: Float64Array;
  readonly neurons: readonly { readonly sign: 1 | -1; readonly w: Float64Array; readonly weight: number }[];
}

/** One neuron's pattern: p(λ) = Σ λ_i rows_i, rows orthogonal to the points on its kinks. */
interface Pattern {
  readonly sign: 1 | -1;
  /** |support|×d. */
  readonly rows: Float64Array;
  /** rows·rowsᵀ, |support|×|support|. */
  readonly gram: Float64Array;
}

/**
 * Newton's method on the optimality conditions with all activation patterns fixed:
 *   Σ_k c_k ⟨row_ki, p_k⟩ = goal_i on the support,  ‖p_k‖ = 1 for every neuron,  p_k = Σ λ_i row_ki.
 * The multipliers of the kinks are eliminated by projecting the rows. Undefined when it does not converge to
 * c ≥ 0 and λ ≥ 0.
 */
export function newtonPolish(
  problem: PricingProblem,
  multipliers: Float64Array,
  active: readonly ActiveNeuron[],
): PolishedSolution | undefined {
  let support = [...multipliers.keys()].filter((i) => multipliers[i]! > 1e-7);
  let neurons = [...active];
  for (let attempt = 0; attempt < 10; attempt++) {
    const patterns = neurons.map((neuron) => pattern(problem, multipliers, neuron, support));
    const lambda = Float64Array.from(support, (i) => multipliers[i]!);
    const weights = Float64Array.from(neurons, ({ weight }) => weight);
    const goal = Float64Array.from(support, (i) => problem.goal[i]!);
    if (!iterate(patterns, goal, lambda, weights)) return undefined;
    const badPoint = lambda.findIndex((value) => value < 0);
    const badNeuron = weights.findIndex((value) => value < 0);
    if (badPoint < 0 && badNeuron < 0) return result(problem, support, patterns, lambda, weights);
    if (badNeuron >= 0) neurons = neurons.filter((_, k) => weights[k]! >= 0);
    else support = support.filter((_, i) => lambda[i]! >= 0);
    if (neurons.length === 0 || support.length === 0) return undefined;
  }
  return undefined;
}

function result(
  problem: PricingProblem,
  support: readonly number[],
  patterns: readonly Pattern[],
  lambda: Float64Array,
  weights: Float64Array,
): PolishedSolution {
  const multipliers = new Float64Array(problem.n);
  support.forEach((i, a) => {
    multipliers[i] = lambda[a]!;
  });
  const neurons = patterns.map(({ sign, rows }, k) => {
    const w = new Float64Array(problem.d);
    lambda.forEach((value, a) => {
      for (let j = 0; j < w.length; j++) w[j]! += value * rows[a * w.length + j]!;
    });
    return { sign, w, weight: weights[k]! };
  });
  return { multipliers, neurons };
}

function pattern(
  { d, x, y, alpha }: PricingProblem,
  multipliers: Float64Array,
  { sign, peak }: ActiveNeuron,
  support: readonly number[],
): Pattern {
  const rows = new Float64Array(support.length * d);
  const kinks: Float64Array[] = [];
  support.forEach((i, a) => {
    const c = sign * y[i]! * multipliers[i]!;
    const share = peak.slopes[i]! / c;
    const point = x.subarray(i * d, (i + 1) * d);
    if (c < 0 && share > alpha + 1e-9 && share < 1 - 1e-9) addOrthonormal(kinks, point);
    else {
      let z = 0;
      for (let j = 0; j < d; j++) z += point[j]! * peak.w[j]!;
      const factor = sign * y[i]! * (z < 0 ? alpha : 1);
      for (let j = 0; j < d; j++) rows[a * d + j] = factor * point[j]!;
    }
  });
  for (let a = 0; a < support.length; a++)
    for (const kink of kinks) removeComponent(rows.subarray(a * d, (a + 1) * d), kink);
  const s = support.length;
  const gram = new Float64Array(s * s);
  for (let a = 0; a < s; a++)
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let j = 0; j < d; j++) product += rows[a * d + j]! * rows[b * d + j]!;
      gram[a * s + b] = product;
      gram[b * s + a] = product;
    }
  return { sign, rows, gram };
}

function removeComponent(vector: Float64Array, unit: Float64Array): void {
  let product = 0;
  for (let j = 0; j < unit.length; j++) product += vector[j]! * unit[j]!;
  for (let j = 0; j < unit.length; j++) vector[j]! -= product * unit[j]!;
}

function addOrthonormal(basis: Float64Array[], point: Float64Array): void {
  const rest = point.slice();
  for (const unit of [...basis, ...basis]) removeComponent(rest, unit);
  const length = Math.hypot(...rest);
  if (length > 1e-12) basis.push(rest.map((value) => value / length));
}

/** Newton steps in place until the residual is at rounding; false when they do not get there. */
function iterate(
  patterns: readonly Pattern[],
  goal: Float64Array,
  lambda: Float64Array,
  weights: Float64Array,
): boolean {
  const s = lambda.length;
  const size = s + patterns.length;
  let last = Number.POSITIVE_INFINITY;
  for (let step = 0; step < 12; step++) {
    const matrix = new Float64Array(size * size);
    const right = new Float64Array(size);
    right.set(goal);
    patterns.forEach(({ gram }, k) => {
      const image = multiply(gram, lambda);
      let normSquared = 0;
      for (let a = 0; a < s; a++) {
        right[a]! -= weights[k]! * image[a]!;
        normSquared += lambda[a]! * image[a]!;
        matrix[a * size + s + k] = image[a]!;
        matrix[(s + k) * size + a] = image[a]!;
        for (let b = 0; b < s; b++) matrix[a * size + b]! += weights[k]! * gram[a * s + b]!;
      }
      right[s + k] = (1 - normSquared) / 2;
    });
    const residual = Math.max(...right.map(Math.abs));
    if (residual < 1e-15 || (residual < 1e-13 && residual >= last / 2)) return true;
    if (!(residual < 1e3)) return false;
    last = residual;
    if (!solveLinear(matrix, right, size)) return false;
    for (let a = 0; a < s; a++) lambda[a]! += right[a]!;
    for (let k = 0; k < patterns.length; k++) weights[k]! += right[s + k]!;
  }
  return last < 1e-12;
}

function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return vector.map((_, a) => {
    let sum = 0;
    for (let b = 0; b < size; b++) sum += matrix[a * size + b]! * vector[b]!;
    return sum;
  });
}

/** Gaussian elimination with partial pivoting; the solution replaces `right`. False when singular. */
function solveLinear(matrix: Float64Array, right: Float64Array, size: number): boolean {
  for (let k = 0; k < size; k++) {
    let pivot = k;
    for (let r = k + 1; r < size; r++)
      if (Math.abs(matrix[r * size + k]!) > Math.abs(matrix[pivot * size + k]!)) pivot = r;
    const head = matrix[pivot * size + k]!;
    if (Math.abs(head) < 1e-13) return false;
    if (pivot !== k) {
      for (let j = k; j < size; j++) {
        const value = matrix[k * size + j]!;
        matrix[k * size + j] = matrix[pivot * size + j]!;
        matrix[pivot * size + j] = value;
      }
      const value = right[k]!;
      right[k] = right[pivot]!;
      right[pivot] = value;
    }
    for (let r = k + 1; r < size; r++) {
      const factor = matrix[r * size + k]! / head;
      if (factor === 0) continue;
      for (let j = k + 1; j < size; j++) matrix[r * size + j]! -= factor * matrix[k * size + j]!;
      right[r]! -= factor * right[k]!;
    }
  }
  for (let k = size - 1; k >= 0; k--) {
    let value = right[k]!;
    for (let j = k + 1; j < size; j++) value -= matrix[k * size + j]! * right[j]!;
    right[k] = value / matrix[k * size + k]!;
  }
  return true;
}
