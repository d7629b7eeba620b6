import { copyInto, type Kernel, type Vector } from '../linalg/kernel.ts';
import { ArrowCurvature } from './arrow-curvature.ts';
import type { Curvature, Invariants, Model, Network, Samples } from './model.ts';

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

/** Matrices over neurons and points are neuron-major: [k·n + i]. */
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
  /** The same, dimension × points. */
  readonly #signedColumns: Vector<T>;
  readonly #theta: Vector<T>;
  /** y_i φ(z_ki). */
  readonly #hidden: Vector<T>;
  /** φ'(z_ki). */
  readonly #slopes: Vector<T>;
  /** a_k φ'(z_ki). */
  readonly #sloped: Vector<T>;
  readonly #work: Vector<T>;
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
    this.#signedColumns = kernel.vector(dimension * points);
    for (let i = 0; i < points; i++)
      for (let j = 0; j < dimension; j++)
        this.#signedColumns[j * points + i] = this.#signedPoints[i * dimension + j]!;
    this.#theta = kernel.vector(model.parameterCount);
    this.#hidden = kernel.vector(width * points);
    this.#slopes = kernel.vector(width * points);
    this.#sloped = kernel.vector(width * points);
    this.#work = kernel.vector(width * points);
    this.#curvature = new ArrowCurvature({
      kernel,
      points,
      dimension,
      width,
      signedPoints: this.#signedPoints,
      signedColumns: this.#signedColumns,
      hidden: this.#hidden,
      slopes: this.#slopes,
      sloped: this.#sloped,
    });
  }

  evaluate(theta: Vector<T>): void {
    const { kernel, samples, margins, preActivations } = this;
    const { field } = kernel;
    const { points, dimension, y } = samples;
    const width = this.#width;
    copyInto(theta, this.#theta);
    kernel.multiplyTransposed(width, dimension, points, theta, samples.x, preActivations);
    for (let i = 0; i < points; i++) margins[i] = field.zero;
    for (let k = 0; k < width; k++) {
      const a = theta[width * dimension + k]!;
      const leaky = field.mul(a, this.#alpha);
      for (let i = 0; i < points; i++) {
        const at = k * points + i;
        const z = preActivations[at]!;
        const active = field.compare(z, field.zero) > 0;
        this.#slopes[at] = active ? field.one : this.#alpha;
        this.#sloped[at] = active ? a : leaky;
        this.#hidden[at] = field.mul(y[i]!, active ? z : field.mul(this.#alpha, z));
      }
      kernel.addScaled(points, a, this.#hidden, k * points, margins, 0);
    }
  }

  gradient(point: number, out: Vector<T>, at: number): void {
    const { kernel } = this;
    const { points, dimension } = this.samples;
    for (let k = 0; k < this.#width; k++) {
      const factor = this.#sloped[k * points + point]!;
      for (let j = 0; j < dimension; j++)
        out[at + k * dimension + j] = kernel.field.mul(factor, this.#signedPoints[point * dimension + j]!);
      out[at + this.#width * dimension + k] = this.#hidden[k * points + point]!;
    }
  }

  gradientSum(weights: Vector<T>, out: Vector<T>): void {
    const { kernel } = this;
    const { points, dimension } = this.samples;
    const width = this.#width;
    for (let k = 0; k < width; k++)
      for (let i = 0; i < points; i++)
        this.#work[k * points + i] = kernel.field.mul(weights[i]!, this.#sloped[k * points + i]!);
    kernel.multiplyTransposed(width, points, dimension, this.#work, this.#signedColumns, out);
    for (let k = 0; k < width; k++)
      out[width * dimension + k] = kernel.dot(points, weights, 0, this.#hidden, k * points);
  }

  directional(direction: Vector<T>, out: Vector<T>): void {
    const { kernel } = this;
    const { field } = kernel;
    const { points, dimension } = this.samples;
    const width = this.#width;
    kernel.multiplyTransposed(width, dimension, points, direction, this.#signedPoints, this.#work);
    for (let i = 0; i < points; i++) out[i] = field.zero;
    for (let k = 0; k < width; k++) {
      kernel.addScaled(points, direction[width * dimension + k]!, this.#hidden, k * points, out, 0);
      for (let i = 0; i < points; i++) {
        const at = k * points + i;
        out[i] = field.add(out[i]!, field.mul(this.#sloped[at]!, this.#work[at]!));
      }
    }
  }

  curvature(weights: Vector<T>): Curvature<T> {
    this.#curvature.refresh(weights);
    return this.#curvature;
  }

  /** a_k² − ‖w_k‖² for each neuron. */
  invariants(): Invariants<T> {
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
