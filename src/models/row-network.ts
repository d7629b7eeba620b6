import { copyInto, fill, type Kernel, type Vector } from '../linalg/kernel.ts';
import { signedPointsOf } from './hidden-layer.ts';
import type { ActivationPattern, Curvature, Invariants, Kinks, Model, Network, Samples } from './model.ts';

/** The geometry of a network's kinks, see `Kinks`. */
export interface RowKinks<T> extends Omit<Kinks<T>, 'signals' | 'follow'> {
  readonly neurons: number;
}

/**
 * A network that holds the n × P matrix of its gradients: all a model then has to say is its margins, its
 * gradients and its curvature. It suits models whose P is small or whose gradients have no structure to use.
 */
export abstract class RowNetwork<T> implements Network<T> {
  readonly model: Model;
  readonly kernel: Kernel<T>;
  readonly samples: Samples<T>;
  readonly margins: Vector<T>;
  readonly preActivations: Vector<T>;
  readonly kinks: Kinks<T> | undefined;
  /** Row i is ∂q_i/∂θ at the last θ. */
  protected readonly rows: Vector<T>;
  protected readonly theta: Vector<T>;
  /** y_i x_i, row-major n × d. */
  protected readonly signedPoints: Vector<T>;
  #pattern: ActivationPattern<T> | undefined;

  constructor(model: Model, kernel: Kernel<T>, samples: Samples<T>, kinks?: RowKinks<T>) {
    this.model = model;
    this.kernel = kernel;
    this.samples = samples;
    this.margins = kernel.vector(samples.points);
    this.preActivations = kernel.vector(kinks ? kinks.neurons * samples.points : 0);
    this.kinks = kinks && {
      ...kinks,
      signals: (weights, out) => this.signals(weights, out),
      follow: (pattern) => {
        this.#pattern = pattern;
      },
    };
    this.rows = kernel.vector(samples.points * model.parameterCount);
    this.theta = kernel.vector(model.parameterCount);
    this.signedPoints = signedPointsOf(kernel, samples);
  }

  evaluate(theta: Vector<T>): void {
    copyInto(theta, this.theta);
    this.refresh();
  }

  /** Computes `margins`, `preActivations` and `rows` at `theta`. */
  protected abstract refresh(): void;

  abstract curvature(weights: Vector<T>): Curvature<T>;

  abstract invariants(): Invariants<T>;

  gradient(point: number, out: Vector<T>, at: number): void {
    const size = this.model.parameterCount;
    for (let j = 0; j < size; j++) out[at + j] = this.rows[point * size + j]!;
  }

  gradientSum(weights: Vector<T>, out: Vector<T>): void {
    const size = this.model.parameterCount;
    fill(out, this.kernel.field.zero);
    for (let i = 0; i < weights.length; i++)
      this.kernel.addScaled(size, weights[i]!, this.rows, i * size, out, 0);
  }

  directional(direction: Vector<T>, out: Vector<T>): void {
    const size = this.model.parameterCount;
    for (let i = 0; i < out.length; i++) out[i] = this.kernel.dot(size, this.rows, i * size, direction, 0);
  }

  /** See `Kinks.signals`; only for networks with kinks. */
  protected signals(_weights: Vector<T>, _out: Vector<T>): void {
    throw new Error(`${this.model.spec} has no kinks`);
  }

  /** φ' at neuron k on point i, from the pattern that is followed or else from the sign of z. */
  protected slope(k: number, i: number): T {
    const at = k * this.samples.points + i;
    if (this.#pattern) return this.#pattern.slopes[at]!;
    const { compare, fromNumber, one, zero } = this.kernel.field;
    return compare(this.preActivations[at]!, zero) > 0 ? one : fromNumber(this.kinks!.alpha);
  }

  protected noInvariants(): Invariants<T> {
    return { values: this.kernel.vector(0), scales: this.kernel.vector(0) };
  }
}
