import type { Peak } from './local-ascent.ts';
import type { WeightedNeuron } from './net-bound.ts';
import type { PricingProblem } from './pricing-problem.ts';
import { solveLinear } from './solve-linear.ts';

/** A neuron of the master's solution: the peak it climbs to, its sign, and its weight c in the primal. */
export interface ActiveNeuron {
  readonly sign: 1 | -1;
  readonly peak: Peak;
  readonly weight: number;
}

/** An optimum for fixed activation patterns, to rounding. */
export interface PolishedSolution {
  readonly multipliers: Float64Array;
  readonly net: readonly WeightedNeuron[];
}

/** One neuron's activation pattern on the support: p(λ) = Σ λ_i row_i, rows orthogonal to the points on kinks. */
interface Pattern {
  readonly sign: 1 | -1;
  /** |support|×d. */
  readonly rows: Float64Array;
  /** An orthonormal basis of the points on kinks. */
  readonly kinks: readonly Float64Array[];
  /** Σ of the weights of the neurons that share it. */
  readonly weight: number;
}

/** Multipliers below this share of the largest are not support. */
const SUPPORT = 1e-9;
/** Times a neuron or a point with a negative weight is dropped. */
const ATTEMPTS = 20;
const STEPS = 12;

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

/** Neurons of one sign with one pattern act as one neuron. */
function distinctPatterns(
  problem: PricingProblem,
  multipliers: Float64Array,
  neurons: readonly ActiveNeuron[],
  support: readonly number[],
): (Pattern & { readonly members: readonly ActiveNeuron[] })[] {
  const groups = new Map<string, ActiveNeuron[]>();
  for (const neuron of neurons) {
    const shares = support.map((i) => share(problem, multipliers, neuron, i));
    const key = `${neuron.sign}:${shares.map((value) => value ?? 'kink').join()}`;
    const group = groups.get(key);
    if (group) group.push(neuron);
    else groups.set(key, [neuron]);
  }
  return [...groups.values()].map((members) => ({
    sign: members[0]!.sign,
    ...patternRows(problem, multipliers, members[0]!, support),
    weight: members.reduce((sum, { weight }) => sum + weight, 0),
    members,
  }));
}

/** The slope of φ at ⟨w,x_i⟩, 1 or α; undefined on a kink, where the ascent found a slope in between. */
function share(
  { d, x, y, alpha }: PricingProblem,
  multipliers: Float64Array,
  { sign, peak }: ActiveNeuron,
  i: number,
): number | undefined {
  const c = sign * y[i]! * multipliers[i]!;
  const slope = peak.slopes[i]! / c;
  if (c < 0 && slope > alpha + 1e-9 && slope < 1 - 1e-9) return undefined;
  let z = 0;
  for (let j = 0; j < d; j++) z += x[i * d + j]! * peak.w[j]!;
  return z < 0 ? alpha : 1;
}

function patternRows(
  problem: PricingProblem,
  multipliers: Float64Array,
  neuron: ActiveNeuron,
  support: readonly number[],
): Pick<Pattern, 'rows' | 'kinks'> {
  const { d, x, y } = problem;
  const rows = new Float64Array(support.length * d);
  const kinks: Float64Array[] = [];
  support.forEach((i, a) => {
    const slope = share(problem, multipliers, neuron, i);
    const point = x.subarray(i * d, (i + 1) * d);
    if (slope === undefined) addOrthonormal(kinks, point);
    else
      rows.set(
        point.map((value) => neuron.sign * y[i]! * slope * value),
        a * d,
      );
  });
  for (let a = 0; a < support.length; a++)
    for (const kink of kinks) removeComponent(rows.subarray(a * d, (a + 1) * d), kink);
  return { rows, kinks };
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
  return patterns.map(({ sign, rows }, k) => {
    const change = combine(rows, missing, d);
    const vector = vectors[k]!.map((value, j) => value + change[j]!);
    const weight = Math.hypot(...vector);
    return { sign, w: vector.map((value) => value / weight), weight };
  });
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
  d: number,
): boolean {
  let last = Number.POSITIVE_INFINITY;
  for (let step = 0; step < STEPS; step++) {
    const { matrix, right, rounding } = newtonSystem(patterns, goal, lambda, weights, d);
    const residual = right.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (residual <= rounding || (residual <= 100 * rounding && residual >= last / 2)) return true;
    if (!(residual < 1e3)) return false;
    last = residual;
    const scale = unknownSizes(lambda, weights);
    const size = right.length;
    for (let r = 0; r < size; r++) {
      right[r]! *= scale[r]!;
      for (let j = 0; j < size; j++) matrix[r * size + j]! *= scale[r]! * scale[j]!;
    }
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

/** Sizes of λ and c: in their units the system is balanced. */
function unknownSizes(lambda: Float64Array, weights: Float64Array): Float64Array {
  const sizes = (values: Float64Array): Float64Array => {
    const largest = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    return values.map((value) => Math.max(Math.abs(value), 1e-3 * largest));
  };
  return Float64Array.of(...sizes(lambda), ...sizes(weights));
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
  const rounding = 1e-15 * (1 + Math.max(sum(lambda), sum(weights)));
  return { matrix, right, rounding };
}

/** Σ λ_a row_a. */
function combine(rows: Float64Array, lambda: Float64Array, d: number): Float64Array {
  const result = new Float64Array(d);
  lambda.forEach((value, a) => {
    for (let j = 0; j < d; j++) result[j]! += value * rows[a * d + j]!;
  });
  return result;
}

/** ⟨row a of the first, row b of the second⟩. */
function product(first: Float64Array, a: number, second: Float64Array, b: number, d: number): number {
  let total = 0;
  for (let j = 0; j < d; j++) total += first[a * d + j]! * second[b * d + j]!;
  return total;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + Math.abs(value), 0);
}
