import { copyInto, fill, type Kernel, type Vector } from '../linalg/kernel.ts';
import type { ActivationPattern, Kinks, Samples } from './model.ts';

/** y_i x_i, row-major n × d. */
export function signedPointsOf<T>(kernel: Kernel<T>, { points, dimension, x, y }: Samples<T>): Vector<T> {
  const signed = kernel.vector(points * dimension);
  for (let i = 0; i < points; i++)
    kernel.addScaled(dimension, y[i]!, x, i * dimension, signed, i * dimension);
  return signed;
}

/**
 * m neurons on n points, f(x) = Σ_k a_k φ(⟨w_k, x⟩) with φ(z) = max(z, αz), as a function of the w_k: what networks
 * that train a_k and networks that do not have in common. The w_k are the first m·d entries of every θ. Matrices
 * over neurons and points are neuron-major: [k·n + i] for neuron k and point i.
 */
export class HiddenLayer<T> {
  readonly kernel: Kernel<T>;
  readonly points: number;
  readonly dimension: number;
  readonly width: number;
  /** y_i x_i, points × dimension. */
  readonly signedPoints: Vector<T>;
  /** ⟨y_i x_i, y_j x_j⟩. */
  readonly pointGram: Vector<T>;
  /** q_i = y_i f(x_i). */
  readonly margins: Vector<T>;
  /** z_ki = ⟨w_k, x_i⟩. */
  readonly preActivations: Vector<T>;
  /** φ'(z_ki). */
  readonly slopes: Vector<T>;
  /** a_k φ'(z_ki). */
  readonly sloped: Vector<T>;
  /** y_i φ(z_ki). */
  readonly hidden: Vector<T>;
  /** The pattern whose slopes it has, instead of those that follow from the signs of z. */
  pattern: ActivationPattern<T> | undefined;
  readonly #samples: Samples<T>;
  readonly #alpha: T;
  readonly #signedColumns: Vector<T>;
  readonly #work: Vector<T>;

  constructor(kernel: Kernel<T>, samples: Samples<T>, width: number, alpha: number) {
    const { points, dimension } = samples;
    this.kernel = kernel;
    this.points = points;
    this.dimension = dimension;
    this.width = width;
    this.#samples = samples;
    this.#alpha = kernel.field.fromNumber(alpha);
    this.signedPoints = signedPointsOf(kernel, samples);
    this.#signedColumns = kernel.vector(dimension * points);
    for (let i = 0; i < points; i++)
      for (let j = 0; j < dimension; j++)
        this.#signedColumns[j * points + i] = this.signedPoints[i * dimension + j]!;
    this.pointGram = kernel.vector(points * points);
    kernel.multiplyTransposed(
      points,
      dimension,
      points,
      this.signedPoints,
      this.signedPoints,
      this.pointGram,
    );
    this.margins = kernel.vector(points);
    this.preActivations = kernel.vector(width * points);
    this.slopes = kernel.vector(width * points);
    this.sloped = kernel.vector(width * points);
    this.hidden = kernel.vector(width * points);
    this.#work = kernel.vector(width * points);
  }

  /** Evaluates at theta, with a_k = outer[outerAt + k]. */
  evaluate(theta: Vector<T>, outer: Vector<T>, outerAt: number): void {
    const { kernel, points, dimension, width, preActivations, slopes, sloped, hidden } = this;
    const { x, y } = this.#samples;
    kernel.multiplyTransposed(width, dimension, points, theta, x, preActivations);
    if (this.pattern) copyInto(this.pattern.slopes, slopes);
    else kernel.leakySlopes(this.#alpha, preActivations, slopes);
    kernel.multiplyEntries(hidden.length, slopes, 0, preActivations, 0, hidden, 0);
    fill(this.margins, kernel.field.zero);
    for (let k = 0; k < width; k++) {
      const row = k * points;
      kernel.scale(points, outer[outerAt + k]!, slopes, row, sloped, row);
      kernel.multiplyEntries(points, y, 0, hidden, row, hidden, row);
      kernel.addScaled(points, outer[outerAt + k]!, hidden, row, this.margins, 0);
    }
  }

  /** Writes ∂q_i/∂w to out[at …at+m·d). */
  gradient(point: number, out: Vector<T>, at: number): void {
    const { kernel, points, dimension, width, sloped, signedPoints } = this;
    for (let k = 0; k < width; k++)
      kernel.scale(
        dimension,
        sloped[k * points + point]!,
        signedPoints,
        point * dimension,
        out,
        at + k * dimension,
      );
  }

  /**
   * Writes Σ_i weights_i factors_ki y_i x_i to out[k·d …k·d+d) for each k: with the factors `sloped`, the gradient by
   * the w_k of Σ weights_i q_i.
   */
  weighPoints(weights: Vector<T>, factors: Vector<T>, out: Vector<T>): void {
    const { kernel, points, dimension, width } = this;
    for (let k = 0; k < width; k++)
      kernel.multiplyEntries(points, weights, 0, factors, k * points, this.#work, k * points);
    kernel.multiplyTransposed(width, points, dimension, this.#work, this.#signedColumns, out);
  }

  /** out_i = ⟨∂q_i/∂w, direction⟩ for the first m·d entries of a direction. */
  directional(direction: Vector<T>, out: Vector<T>): void {
    const { kernel, points, dimension, width, sloped } = this;
    kernel.multiplyTransposed(width, dimension, points, direction, this.signedPoints, this.#work);
    kernel.multiplyEntries(sloped.length, sloped, 0, this.#work, 0, this.#work, 0);
    fill(out, kernel.field.zero);
    for (let k = 0; k < width; k++)
      kernel.addScaled(points, kernel.field.one, this.#work, k * points, out, 0);
  }

  /** The kinks of these neurons, for output weights a_k = outer()[outerAt + k]. */
  kinks(alpha: number, outer: () => Vector<T>, outerAt: number): Kinks<T> {
    const { kernel, points, dimension, width } = this;
    return {
      alpha,
      blockLength: dimension,
      blockAt: (k) => k * dimension,
      normalAt: (_k, i) => i * dimension,
      signals: (weights, out) => {
        kernel.multiplyEntries(points, weights, 0, this.#samples.y, 0, this.#work, 0);
        for (let k = 0; k < width; k++)
          kernel.scale(points, outer()[outerAt + k]!, this.#work, 0, out, k * points);
      },
      follow: (pattern) => {
        this.pattern = pattern;
      },
    };
  }

  /** out_ij = Σ_k factors_ki factors_kj. */
  neuronGram(factors: Vector<T>, out: Vector<T>): void {
    const { kernel, points, width } = this;
    fill(out, kernel.field.zero);
    for (let k = 0; k < width; k++)
      for (let i = 0; i < points; i++)
        kernel.addScaled(points, factors[k * points + i]!, factors, k * points, out, i * points);
  }
}
