import type { ActivationPattern } from './pattern.ts';
import { type SlidingProblem, steepness } from './problem.ts';

/** Weights of the points at one moment. */
export interface Weights {
  readonly p: Float64Array;
  readonly shift: number;
}

/** The force with which a sliding point holds a neuron on its kink, and the forces it can exert. */
export interface SlidingForce {
  readonly point: number;
  /** c = p_i s with the slope s that keeps the neuron on the kink. */
  readonly force: number;
  /** αp_i and p_i: the forces with slopes in [α, 1]. Infinite for a point that no neuron sees. */
  readonly least: number;
  readonly most: number;
  /** Size of the forces that balance, against which the three are compared. */
  readonly scale: number;
}

/** p_i, and for a point that no neuron sees, whose margin is zero, what p_i is in the same units. */
export function weightOf(problem: SlidingProblem, pattern: ActivationPattern, { p, shift }: Weights, i: number) {
  return pattern.live[i] === 1 ? p[i] : Math.exp(-shift - steepness[problem.loss].value(0));
}

/**
 * The forces on neuron k along the points it slides on. `pull` is added to Σ p_i y_i σ_i x_i: zero for the flow itself,
 * w_before/(h·a) for an implicit Euler step of length h, which also has to bring w back onto the kinks.
 */
export function slidingForces(
  problem: SlidingProblem,
  pattern: ActivationPattern,
  weights: Weights,
  k: number,
  pull?: Float64Array,
): SlidingForce[] {
  const { points, dimension, x, y, alpha, norms } = problem;
  const driving = pull ? Float64Array.from(pull) : new Float64Array(dimension);
  let size = 0;
  for (let i = 0; i < points; i++) {
    const factor = weights.p[i] * pattern.slope(k, i) * y[i];
    if (factor === 0) continue;
    size += Math.abs(factor) * norms[i];
    for (let j = 0; j < dimension; j++) driving[j] += factor * x[i * dimension + j];
  }
  const forces = pattern.forces(k, driving);
  return pattern.sliding[k].map((point, index) => {
    const most = weightOf(problem, pattern, weights, point);
    const force = forces[index];
    return { point, force, least: alpha === 0 ? 0 : alpha * most, most, scale: size / norms[point] + Math.abs(force) };
  });
}
