import type { ActivationPattern, Side } from './pattern.ts';
import type { SlidingProblem } from './problem.ts';
import { type Weights, weightOf } from './weights.ts';

/**
 * The force c·u with which the points of one line hold a neuron on their kink, and the forces that they can exert.
 *
 * Clarke's subdifferential of the loss on the kink is the segment between its gradients on the two sides, so the points
 * share one parameter: mirror images x and −x hold with slopes (s, 1 + α − s). Slopes are judged as forces because a
 * slope means nothing where p_i is 0.
 */
export interface SlidingForce {
  readonly line: number;
  /** The c that keeps the neuron on the kink. */
  readonly force: number;
  /** The force on the side ⟨w, u⟩ > 0, and on the other. */
  readonly plus: number;
  readonly minus: number;
  /** The smaller and the larger of the two. */
  readonly least: number;
  readonly most: number;
  /** Size of the forces that balance, against which differences of the others are judged. */
  readonly scale: number;
}

/** Σ p_i y_i σ_i c_i over the points x_i = c_i u of a line, with their slopes σ_i on one side of its kink. */
export function sideForce(
  problem: SlidingProblem,
  pattern: ActivationPattern,
  weights: Weights,
  line: number,
  side: 1 | -1,
): number {
  const { y, alpha, lines } = problem;
  let force = 0;
  for (const i of lines.points[line]) {
    const multiple = lines.multiples[i];
    force += weightOf(problem, pattern, weights, i) * y[i] * multiple * (multiple * side > 0 ? 1 : alpha);
  }
  return force;
}

/**
 * By how much the force along u is larger on the side ⟨w, u⟩ > 0 than on the other: (1 − α) Σ p_i y_i |c_i|. The kink
 * attracts a neuron if a_k times this is negative.
 */
export function forceJump(
  problem: SlidingProblem,
  pattern: ActivationPattern,
  weights: Weights,
  line: number,
): number {
  const { y, alpha, lines } = problem;
  let jump = 0;
  for (const i of lines.points[line])
    jump += weightOf(problem, pattern, weights, i) * y[i] * Math.abs(lines.multiples[i]);
  return (1 - alpha) * jump;
}

/**
 * The forces on neuron k along the lines it slides on. `pull` is added to Σ p_i y_i σ_i x_i: nothing for the flow
 * itself, w_before/(h·a) for an implicit Euler step of length h, which also has to bring w back onto the kinks.
 */
export function slidingForces(
  problem: SlidingProblem,
  pattern: ActivationPattern,
  weights: Weights,
  k: number,
  pull?: Float64Array,
): SlidingForce[] {
  const { points, dimension, x, norms, lines } = problem;
  const driving = pull ? pull.slice() : new Float64Array(dimension);
  let size = 0;
  for (let i = 0; i < points; i++) {
    const factor = weights.p[i] * pattern.pulls[k * points + i];
    if (factor === 0) continue;
    size += Math.abs(factor) * norms[i];
    for (let j = 0; j < dimension; j++) driving[j] += factor * x[i * dimension + j];
  }
  const forces = pattern.forces(k, driving);
  return pattern.sliding(k).map((line, index) => {
    const plus = sideForce(problem, pattern, weights, line, 1);
    const minus = sideForce(problem, pattern, weights, line, -1);
    const force = forces[index];
    const scale = size / lines.norms[line] + Math.abs(force);
    return { line, force, plus, minus, least: Math.min(plus, minus), most: Math.max(plus, minus), scale };
  });
}

/** The bound that a force violates by more than `allowed` times its scale. */
export function violatedBound({ force, least, most, scale }: SlidingForce, allowed: number) {
  if (force > most + allowed * scale) return 'most';
  if (force < least - allowed * scale) return 'least';
  return undefined;
}

/**
 * The side to which a neuron leaves a kink when more than the most, or less than the least, would be needed to hold it:
 * what lacks to balance, on either side, drives ⟨w_k, u⟩ to that side.
 */
export function releaseSide(bound: 'least' | 'most', output: number): Side {
  return (bound === 'most') === output < 0 ? 1 : -1;
}
