import { BlockCurvature } from './block-curvature.ts';
import type { Curvature, Invariants, Model } from './model.ts';
import { RowNetwork } from './row-network.ts';

/** f(x) = ⟨θ, x⟩. Degree 1. */
export function linear(dimension: number): Model {
  const model: Model = {
    spec: 'linear',
    degree: 1,
    dimension,
    parameterCount: dimension,
    weights: [{ name: 'w', rows: 1, columns: dimension }],
    on: (kernel, samples) => new LinearNetwork(model, kernel, samples),
  };
  return model;
}

class LinearNetwork<T> extends RowNetwork<T> {
  /** All zero. */
  readonly #curvature = new BlockCurvature(this.kernel, this.rows, 1, this.model.parameterCount);

  protected override refresh(): void {
    for (let j = 0; j < this.rows.length; j++) this.rows[j] = this.signedPoints[j]!;
    this.directional(this.theta, this.margins);
  }

  override curvature(): Curvature<T> {
    return this.#curvature;
  }

  override invariants(): Invariants<T> {
    return this.noInvariants();
  }
}
