import {
  type ActiveNeuron,
  combine,
  distinctPatterns,
  type Pattern,
  product,
  removeComponent,
} from './activation-pattern.ts';
import type { WeightedNeuron } from './net-bound.ts';
import type { PricingProblem } from './pricing-problem.ts';
import { solveLinear } from './solve-linear.ts';

/** An optimum for fixed activation patterns, to rounding. */
export interface PolishedSolution {
  readonly multipliers: Float64Array;
  readonly net: readonly WeightedNeuron[];
}

/** Multipliers below this share of the largest are not support. */
const SUPPORT = 1e-9;
/** Times a neuron or a point with a negative weight is dropped. */
const ATTEMPTS = 20;
const STEPS = 12;
/** Passes of equilibration: each halves the logarithm of the imbalance. */
const EQUILIBRATIONS = 6;

/**
 * Newton's method on the optimality conditions with all activation patterns fixed:
 *   Σ_k c_k ⟨row_ki, p_k⟩ = goal_i on the support,  ‖p_k‖ = 1 for every neuron,  p_k = Σ λ_i row_ki.
 * Projecting the rows eliminates the multipliers of the kinks. Undefined when it does not converge to
 * c ≥ 0 and λ ≥ 0; whether the result is optimal is for pricing and proof to say.
 */
export function newtonPolish(
  problem: PricingProblem,
  multipliers: Float64Array,
  active: readonly ActiveNeuron[],
): PolishedSolution | undefined {
  const largest = multipliers.reduce((a, b) => Math.max(a, b), 0);
  let support = [...multipliers.keys()].filter((i) => multipliers[i]! > SUPPORT * largest);
  let neurons = active;
  for (let attempt = 0; attempt < ATTEMPTS && neurons.length > 0 && support.length > 0; attempt++) {
    const patterns = distinctPatterns(problem, multipliers, neurons, support);
    const lambda = Float64Array.from(support, (i) => multipliers[i]!);
    const weights = Float64Array.from(patterns, ({ weight }) => weight);
    const goal = Float64Array.from(support, (i) => problem.goal[i]!);
    if (!iterate(patterns, goal, lambda, weights, problem.d)) return undefined;
    if (weights.some((value) => value < 0))
      neurons = patterns.flatMap(({ members }, k) => (weights[k]! < 0 ? [] : members));
    else if (lambda.some((value) => value < 0)) support = support.filter((_, a) => lambda[a]! >= 0);
    else {
      const polished = new Float64Array(problem.n);
      support.forEach((i, a) => {
        polished[i] = lambda[a]!;
      });
      const net = optimalNet(patterns, goal, lambda, weights, problem.d);
      return { multipliers: polished, net };
    }
  }
  return undefined;
}

/**
 * The vectors v_k = c_k p_k, moved by the least change that makes the margins exact. Rounding λ changes p_k by 1e-16·Σλ, hence the
 * margins by c_k times that; by stationarity the net that meets them has norm V* up to the square of the change, where
 * scaling the net up would cost the change itself.
 */
function optimalNet(
  patterns: readonly Pattern[],
  goal: Float64Array,
  lambda: Float64Array,
  weights: Float64Array,
  d: number,
): WeightedNeuron[] {
  const s = lambda.length;
  const vectors = patterns.map(({ rows, kinks }, k) => {
    const p = combine(rows, lambda, d);
    for (const kink of [...kinks, ...kinks]) removeComponent(p, kink);
    return p.map((value) => weights[k]! * value);
  });
  const matrix = new Float64Array(s * s);
  const missing = goal.slice();
  patterns.forEach(({ rows }, k) => {
    for (let a = 0; a < s; a++) {
      missing[a]! -= product(rows, a, vectors[k]!, 0, d);
      for (let b = 0; b < s; b++) matrix[a * s + b]! += product(rows, a, rows, b, d);
    }
  });
  solveLinear(matrix, missing, s);
  const net = patterns.map(({ sign, rows }, k) => {
    const change = combine(rows, missing, d);
    const vector = vectors[k]!.map((value, j) => value + change[j]!);
    const weight = Math.hypot(...vector);
    return { sign, w: vector.map((value) => value / weight), weight };
  });
  return net.filter(({ weight }) => weight > 0);
}

/** Newton steps in place until the residual is at rounding; false when they do not get there. */
function iterate(
  patterns: readonly Pattern[],
  goal: Float64Array,
  lambda: Float64Array,
  weights: Float64Array,
  d: number,
): boolean {
  let last = Number.POSITIVE_INFINITY;
  for (let step = 0; step < STEPS; step++) {
    const { matrix, right, rounding } = newtonSystem(patterns, goal, lambda, weights, d);
    const residual = right.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (residual <= 1e-15 || (residual <= 10 * rounding && residual >= last / 2)) return true;
    if (!(residual < 1e3)) return false;
    last = residual;
    const size = right.length;
    const scale = equilibrate(matrix, size);
    for (let r = 0; r < size; r++) right[r]! *= scale[r]!;
    solveLinear(matrix, right, size);
    lambda.forEach((_, a) => {
      lambda[a]! += scale[a]! * right[a]!;
    });
    weights.forEach((_, k) => {
      weights[k]! += scale[lambda.length + k]! * right[lambda.length + k]!;
    });
  }
  return false;
}

/**
 * Scales rows and columns of a symmetric matrix alike, in place, until their largest entries are near 1 (Ruiz, 2001), so that the
 * rank is judged in comparable units: λ and c may differ by many orders. Returns the scale of each row.
 */
function equilibrate(matrix: Float64Array, size: number): Float64Array {
  const scale = new Float64Array(size).fill(1);
  for (let pass = 0; pass < EQUILIBRATIONS; pass++) {
    const factors = scale.map((_, r) => {
      const largest = matrix.subarray(r * size, (r + 1) * size).reduce((a, b) => Math.max(a, Math.abs(b)), 0);
      return largest > 0 ? 1 / Math.sqrt(largest) : 1;
    });
    for (let r = 0; r < size; r++) {
      scale[r]! *= factors[r]!;
      for (let j = 0; j < size; j++) matrix[r * size + j]! *= factors[r]! * factors[j]!;
    }
  }
  return scale;
}

/** The symmetric system for the changes of λ and c, its right-hand side, and the rounding error of that. */
function newtonSystem(
  patterns: readonly Pattern[],
  goal: Float64Array,
  lambda: Float64Array,
  weights: Float64Array,
  d: number,
): { matrix: Float64Array; right: Float64Array; rounding: number } {
  const s = lambda.length;
  const size = s + patterns.length;
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  right.set(goal);
  patterns.forEach(({ rows }, k) => {
    const p = combine(rows, lambda, d);
    const weight = weights[k]!;
    for (let a = 0; a < s; a++) {
      const image = product(rows, a, p, 0, d);
      right[a]! -= weight * image;
      matrix[a * size + s + k] = image;
      matrix[(s + k) * size + a] = image;
      for (let b = 0; b <= a; b++) {
        const value = weight * product(rows, a, rows, b, d);
        matrix[a * size + b]! += value;
        if (b < a) matrix[b * size + a]! += value;
      }
    }
    right[s + k] = (1 - product(p, 0, p, 0, d)) / 2;
  });
  // p_k is known to 1e-16·Σλ, a margin to c_k times that.
  const rounding = 2e-16 * (1 + sum(lambda)) * (1 + weights.reduce((a, b) => Math.max(a, Math.abs(b)), 0));
  return { matrix, right, rounding };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + Math.abs(value), 0);
}
