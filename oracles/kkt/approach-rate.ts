import { norm, OrthogonalFactor } from './orthogonal-factor.ts';
import { slowestExponent } from './slowest-mode.ts';

/** One neuron at a KKT point: its parameters and its pull. Shapes: weights and pull have d entries. */
export interface NeuronAtLimit {
  readonly weights: readonly number[];
  readonly output: number;
  /** u = Σ λ_i y_i σ_i x_i, so that the Hessian of the Lagrangian in (w, a) is [[0, u], [uᵀ, 0]]. */
  readonly pull: readonly number[];
  /** φ'(⟨w,x_i⟩)·x_i at the support vectors, and the x_i at which the neuron is held on its kink. */
  readonly features: readonly (readonly number[])[];
  readonly blind: readonly (readonly number[])[];
}

/** The exponent r of distance ∝ log(1/loss)^r near a KKT point of a two-layer net; see `slowestExponent`. */
export function approachRate(neurons: readonly NeuronAtLimit[]): number {
  const dimension = neurons[0]!.weights.length;
  const size = neurons.length * (dimension + 1);
  const constraints = new OrthogonalFactor();
  const constrain = (entries: (column: Float64Array) => void): void => {
    const column = new Float64Array(size);
    entries(column);
    if (norm(column) > 0) constraints.append(column, 1e-9);
  };
  const at = (k: number): number => k * (dimension + 1);
  neurons[0]!.features.forEach((_, i) => {
    constrain((column) => {
      neurons.forEach(({ weights, output, features }, k) => {
        features[i]!.forEach((value, j) => {
          column[at(k) + j] = output * value;
          column[at(k) + dimension]! += weights[j]! * value;
        });
      });
    });
  });
  neurons.forEach(({ blind }, k) => {
    for (const x of blind) constrain((column) => column.set(x, at(k)));
  });
  const times = (v: Float64Array): Float64Array => {
    const image = new Float64Array(size);
    neurons.forEach(({ pull }, k) => {
      pull.forEach((value, j) => {
        image[at(k) + j] = value * v[at(k) + dimension]!;
        image[at(k) + dimension]! += value * v[at(k) + j]!;
      });
    });
    return image;
  };
  const bound = Math.max(...neurons.map(({ pull }) => Math.hypot(...pull)));
  return slowestExponent({ size, degree: 2, times, bound, constraints });
}
