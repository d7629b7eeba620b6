import type { ActivationPattern } from './pattern.ts';
import { outputIndex, type SlidingProblem, type SlidingState } from './problem.ts';
import { rowProducts } from './row-products.ts';

/** Weights of the points at one moment. */
export interface Weights {
  readonly p: Float64Array;
  readonly shift: number;
}

/**
 * log(−1/ℓ'(q)) and its derivative: what takes the place of q in log p. For large q the two losses coincide.
 */
export const steepness = {
  exponential: { value: (q: number) => q, derivative: (_q: number) => 1 },
  logistic: {
    value: (q: number) => (q > 0 ? q + Math.log1p(Math.exp(-q)) : Math.log1p(Math.exp(q))),
    // Bounded below, because the Newton matrix holds its reciprocal.
    derivative: (q: number) => 1 / (1 + Math.exp(Math.min(-q, 200))),
  },
} as const;

/** q_i(θ) on an activation pattern, where a point that a neuron slides along contributes exactly nothing. */
export function marginsOf(
  problem: SlidingProblem,
  { pulls, everyPoint }: ActivationPattern,
  theta: Float64Array,
): Float64Array {
  const { points, dimension, width } = problem;
  const margins = new Float64Array(points);
  const z = new Float64Array(width * points);
  rowProducts({ values: theta, count: width, stride: dimension }, everyPoint.rows, dimension, z, points);
  for (let k = 0; k < width; k++) {
    const a = theta[outputIndex(problem, k)];
    for (let i = 0; i < points; i++) margins[i] += a * pulls[k * points + i] * z[k * points + i];
  }
  return margins;
}

/** The weights that the loss gives to the live points at θ. */
export function weighPoints(
  problem: SlidingProblem,
  pattern: ActivationPattern,
  theta: Float64Array,
): Weights {
  const { value } = steepness[problem.loss];
  const { live } = pattern;
  const p = marginsOf(problem, pattern, theta).map((q) => -value(q));
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < p.length; i++) if (live[i] === 1) largest = Math.max(largest, p[i]);
  // Without live points every margin is zero, and every point weighs 1/n in the units of `weightOf`.
  if (largest === Number.NEGATIVE_INFINITY) return { p: p.fill(0), shift: Math.log(p.length) - value(0) };
  let total = 0;
  for (let i = 0; i < p.length; i++) {
    p[i] = live[i] === 1 ? Math.exp(p[i] - largest) : 0;
    total += p[i];
  }
  for (let i = 0; i < p.length; i++) p[i] /= total;
  return { p, shift: largest + Math.log(total) };
}

/** The state's own weights while the same points are live; new ones from its margins otherwise. */
export function currentWeights(
  problem: SlidingProblem,
  pattern: ActivationPattern,
  state: SlidingState,
): Weights {
  for (let i = 0; i < state.live.length; i++)
    if (state.live[i] !== pattern.live[i]) return weighPoints(problem, pattern, state.theta);
  return state;
}

/** Stands for every larger weight, so that differences of forces stay finite. */
const OVERWHELMING = 1e200;

/** p_i; for a point that no neuron sees, whose margin is zero, its weight in the same units, up to 1e200. */
export function weightOf(
  problem: SlidingProblem,
  pattern: ActivationPattern,
  weights: Weights,
  i: number,
): number {
  if (pattern.live[i] === 1) return weights.p[i];
  return Math.min(OVERWHELMING, Math.exp(-weights.shift - steepness[problem.loss].value(0)));
}

/** Writes b_k = Σ_i p_i v_ki, row-major m × d. */
export function coupling(
  problem: SlidingProblem,
  pattern: ActivationPattern,
  p: Float64Array,
  out: Float64Array,
): void {
  const { points, dimension, width } = problem;
  const { pulls, everyPoint } = pattern;
  const values = new Float64Array(width * points);
  for (let k = 0; k < width; k++)
    for (let i = 0; i < points; i++) values[k * points + i] = p[i] * pulls[k * points + i];
  rowProducts({ values, count: width, stride: points }, everyPoint.columns, points, out, dimension);
  for (let k = 0; k < width; k++) pattern.project(k, out, k * dimension);
}
