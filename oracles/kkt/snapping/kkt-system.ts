import type { Dataset } from '../../../src/data/dataset.ts';
import { type Kernel, kernelOver, type Vector } from '../../../src/linalg/kernel.ts';
import type { Model, Network } from '../../../src/models/model.ts';
import { samplesOf } from '../../../src/models/samples.ts';
import type { RealField } from '../../../src/numbers/field.ts';
import { float64 } from '../../../src/numbers/float64.ts';
import type { Equations } from '../levenberg-marquardt.ts';

/** Which points support a KKT point and which parameters are not 0 there. */
export interface SmoothPattern {
  readonly support: readonly number[];
  readonly alive: readonly number[];
}

/** Parameters and multipliers of a KKT point. Shapes: theta P, multipliers one a support vector. */
export interface SmoothValues<T> {
  readonly theta: readonly T[];
  readonly multipliers: readonly T[];
}

/**
 * The equations of a KKT point of any model with a given pattern, in any arithmetic: the live components of
 * θ − Σ λ_i ∂q_i, divided by `size`, and q_i − 1 at the support vectors. The unknowns are the live components of θ and then λ. Of models with kinks, the
 * slopes are those of the signs that pre-activations have.
 */
export class KktSystem<T> {
  readonly #model: Model;
  readonly #kernel: Kernel<T>;
  readonly #network: Network<T>;
  readonly #pattern: SmoothPattern;
  readonly #inverseSize: T;

  /** @param size of θ, about. */
  constructor(model: Model, data: Dataset, field: RealField<T>, pattern: SmoothPattern, size: number) {
    this.#model = model;
    this.#kernel = kernelOver(field);
    this.#network = model.on(this.#kernel, samplesOf(this.#kernel, data));
    this.#pattern = pattern;
    this.#inverseSize = field.fromNumber(1 / size);
  }

  valuesOf(z: ArrayLike<T>): SmoothValues<T> {
    const { alive } = this.#pattern;
    const theta = new Array<T>(this.#model.parameterCount).fill(this.#kernel.field.zero);
    alive.forEach((j, index) => {
      theta[j] = z[index]!;
    });
    return { theta, multipliers: Array.from(z).slice(alive.length) };
  }

  unknownsOf({ theta, multipliers }: SmoothValues<T>): T[] {
    return [...this.#pattern.alive.map((j) => theta[j]!), ...multipliers];
  }

  /** All margins at θ. */
  margins(theta: readonly T[]): T[] {
    this.#evaluate(theta);
    return Array.from(this.#network.margins);
  }

  equations(z: ArrayLike<T>): T[] {
    const { field } = this.#kernel;
    const { theta, multipliers } = this.valuesOf(z);
    this.#evaluate(theta);
    const pull = this.#kernel.vector(theta.length);
    this.#network.gradientSum(this.#weights(multipliers), pull);
    return [
      ...this.#pattern.alive.map((j) => field.mul(this.#inverseSize, field.sub(theta[j]!, pull[j]!))),
      ...this.#pattern.support.map((i) => field.sub(this.#network.margins[i]!, field.one)),
    ];
  }

  /** Columns of the Jacobian of `equations`. */
  jacobian(z: ArrayLike<T>): Vector<T>[] {
    const { field } = this.#kernel;
    const { alive, support } = this.#pattern;
    const { theta, multipliers } = this.valuesOf(z);
    this.#evaluate(theta);
    const gradients = support.map((i) => {
      const gradient = this.#kernel.vector(theta.length);
      this.#network.gradient(i, gradient, 0);
      return gradient;
    });
    const curvature = this.#network.curvature(this.#weights(multipliers));
    const unit = this.#kernel.vector(theta.length);
    const image = this.#kernel.vector(theta.length);
    const ofParameters = alive.map((j) => {
      unit[j] = field.one;
      curvature.times(unit, image);
      unit[j] = field.zero;
      const rows = alive.map((i) => {
        const identity = i === j ? field.one : field.zero;
        return field.mul(this.#inverseSize, field.sub(identity, image[i]!));
      });
      return this.#column([...rows, ...gradients.map((gradient) => gradient[j]!)]);
    });
    const ofMultipliers = gradients.map((gradient) =>
      this.#column([
        ...alive.map((j) => field.neg(field.mul(this.#inverseSize, gradient[j]!))),
        ...support.map(() => field.zero),
      ]),
    );
    return [...ofParameters, ...ofMultipliers];
  }

  #evaluate(theta: readonly T[]): void {
    this.#network.evaluate(this.#column(theta));
  }

  /** λ over all points. */
  #weights(multipliers: readonly T[]): Vector<T> {
    const weights = this.#kernel.vector(this.#network.samples.points);
    this.#pattern.support.forEach((i, index) => {
      weights[i] = multipliers[index]!;
    });
    return weights;
  }

  #column(entries: readonly T[]): Vector<T> {
    const column = this.#kernel.vector(entries.length);
    entries.forEach((value, i) => {
      column[i] = value;
    });
    return column;
  }
}

/** The same in float64, as Newton's method wants it. */
export function floatEquations(system: KktSystem<number>): Equations {
  return {
    equations: (z) => Float64Array.from(system.equations(z)),
    jacobian: (z) => system.jacobian(z).map((column) => Float64Array.from(column)),
  };
}

export function floatSystem(
  model: Model,
  data: Dataset,
  pattern: SmoothPattern,
  size: number,
): KktSystem<number> {
  return new KktSystem(model, data, float64, pattern, size);
}
