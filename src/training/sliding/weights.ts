import type { ActivationPattern } from './pattern.ts';
import { type SlidingProblem, type SlidingState, steepness } from './problem.ts';
import type { Weights } from './slopes.ts';

/** q_i at θ for the points that some neuron sees; zero for the others. */
export function marginsOf(
  { points, dimension, width }: SlidingProblem,
  { fields, moving }: ActivationPattern,
  theta: Float64Array,
): Float64Array {
  const margins = new Float64Array(points);
  for (let k = 0; k < width; k++) {
    if (moving[k] === 0) continue;
    for (let i = 0; i < points; i++) {
      const row = (k * points + i) * dimension;
      let z = 0;
      for (let j = 0; j < dimension; j++) z += fields[row + j] * theta[k * dimension + j];
      margins[i] += theta[width * dimension + k] * z;
    }
  }
  return margins;
}

/** The weights that the loss gives to the live points at θ. */
export function weighPoints(problem: SlidingProblem, pattern: ActivationPattern, theta: Float64Array): Weights {
  const { value } = steepness[problem.loss];
  const logs = marginsOf(problem, pattern, theta).map((q) => -value(q));
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logs.length; i++) if (pattern.live[i] === 1) largest = Math.max(largest, logs[i]);
  let total = 0;
  const p = logs.map((log, i) => (pattern.live[i] === 1 ? Math.exp(log - largest) : 0));
  for (const weight of p) total += weight;
  for (let i = 0; i < p.length; i++) p[i] /= total;
  return { p, shift: largest + Math.log(total) };
}

/** The state's own weights as long as the same points are live; weights from its margins otherwise. */
export function guessWeights(problem: SlidingProblem, pattern: ActivationPattern, state: SlidingState): Weights {
  const { live } = pattern;
  const isSame = state.p.every((weight, i) => (live[i] === 1 ? state.live[i] === 1 : weight === 0));
  return isSame ? state : weighPoints(problem, pattern, state.theta);
}
