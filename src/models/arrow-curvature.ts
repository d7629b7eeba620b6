import { fill, type Kernel, type Vector } from '../linalg/kernel.ts';
import type { Curvature, ShiftedCurvature } from './model.ts';

/** What a two-layer network knows at θ. Matrices over neurons and points are neuron-major. */
export interface ArrowParts<T> {
  readonly kernel: Kernel<T>;
  readonly points: number;
  readonly dimension: number;
  readonly width: number;
  /** y_i x_i. */
  readonly signedPoints: Vector<T>;
  /** The same, dimension × points. */
  readonly signedColumns: Vector<T>;
  /** y_i φ(z_ki). */
  readonly hidden: Vector<T>;
  /** φ'(z_ki). */
  readonly slopes: Vector<T>;
  /** a_k φ'(z_ki). */
  readonly sloped: Vector<T>;
}

/**
 * The curvature of a two-layer network: B couples a_k and w_k through b_k = Σ_i c_i y_i φ'(z_ki) x_i and nothing
 * else, so βI − τB is one arrow [[βI, −τb_k], [−τb_kᵀ, β]] a neuron, with an explicit inverse.
 */
export class ArrowCurvature<T> implements Curvature<T>, ShiftedCurvature<T> {
  readonly shifted = this;
  readonly #parts: ArrowParts<T>;
  /** ⟨y_i x_i, y_j x_j⟩. */
  readonly #pointGram: Vector<T>;
  /** b_k. */
  readonly #coupling: Vector<T>;
  /** D_k = β² − τ²‖b_k‖². */
  readonly #determinants: Vector<T>;
  /** Neuron-major and then point-major work space. */
  readonly #byNeuron: Vector<T>;
  readonly #byPoint: Vector<T>;
  readonly #products: Vector<T>;
  #beta: T;
  #tau: T;

  constructor(parts: ArrowParts<T>) {
    const { kernel, points, dimension, width, signedPoints } = parts;
    this.#parts = parts;
    this.#pointGram = kernel.vector(points * points);
    kernel.multiplyTransposed(points, dimension, points, signedPoints, signedPoints, this.#pointGram);
    this.#coupling = kernel.vector(width * dimension);
    this.#determinants = kernel.vector(width);
    this.#byNeuron = kernel.vector(width * points);
    this.#byPoint = kernel.vector(points * width);
    this.#products = kernel.vector(points * points);
    this.#beta = kernel.field.one;
    this.#tau = kernel.field.zero;
  }

  /** Computes b_k for the weights c. */
  refresh(weights: Vector<T>): void {
    const { kernel, points, dimension, width, signedColumns, slopes } = this.#parts;
    for (let k = 0; k < width; k++)
      for (let i = 0; i < points; i++)
        this.#byNeuron[k * points + i] = kernel.field.mul(weights[i]!, slopes[k * points + i]!);
    kernel.multiplyTransposed(width, points, dimension, this.#byNeuron, signedColumns, this.#coupling);
  }

  times(v: Vector<T>, out: Vector<T>): void {
    const { kernel, dimension, width } = this.#parts;
    fill(out, kernel.field.zero);
    for (let k = 0; k < width; k++) {
      const a = width * dimension + k;
      kernel.addScaled(dimension, v[a]!, this.#coupling, k * dimension, out, k * dimension);
      out[a] = kernel.dot(dimension, this.#coupling, k * dimension, v, k * dimension);
    }
  }

  prepare(beta: T, tau: T): boolean {
    const { kernel, dimension, width } = this.#parts;
    const { field } = kernel;
    this.#beta = beta;
    this.#tau = tau;
    for (let k = 0; k < width; k++) {
      const at = k * dimension;
      const square = kernel.dot(dimension, this.#coupling, at, this.#coupling, at);
      const determinant = field.sub(field.mul(beta, beta), field.mul(field.mul(tau, tau), square));
      if (!(field.compare(determinant, field.zero) > 0)) return false;
      this.#determinants[k] = determinant;
    }
    return field.compare(beta, field.zero) > 0;
  }

  solve(v: Vector<T>): void {
    const { kernel, dimension, width } = this.#parts;
    const { field } = kernel;
    const inverseBeta = field.div(field.one, this.#beta);
    for (let k = 0; k < width; k++) {
      const at = k * dimension;
      const a = width * dimension + k;
      const along = kernel.dot(dimension, this.#coupling, at, v, at);
      const numerator = field.add(field.mul(this.#beta, v[a]!), field.mul(this.#tau, along));
      v[a] = field.div(numerator, this.#determinants[k]!);
      kernel.addScaled(dimension, field.mul(this.#tau, v[a]!), this.#coupling, at, v, at);
      for (let j = 0; j < dimension; j++) v[at + j] = field.mul(v[at + j]!, inverseBeta);
    }
  }

  /** Σ_k [σ_ki σ_kj a_k² ⟨y_i x_i, y_j x_j⟩/β + u_ki u_kj/(βD_k)] with u_ki = βh_ki + τ a_k σ_ki ⟨b_k, y_i x_i⟩. */
  gram(out: Vector<T>): void {
    const { kernel, points, dimension, width, signedPoints, hidden, sloped } = this.#parts;
    const { field } = kernel;
    const inverseBeta = field.div(field.one, this.#beta);
    for (let k = 0; k < width; k++)
      for (let i = 0; i < points; i++) this.#byPoint[i * width + k] = sloped[k * points + i]!;
    kernel.multiplyTransposed(points, width, points, this.#byPoint, this.#byPoint, this.#products);
    kernel.multiplyTransposed(width, dimension, points, this.#coupling, signedPoints, this.#byNeuron);
    for (let k = 0; k < width; k++) {
      const inverseRoot = field.div(field.one, field.sqrt(field.mul(this.#beta, this.#determinants[k]!)));
      for (let i = 0; i < points; i++) {
        const at = k * points + i;
        const coupled = field.mul(field.mul(this.#tau, sloped[at]!), this.#byNeuron[at]!);
        const u = field.add(field.mul(this.#beta, hidden[at]!), coupled);
        this.#byPoint[i * width + k] = field.mul(u, inverseRoot);
      }
    }
    kernel.multiplyTransposed(points, width, points, this.#byPoint, this.#byPoint, out);
    for (let i = 0; i < points * points; i++) {
      const direct = field.mul(field.mul(this.#products[i]!, this.#pointGram[i]!), inverseBeta);
      out[i] = field.add(out[i]!, direct);
    }
  }
}
