import { fill, type Vector } from '../linalg/kernel.ts';
import type { HiddenLayer } from './hidden-layer.ts';
import type { Curvature, ShiftedCurvature } from './model.ts';

/**
 * The curvature of a two-layer network: B couples a_k and w_k through b_k = Σ_i c_i y_i φ'(z_ki) x_i and nothing
 * else, so βI − τB is one arrow [[βI, −τb_k], [−τb_kᵀ, β]] a neuron, with an explicit inverse.
 */
export class ArrowCurvature<T> implements Curvature<T>, ShiftedCurvature<T> {
  readonly shifted = this;
  readonly #layer: HiddenLayer<T>;
  /** b_k. */
  readonly #coupling: Vector<T>;
  /** D_k = β² − τ²‖b_k‖². */
  readonly #determinants: Vector<T>;
  readonly #byNeuron: Vector<T>;
  readonly #direct: Vector<T>;
  #beta: T;
  #tau: T;

  constructor(layer: HiddenLayer<T>) {
    const { kernel, points, dimension, width } = layer;
    this.#layer = layer;
    this.#coupling = kernel.vector(width * dimension);
    this.#determinants = kernel.vector(width);
    this.#byNeuron = kernel.vector(width * points);
    this.#direct = kernel.vector(points * points);
    this.#beta = kernel.field.one;
    this.#tau = kernel.field.zero;
  }

  /** Computes b_k for the weights c, along the kinks that slide. */
  refresh(weights: Vector<T>): void {
    this.#layer.weighPoints(weights, this.#layer.slopes, this.#coupling);
    if (this.#layer.pattern?.isSliding) this.#layer.pattern.project(this.#coupling);
  }

  times(v: Vector<T>, out: Vector<T>): void {
    const { kernel, dimension, width } = this.#layer;
    fill(out, kernel.field.zero);
    for (let k = 0; k < width; k++) {
      const a = width * dimension + k;
      kernel.addScaled(dimension, v[a]!, this.#coupling, k * dimension, out, k * dimension);
      out[a] = kernel.dot(dimension, this.#coupling, k * dimension, v, k * dimension);
    }
  }

  prepare(beta: T, tau: T): boolean {
    const { kernel, dimension, width } = this.#layer;
    const { compare, sub, mul, zero } = kernel.field;
    this.#beta = beta;
    this.#tau = tau;
    for (let k = 0; k < width; k++) {
      const at = k * dimension;
      const square = kernel.dot(dimension, this.#coupling, at, this.#coupling, at);
      const determinant = sub(mul(beta, beta), mul(mul(tau, tau), square));
      if (!(compare(determinant, zero) > 0)) return false;
      this.#determinants[k] = determinant;
    }
    return compare(beta, zero) > 0;
  }

  solve(v: Vector<T>): void {
    const { kernel, dimension, width } = this.#layer;
    const { add, mul, div, one } = kernel.field;
    for (let k = 0; k < width; k++) {
      const at = k * dimension;
      const a = width * dimension + k;
      const along = kernel.dot(dimension, this.#coupling, at, v, at);
      v[a] = div(add(mul(this.#beta, v[a]!), mul(this.#tau, along)), this.#determinants[k]!);
      kernel.addScaled(dimension, mul(this.#tau, v[a]!), this.#coupling, at, v, at);
    }
    kernel.scale(width * dimension, div(one, this.#beta), v, 0, v, 0);
  }

  /** Σ_k [σ_ki σ_kj a_k² ⟨y_i x_i, y_j x_j⟩/β + u_ki u_kj/(βD_k)] with u_ki = βh_ki + τ a_k σ_ki ⟨b_k, y_i x_i⟩. */
  gram(out: Vector<T>): void {
    const { kernel, points, dimension, width, signedPoints, pointGram, hidden, sloped } = this.#layer;
    const { mul, div, sqrt, one } = kernel.field;
    const coupled = this.#byNeuron;
    kernel.multiplyTransposed(width, dimension, points, this.#coupling, signedPoints, coupled);
    kernel.multiplyEntries(coupled.length, sloped, 0, coupled, 0, coupled, 0);
    for (let k = 0; k < width; k++) {
      const inverseRoot = div(one, sqrt(mul(this.#beta, this.#determinants[k]!)));
      const row = k * points;
      kernel.scale(points, mul(this.#tau, inverseRoot), coupled, row, coupled, row);
      kernel.addScaled(points, mul(this.#beta, inverseRoot), hidden, row, coupled, row);
    }
    this.#layer.neuronGram(coupled, out);
    this.#layer.neuronGram(sloped, this.#direct);
    kernel.multiplyEntries(out.length, this.#direct, 0, pointGram, 0, this.#direct, 0);
    kernel.addScaled(out.length, div(one, this.#beta), this.#direct, 0, out, 0);
  }
}
