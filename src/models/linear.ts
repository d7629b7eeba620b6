import { fill, type Kernel, type Vector } from '../linalg/kernel.ts';
import { flatCurvature } from './flat-curvature.ts';
import type { Curvature, Invariants, Model, Samples } from './model.ts';
import { RowNetwork } from './row-network.ts';

/** f(x) = ⟨θ, x⟩. Degree 1. */
export function linear(dimension: number): Model {
  const model: Model = {
    spec: 'linear',
    degree: 1,
    dimension,
    parameterCount: dimension,
    on: (kernel, samples) => new LinearNetwork(model, kernel, samples),
  };
  return model;
}

class LinearNetwork<T> extends RowNetwork<T> {
  readonly #flat: Curvature<T>;

  constructor(model: Model, kernel: Kernel<T>, samples: Samples<T>) {
    super(model, kernel, samples);
    const { points, dimension } = samples;
    for (let i = 0; i < points; i++)
      kernel.addScaled(dimension, samples.y[i]!, samples.x, i * dimension, this.rows, i * dimension);
    this.#flat = flatCurvature(this, (i, j) =>
      kernel.dot(dimension, this.rows, i * dimension, this.rows, j * dimension),
    );
  }

  protected override refresh(): void {
    this.directional(this.theta, this.margins);
  }

  override curvature(): Curvature<T> {
    return this.#flat;
  }

  protected override curvatureTimes(_weights: Vector<T>, _v: Vector<T>, out: Vector<T>): void {
    fill(out, this.kernel.field.zero);
  }

  override invariants(): Invariants<T> {
    return this.noInvariants();
  }
}
