import type { FloatDataset } from '../../src/data/dataset.ts';
import type { MarginGradient } from './residual.ts';

/** A neuron: which weights it has, where its window of the input starts, and its output weight. */
export interface Neuron<T> {
  readonly weights: number;
  readonly offset: number;
  readonly output: T;
}

/**
 * A network of one hidden layer whose neurons may share weights and see a window of the input:
 * f(x) = Σ_k a_k φ(⟨w_{s(k)}, x[o_k … o_k + p)⟩), φ(z) = max(z, αz). All models of degree 2 are of this kind.
 */
export interface HiddenLayer<T> {
  /** α, from 0 (ReLU) to 1 (linear). */
  readonly slope: T;
  readonly weights: readonly (readonly T[])[];
  readonly neurons: readonly Neuron<T>[];
}

/** Fully connected: f(x) = Σ a_k φ(⟨w_k,x⟩). Shapes: a has m entries, w is m rows of d. */
export function twoLayer<T>(slope: T, a: readonly T[], w: readonly (readonly T[])[]): HiddenLayer<T> {
  return { slope, weights: w, neurons: a.map((output, k) => ({ weights: k, offset: 0, output })) };
}

/** Diagonal of depth 2: f(x) = Σ_j v_j φ(u_j x_j). Shapes: u and v have d entries. */
export function diagonal<T>(slope: T, u: readonly T[], v: readonly T[]): HiddenLayer<T> {
  return {
    slope,
    weights: u.map((weight) => [weight]),
    neurons: v.map((output, j) => ({ weights: j, offset: j, output })),
  };
}

/** One filter on non-overlapping patches: f(x) = Σ_j v_j φ(⟨w, x^{(j)}⟩). Shapes: w has p entries, v has d/p. */
export function convolution<T>(slope: T, w: readonly T[], v: readonly T[]): HiddenLayer<T> {
  return {
    slope,
    weights: [w],
    neurons: v.map((output, j) => ({ weights: 0, offset: j * w.length, output })),
  };
}

/** All parameters in a row: the weight vectors, then the outputs of the neurons. */
export function parametersOf({ weights, neurons }: HiddenLayer<number>): Float64Array {
  return Float64Array.from([...weights.flat(), ...neurons.map(({ output }) => output)]);
}

/** Below this fraction of ‖w‖‖x‖ a pre-activation in float64 counts as 0: a few roundings of its own sum. */
export const KINK_TOLERANCE = 1e-12;

/**
 * Subdifferentials of all margins, parameters ordered as in `parametersOf`.
 * @param tolerance a pre-activation of at most this fraction of ‖w‖‖x‖ is on its kink.
 */
export function marginGradients(
  network: HiddenLayer<number>,
  { points, dimension, x, y }: FloatDataset,
  tolerance = KINK_TOLERANCE,
): MarginGradient[] {
  const { slope, weights, neurons } = network;
  const starts = weights.map((_, index) =>
    weights.slice(0, index).reduce((sum, vector) => sum + vector.length, 0),
  );
  const weightCount = weights.reduce((sum, vector) => sum + vector.length, 0);
  return Array.from({ length: points }, (_, i) => {
    const label = y[i]!;
    const base = new Float64Array(weightCount + neurons.length);
    const kinks: MarginGradient['kinks'][number][] = [];
    let margin = 0;
    neurons.forEach(({ weights: index, offset, output }, k) => {
      const vector = weights[index]!;
      const window = x.subarray(i * dimension + offset, i * dimension + offset + vector.length);
      const argument = vector.reduce((sum, weight, j) => sum + weight * window[j]!, 0);
      const size = Math.hypot(...vector) * Math.hypot(...window);
      const onKink = slope < 1 && Math.abs(argument) <= tolerance * size;
      const chosen = argument > 0 && !onKink ? 1 : slope;
      margin += label * output * chosen * argument;
      base[weightCount + k] = label * chosen * argument;
      const start = starts[index]!;
      for (let j = 0; j < window.length; j++) base[start + j]! += label * output * chosen * window[j]!;
      if (onKink && output !== 0 && window.some((value) => value !== 0))
        kinks.push({
          neuron: k,
          offset: start,
          direction: window.map((value) => (1 - slope) * label * output * value),
        });
    });
    return { margin, base, kinks };
  });
}
