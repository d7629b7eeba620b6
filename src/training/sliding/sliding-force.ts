import type { ActivationPattern } from './pattern.ts';
import type { SlidingProblem } from './problem.ts';
import { type Weights, weightOf } from './weights.ts';

/**
 * The force with which a point holds a neuron on its kink, and the forces it can exert. Slopes are judged as forces
 * because a slope means nothing where p_i is 0.
 */
export interface SlidingForce {
  readonly point: number;
  /** c = p_i s, with the slope s that keeps the neuron on the kink. */
  readonly force: number;
  /** αp_i and p_i: the forces with slopes in [α, 1]. Infinite for a point that no neuron sees. */
  readonly least: number;
  readonly most: number;
  /** Size of the forces that balance, against which differences of the three are judged. */
  readonly scale: number;
}

/**
 * The forces on neuron k along the points it slides on. `pull` is added to Σ p_i y_i σ_i x_i: nothing for the flow
 * itself, w_before/(h·a) for an implicit Euler step of length h, which also has to bring w back onto the kinks.
 */
export function slidingForces(
  problem: SlidingProblem,
  pattern: ActivationPattern,
  weights: Weights,
  k: number,
  pull?: Float64Array,
): SlidingForce[] {
  const { points, dimension, x, y, alpha, norms } = problem;
  const driving = pull ? pull.slice() : new Float64Array(dimension);
  let size = 0;
  for (let i = 0; i < points; i++) {
    const factor = weights.p[i] * pattern.slope(k, i) * y[i];
    if (factor === 0) continue;
    size += Math.abs(factor) * norms[i];
    for (let j = 0; j < dimension; j++) driving[j] += factor * x[i * dimension + j];
  }
  const forces = pattern.forces(k, driving);
  return pattern.sliding(k).map((point, index) => {
    const most = weightOf(problem, pattern, weights, point);
    const force = forces[index];
    const scale = size / norms[point] + Math.abs(force);
    return { point, force, least: alpha === 0 ? 0 : alpha * most, most, scale };
  });
}

/** The bound of [αp_i, p_i] that a force violates by more than `allowed` times its scale. */
export function violatedBound({ force, least, most, scale }: SlidingForce, allowed: number) {
  if (force > most + allowed * scale) return 'most';
  if (force < least - allowed * scale) return 'least';
  return undefined;
}

/**
 * The side to which a neuron leaves a kink when the force reaches a bound. On the side z > 0 the point exerts its
 * most, and what it lacks to balance drives z' with the sign of a_k y_i; so a kink that attracts (a_k y_i < 0) lets
 * go to that side at `most`, and one that repels at `least`.
 */
export function releaseSide(bound: 'least' | 'most', output: number, label: number): 1 | -1 {
  const isAttracting = output * label < 0;
  return (bound === 'most') === isAttracting ? 1 : -1;
}
