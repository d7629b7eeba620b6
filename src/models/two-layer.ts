import { copyInto, fill, type Kernel, type Vector } from '../linalg/kernel.ts';
import type { Curvature, Model, Network, Samples } from './model.ts';

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
  readonly #width: number;
  readonly #alpha: T;
  /** y_i x_i. */
  readonly #signedPoints: Vector<T>;
  /** ⟨y_i x_i, y_j x_j⟩. */
  readonly #gram: Vector<T>;
  #theta: Vector<T>;
  /** y_i φ(z_ki), point-major: [i·m + k]. */
  readonly #hidden: Vector<T>;
  /** φ'(z_ki), point-major. */
  readonly #slopes: Vector<T>;
  readonly #curvature: ArrowCurvature<T>;

  constructor(model: Model, kernel: Kernel<T>, samples: Samples<T>, width: number, alpha: number) {
    const { points, dimension } = samples;
    this.model = model;
    this.kernel = kernel;
    this.samples = samples;
    this.margins = kernel.vector(points);
    this.preActivations = kernel.vector(width * points);
    this.#width = width;
    this.#alpha = kernel.field.fromNumber(alpha);
    this.#signedPoints = kernel.vector(points * dimension);
    for (let i = 0; i < points; i++)
      kernel.addScaled(dimension, samples.y[i]!, samples.x, i * dimension, this.#signedPoints, i * dimension);
    this.#gram = kernel.vector(points * points);
    for (let i = 0; i < points; i++)
      for (let j = 0; j < points; j++)
        this.#gram[i * points + j] = kernel.dot(
          dimension,
          this.#signedPoints,
          i * dimension,
          this.#signedPoints,
          j * dimension,
        );
    this.#theta = kernel.vector(model.parameterCount);
    this.#hidden = kernel.vector(points * width);
    this.#slopes = kernel.vector(points * width);
    this.#curvature = new ArrowCurvature({
      kernel,
      samples,
      width,
      signedPoints: this.#signedPoints,
      gram: this.#gram,
      theta: this.#theta,
      hidden: this.#hidden,
      slopes: this.#slopes,
    });
  }

  evaluate(theta: Vector<T>): void {
    const { kernel, samples } = this;
    const { field } = kernel;
    const { points, dimension } = samples;
    const width = this.#width;
    copyInto(theta, this.#theta);
    for (let i = 0; i < points; i++) {
      for (let k = 0; k < width; k++) {
        const z = kernel.dot(dimension, samples.x, i * dimension, theta, k * dimension);
        const slope = field.compare(z, field.zero) > 0 ? field.one : this.#alpha;
        this.preActivations[k * points + i] = z;
        this.#slopes[i * width + k] = slope;
        this.#hidden[i * width + k] = field.mul(samples.y[i]!, field.mul(slope, z));
      }
      this.margins[i] = kernel.dot(width, this.#hidden, i * width, theta, width * dimension);
    }
  }

  gradient(point: number, out: Vector<T>, at: number): void {
    const { kernel } = this;
    const { dimension } = this.samples;
    const width = this.#width;
    for (let k = 0; k < width; k++) {
      const slope = this.#slopes[point * width + k]!;
      const factor = kernel.field.mul(this.#theta[width * dimension + k]!, slope);
      for (let j = 0; j < dimension; j++) out[at + k * dimension + j] = kernel.field.zero;
      kernel.addScaled(dimension, factor, this.#signedPoints, point * dimension, out, at + k * dimension);
      out[at + width * dimension + k] = this.#hidden[point * width + k]!;
    }
  }

  gradientSum(weights: Vector<T>, out: Vector<T>): void {
    const { kernel } = this;
    const { field } = kernel;
    const { points, dimension } = this.samples;
    const width = this.#width;
    const second = width * dimension;
    fill(out, field.zero);
    for (let i = 0; i < points; i++) {
      kernel.addScaled(width, weights[i]!, this.#hidden, i * width, out, second);
      for (let k = 0; k < width; k++) {
        const factor = field.mul(
          weights[i]!,
          field.mul(this.#theta[second + k]!, this.#slopes[i * width + k]!),
        );
        kernel.addScaled(dimension, factor, this.#signedPoints, i * dimension, out, k * dimension);
      }
    }
  }

  directional(direction: Vector<T>, out: Vector<T>): void {
    const { kernel } = this;
    const { field } = kernel;
    const { points, dimension } = this.samples;
    const width = this.#width;
    const second = width * dimension;
    for (let i = 0; i < points; i++) {
      let sum = kernel.dot(width, this.#hidden, i * width, direction, second);
      for (let k = 0; k < width; k++) {
        const factor = field.mul(this.#theta[second + k]!, this.#slopes[i * width + k]!);
        const along = kernel.dot(dimension, this.#signedPoints, i * dimension, direction, k * dimension);
        sum = field.add(sum, field.mul(factor, along));
      }
      out[i] = sum;
    }
  }

  curvature(weights: Vector<T>): Curvature<T> {
    this.#curvature.refresh(weights);
    return this.#curvature;
  }

  invariants() {
    const { kernel } = this;
    const { dimension } = this.samples;
    const width = this.#width;
    const values = kernel.vector(width);
    const scales = kernel.vector(width);
    for (let k = 0; k < width; k++) {
      const first = kernel.dot(dimension, this.#theta, k * dimension, this.#theta, k * dimension);
      const a = this.#theta[width * dimension + k]!;
      const second = kernel.field.mul(a, a);
      values[k] = kernel.field.sub(second, first);
      scales[k] = kernel.field.add(second, first);
    }
    return { values, scales };
  }
}

interface ArrowParts<T> {
  readonly kernel: Kernel<T>;
  readonly samples: Samples<T>;
  readonly width: number;
  readonly signedPoints: Vector<T>;
  readonly gram: Vector<T>;
  readonly theta: Vector<T>;
  readonly hidden: Vector<T>;
  readonly slopes: Vector<T>;
}

/**
 * B couples a_k and w_k through b_k = Σ_i c_i y_i φ'(z_ki) x_i and nothing else, so βI − τB is one arrow
 * [[βI, −τb_k], [−τb_kᵀ, β]] a neuron, with determinant β^{d−1}·(β² − τ²‖b_k‖²) and an explicit inverse.
 */
class ArrowCurvature<T> implements Curvature<T> {
  readonly #parts: ArrowParts<T>;
  /** b_k, row-major m × d. */
  readonly #coupling: Vector<T>;
  /** ⟨b_k, y_i x_i⟩ and then u_ki/√(βD_k), point-major n × m: row i is what point i needs. */
  readonly #projected: Vector<T>;
  readonly #slopedWeights: Vector<T>;
  /** D_k = β² − τ²‖b_k‖². */
  readonly #determinants: Vector<T>;
  #beta: T;
  #tau: T;

  constructor(parts: ArrowParts<T>) {
    const { kernel, samples, width } = parts;
    this.#parts = parts;
    this.#coupling = kernel.vector(width * samples.dimension);
    this.#projected = kernel.vector(samples.points * width);
    this.#slopedWeights = kernel.vector(samples.points * width);
    this.#determinants = kernel.vector(width);
    this.#beta = kernel.field.one;
    this.#tau = kernel.field.zero;
  }

  readonly shifted = this;

  refresh(weights: Vector<T>): void {
    const { kernel, samples, width, signedPoints, slopes } = this.#parts;
    const { points, dimension } = samples;
    fill(this.#coupling, kernel.field.zero);
    for (let i = 0; i < points; i++)
      for (let k = 0; k < width; k++) {
        const factor = kernel.field.mul(weights[i]!, slopes[i * width + k]!);
        kernel.addScaled(dimension, factor, signedPoints, i * dimension, this.#coupling, k * dimension);
      }
  }

  times(v: Vector<T>, out: Vector<T>): void {
    const { kernel, samples, width } = this.#parts;
    const { dimension } = samples;
    fill(out, kernel.field.zero);
    for (let k = 0; k < width; k++) {
      const a = width * dimension + k;
      kernel.addScaled(dimension, v[a]!, this.#coupling, k * dimension, out, k * dimension);
      out[a] = kernel.dot(dimension, this.#coupling, k * dimension, v, k * dimension);
    }
  }

  prepare(beta: T, tau: T): boolean {
    const { kernel, samples, width } = this.#parts;
    const { field } = kernel;
    this.#beta = beta;
    this.#tau = tau;
    for (let k = 0; k < width; k++) {
      const at = k * samples.dimension;
      const square = kernel.dot(samples.dimension, this.#coupling, at, this.#coupling, at);
      const determinant = field.sub(field.mul(beta, beta), field.mul(field.mul(tau, tau), square));
      if (!(field.compare(determinant, field.zero) > 0)) return false;
      this.#determinants[k] = determinant;
    }
    return field.compare(beta, field.zero) > 0;
  }

  solve(v: Vector<T>): void {
    const { kernel, samples, width } = this.#parts;
    const { field } = kernel;
    const { dimension } = samples;
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

  /** Σ_k [σ_ik σ_jk a_k² ⟨y_i x_i, y_j x_j⟩/β + u_ik u_jk/(βD_k)], u_ik = βh_ik + τ a_k σ_ik ⟨b_k, y_i x_i⟩. */
  gram(out: Vector<T>): void {
    const { kernel, samples, width, signedPoints, gram, theta, hidden, slopes } = this.#parts;
    const { field } = kernel;
    const { points, dimension } = samples;
    for (let k = 0; k < width; k++) {
      const a = theta[width * dimension + k]!;
      const inverseRoot = field.div(field.one, field.sqrt(field.mul(this.#beta, this.#determinants[k]!)));
      for (let i = 0; i < points; i++) {
        const sloped = field.mul(a, slopes[i * width + k]!);
        const along = kernel.dot(dimension, this.#coupling, k * dimension, signedPoints, i * dimension);
        const u = field.add(
          field.mul(this.#beta, hidden[i * width + k]!),
          field.mul(field.mul(this.#tau, sloped), along),
        );
        this.#slopedWeights[i * width + k] = sloped;
        this.#projected[i * width + k] = field.mul(u, inverseRoot);
      }
    }
    const inverseBeta = field.div(field.one, this.#beta);
    for (let i = 0; i < points; i++)
      for (let j = 0; j <= i; j++) {
        const sloped = kernel.dot(width, this.#slopedWeights, i * width, this.#slopedWeights, j * width);
        const coupled = kernel.dot(width, this.#projected, i * width, this.#projected, j * width);
        const entry = field.add(field.mul(field.mul(sloped, gram[i * points + j]!), inverseBeta), coupled);
        out[i * points + j] = entry;
        out[j * points + i] = entry;
      }
  }
}
