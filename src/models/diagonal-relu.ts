import type { Kernel, Vector } from '../linalg/kernel.ts';
import { BlockCurvature } from './block-curvature.ts';
import type { Curvature, Invariants, Model, Samples } from './model.ts';
import { RowNetwork } from './row-network.ts';

/** f(x) = Σ_j v_j max(u_j x_j, 0). Degree 2. θ = (u, v), each of length d. */
export function diagonalRelu(dimension: number): Model {
  const model: Model = {
    spec: 'diagonal-relu',
    degree: 2,
    dimension,
    parameterCount: 2 * dimension,
    weights: ['u', 'v'].map((name) => ({ name, rows: 1, columns: dimension })),
    on: (kernel, samples) => new DiagonalReluNetwork(model, kernel, samples),
  };
  return model;
}

class DiagonalReluNetwork<T> extends RowNetwork<T> {
  readonly #curvature: BlockCurvature<T>;

  constructor(model: Model, kernel: Kernel<T>, samples: Samples<T>) {
    const { dimension } = samples;
    super(model, kernel, samples, {
      neurons: dimension,
      alpha: 0,
      blockLength: 1,
      blockAt: (j) => j,
      normalAt: (j, i) => i * dimension + j,
    });
    this.#curvature = new BlockCurvature(kernel, this.rows, 2, samples.dimension);
  }

  protected override refresh(): void {
    const { kernel, samples, theta, rows, signedPoints } = this;
    const { mul } = kernel.field;
    const { points, dimension, x } = samples;
    for (let i = 0; i < points; i++) {
      for (let j = 0; j < dimension; j++) {
        this.preActivations[j * points + i] = mul(theta[j]!, x[i * dimension + j]!);
        const active = mul(this.slope(j, i), signedPoints[i * dimension + j]!);
        rows[i * 2 * dimension + j] = mul(theta[dimension + j]!, active);
        rows[(i * 2 + 1) * dimension + j] = mul(theta[j]!, active);
      }
      this.margins[i] = kernel.dot(dimension, rows, (i * 2 + 1) * dimension, theta, dimension);
    }
  }

  /** v_j weights_i y_i. */
  protected override signals(weights: Vector<T>, out: Vector<T>): void {
    const { mul } = this.kernel.field;
    const { points, dimension, y } = this.samples;
    for (let j = 0; j < dimension; j++)
      for (let i = 0; i < points; i++)
        out[j * points + i] = mul(this.theta[dimension + j]!, mul(weights[i]!, y[i]!));
  }

  override curvature(weights: Vector<T>): Curvature<T> {
    const { add, mul, zero } = this.kernel.field;
    const { points, dimension } = this.samples;
    for (let j = 0; j < dimension; j++) {
      let coupling: T = zero;
      for (let i = 0; i < points; i++) {
        const active = mul(this.slope(j, i), this.signedPoints[i * dimension + j]!);
        coupling = add(coupling, mul(weights[i]!, active));
      }
      this.#curvature.blocks[j * 4 + 1] = coupling;
      this.#curvature.blocks[j * 4 + 2] = coupling;
    }
    return this.#curvature;
  }

  /** u_j² − v_j². */
  override invariants(): Invariants<T> {
    const { add, sub, mul } = this.kernel.field;
    const { dimension } = this.samples;
    const values = this.kernel.vector(dimension);
    const scales = this.kernel.vector(dimension);
    for (let j = 0; j < dimension; j++) {
      const u = this.theta[j]!;
      const v = this.theta[dimension + j]!;
      values[j] = sub(mul(u, u), mul(v, v));
      scales[j] = add(mul(u, u), mul(v, v));
    }
    return { values, scales };
  }
}
