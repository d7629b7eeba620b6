import { fill, type Kernel, type Vector } from '../linalg/kernel.ts';
import { HiddenLayer } from './hidden-layer.ts';
import type { Curvature, Invariants, Kinks, Model, Network, Samples, ShiftedCurvature } from './model.ts';

/**
 * f(x) = (1/m) Σ_{r≤m} φ(⟨w_{+,r}, x⟩) − (1/m) Σ_{r≤m} φ(⟨w_{−,r}, x⟩): m neurons a sign, the second layer fixed.
 * Degree 1. θ = (w_{+,1}, …, w_{+,m}, w_{−,1}, …, w_{−,m}). Kou, Chen, Gu, NeurIPS 2023.
 */
export function twoLayerFixed(width: number, alpha: number, dimension: number): Model {
  const model: Model = {
    spec: `two-layer-fixed:${width}:${alpha}`,
    degree: 1,
    dimension,
    parameterCount: 2 * width * dimension,
    weights: ['W₊', 'W₋'].map((name) => ({ name, rows: width, columns: dimension })),
    on: (kernel, samples) => new FixedNetwork(model, kernel, samples, width, alpha),
  };
  return model;
}

class FixedNetwork<T> implements Network<T> {
  readonly model: Model;
  readonly kernel: Kernel<T>;
  readonly samples: Samples<T>;
  readonly margins: Vector<T>;
  readonly preActivations: Vector<T>;
  readonly kinks: Kinks<T>;
  readonly #layer: HiddenLayer<T>;
  /** ±1/m a neuron. */
  readonly #outer: Vector<T>;
  readonly #curvature: Curvature<T>;

  constructor(model: Model, kernel: Kernel<T>, samples: Samples<T>, width: number, alpha: number) {
    const { field } = kernel;
    this.model = model;
    this.kernel = kernel;
    this.samples = samples;
    this.#layer = new HiddenLayer(kernel, samples, 2 * width, alpha);
    this.margins = this.#layer.margins;
    this.preActivations = this.#layer.preActivations;
    this.#outer = kernel.vector(2 * width);
    const size = field.div(field.one, field.fromNumber(width));
    for (let k = 0; k < 2 * width; k++) this.#outer[k] = k < width ? size : field.neg(size);
    this.kinks = this.#layer.kinks(alpha, () => this.#outer, 0);
    this.#curvature = {
      times: (_v, out) => fill(out, field.zero),
      shifted: new ShiftedIdentity(this.#layer),
    };
  }

  evaluate(theta: Vector<T>): void {
    this.#layer.evaluate(theta, this.#outer, 0);
  }

  gradient(point: number, out: Vector<T>, at: number): void {
    this.#layer.gradient(point, out, at);
  }

  gradientSum(weights: Vector<T>, out: Vector<T>): void {
    this.#layer.weighPoints(weights, this.#layer.sloped, out);
  }

  directional(direction: Vector<T>, out: Vector<T>): void {
    this.#layer.directional(direction, out);
  }

  curvature(): Curvature<T> {
    return this.#curvature;
  }

  /** None is quadratic. */
  invariants(): Invariants<T> {
    return { values: this.kernel.vector(0), scales: this.kernel.vector(0) };
  }
}

/** βI: on each activation pattern the margins are linear in θ. */
class ShiftedIdentity<T> implements ShiftedCurvature<T> {
  readonly #layer: HiddenLayer<T>;
  #inverse: T;

  constructor(layer: HiddenLayer<T>) {
    this.#layer = layer;
    this.#inverse = layer.kernel.field.one;
  }

  prepare(beta: T): boolean {
    const { compare, div, one, zero } = this.#layer.kernel.field;
    if (!(compare(beta, zero) > 0)) return false;
    this.#inverse = div(one, beta);
    return true;
  }

  solve(v: Vector<T>): void {
    this.#layer.kernel.scale(v.length, this.#inverse, v, 0, v, 0);
  }

  gram(out: Vector<T>): void {
    const { kernel, pointGram, sloped } = this.#layer;
    this.#layer.neuronGram(sloped, out);
    kernel.multiplyEntries(out.length, out, 0, pointGram, 0, out, 0);
    kernel.scale(out.length, this.#inverse, out, 0, out, 0);
  }
}
