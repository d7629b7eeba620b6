import { copyInto, type Kernel, type Vector } from '../linalg/kernel.ts';
import { ArrowCurvature } from './arrow-curvature.ts';
import { HiddenLayer } from './hidden-layer.ts';
import type { Curvature, Invariants, Kinks, Model, Network, Samples } from './model.ts';

/**
 * f(x) = Σ_k a_k φ(⟨w_k, x⟩) with φ(z) = max(z, αz), both layers trained; α = 0 is the ReLU. Degree 2.
 * θ = (w_1, …, w_m, a_1, …, a_m).
 */
export function twoLayer(width: number, alpha: number, dimension: number): Model {
  const model: Model = {
    spec: `two-layer:${width}:${alpha}`,
    degree: 2,
    dimension,
    parameterCount: width * (dimension + 1),
    weights: [
      { name: 'W', rows: width, columns: dimension },
      { name: 'a', rows: 1, columns: width },
    ],
    on: (kernel, samples) => new TwoLayerNetwork(model, kernel, samples, width, alpha),
  };
  return model;
}

class TwoLayerNetwork<T> implements Network<T> {
  readonly model: Model;
  readonly kernel: Kernel<T>;
  readonly samples: Samples<T>;
  readonly margins: Vector<T>;
  readonly preActivations: Vector<T>;
  readonly kinks: Kinks<T>;
  readonly #layer: HiddenLayer<T>;
  readonly #theta: Vector<T>;
  /** Where the a_k begin in θ. */
  readonly #second: number;
  readonly #curvature: ArrowCurvature<T>;

  constructor(model: Model, kernel: Kernel<T>, samples: Samples<T>, width: number, alpha: number) {
    this.model = model;
    this.kernel = kernel;
    this.samples = samples;
    this.#layer = new HiddenLayer(kernel, samples, width, alpha);
    this.margins = this.#layer.margins;
    this.preActivations = this.#layer.preActivations;
    this.#theta = kernel.vector(model.parameterCount);
    this.#second = width * samples.dimension;
    this.kinks = this.#layer.kinks(alpha, () => this.#theta, this.#second);
    this.#curvature = new ArrowCurvature(this.#layer);
  }

  evaluate(theta: Vector<T>): void {
    copyInto(theta, this.#theta);
    this.#layer.evaluate(theta, theta, this.#second);
  }

  gradient(point: number, out: Vector<T>, at: number): void {
    const { points, width, hidden } = this.#layer;
    this.#layer.gradient(point, out, at);
    for (let k = 0; k < width; k++) out[at + this.#second + k] = hidden[k * points + point]!;
  }

  gradientSum(weights: Vector<T>, out: Vector<T>): void {
    const { points, width, hidden, sloped } = this.#layer;
    this.#layer.weighPoints(weights, sloped, out);
    for (let k = 0; k < width; k++)
      out[this.#second + k] = this.kernel.dot(points, weights, 0, hidden, k * points);
  }

  directional(direction: Vector<T>, out: Vector<T>): void {
    const { points, width, hidden } = this.#layer;
    this.#layer.directional(direction, out);
    for (let k = 0; k < width; k++)
      this.kernel.addScaled(points, direction[this.#second + k]!, hidden, k * points, out, 0);
  }

  curvature(weights: Vector<T>): Curvature<T> {
    this.#curvature.refresh(weights);
    return this.#curvature;
  }

  /** a_k² − ‖w_k‖² for each neuron. */
  invariants(): Invariants<T> {
    const { kernel } = this;
    const { add, sub, mul } = kernel.field;
    const { dimension, width } = this.#layer;
    const values = kernel.vector(width);
    const scales = kernel.vector(width);
    for (let k = 0; k < width; k++) {
      const first = kernel.dot(dimension, this.#theta, k * dimension, this.#theta, k * dimension);
      const a = this.#theta[this.#second + k]!;
      values[k] = sub(mul(a, a), first);
      scales[k] = add(mul(a, a), first);
    }
    return { values, scales };
  }
}
