import { leakyRelu, type PricingProblem } from './pricing-problem.ts';

/** A hidden neuron of unit length and the sign of its output weight. */
export interface Neuron {
  readonly sign: 1 | -1;
  /** d reduced coordinates, ‖w‖ = 1 up to rounding. */
  readonly w: Float64Array;
}

/** A neuron with its weight c ≥ 0 in the primal: sign · c · φ(⟨w,x⟩). */
export interface WeightedNeuron extends Neuron {
  readonly weight: number;
}

/** sign · y_i φ(⟨w,x_i⟩) for every row. */
export function neuronOutputs({ n, d, x, y, alpha }: PricingProblem, { sign, w }: Neuron): Float64Array {
  const outputs = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let z = 0;
    for (let j = 0; j < d; j++) z += x[i * d + j]! * w[j]!;
    outputs[i] = sign * y[i]! * leakyRelu(z, alpha);
  }
  return outputs;
}

/** Σ c / least margin: V* of the rows is at most this. Infinite when the net misses a row. */
export function upperBound(problem: PricingProblem, net: readonly WeightedNeuron[]): number {
  const margins = new Float64Array(problem.n);
  let norm = 0;
  for (const neuron of net) {
    norm += neuron.weight * Math.hypot(...neuron.w);
    neuronOutputs(problem, neuron).forEach((output, i) => {
      margins[i]! += neuron.weight * output;
    });
  }
  let least = Number.POSITIVE_INFINITY;
  margins.forEach((margin, i) => {
    least = Math.min(least, margin / problem.goal[i]!);
  });
  return least > 0 ? norm / least : Number.POSITIVE_INFINITY;
}

/** Σ λ_i goal_i: a lower bound of V* of the rows if F ≤ 1 for both signs. */
export function totalOf({ goal }: PricingProblem, multipliers: Float64Array): number {
  let total = 0;
  multipliers.forEach((value, i) => {
    total += value * goal[i]!;
  });
  return total;
}

/** c_i = sign · y_i λ_i, the coefficients of F. */
export function coefficients({ y }: PricingProblem, sign: 1 | -1, multipliers: Float64Array): Float64Array {
  return multipliers.map((value, i) => sign * y[i]! * value);
}
