import type { Kernel, Vector } from '../linalg/kernel.ts';
import { fill } from '../linalg/kernel.ts';
import { BlockCurvature } from './block-curvature.ts';
import type { Curvature, Invariants, Model, Samples } from './model.ts';
import { RowNetwork } from './row-network.ts';

/**
 * f(x) = Σ_j x_j Π_{l≤D} u_lj. Degree D ≥ 2. θ = (u_1, …, u_D), each of length d; for D = 2 this is Σ v_j u_j x_j.
 */
export function diagonal(depth: number, dimension: number): Model {
  const model: Model = {
    spec: `diagonal:${depth}`,
    degree: depth,
    dimension,
    parameterCount: depth * dimension,
    weights: Array.from({ length: depth }, (_, l) => ({ name: `u${l + 1}`, rows: 1, columns: dimension })),
    on: (kernel, samples) => new DiagonalNetwork(model, kernel, samples, depth),
  };
  return model;
}

class DiagonalNetwork<T> extends RowNetwork<T> {
  readonly #depth: number;
  readonly #curvature: BlockCurvature<T>;

  constructor(model: Model, kernel: Kernel<T>, samples: Samples<T>, depth: number) {
    super(model, kernel, samples);
    this.#depth = depth;
    this.#curvature = new BlockCurvature(kernel, this.rows, depth, samples.dimension);
  }

  /** Π_l u_lj over the layers not left out. */
  #product(j: number, without: number, alsoWithout = without): T {
    let product: T = this.kernel.field.one;
    for (let l = 0; l < this.#depth; l++)
      if (l !== without && l !== alsoWithout)
        product = this.kernel.field.mul(product, this.theta[l * this.samples.dimension + j]!);
    return product;
  }

  protected override refresh(): void {
    const { mul } = this.kernel.field;
    const { points, dimension } = this.samples;
    for (let l = 0; l < this.#depth; l++)
      for (let j = 0; j < dimension; j++) {
        const product = this.#product(j, l);
        for (let i = 0; i < points; i++)
          this.rows[(i * this.#depth + l) * dimension + j] = mul(
            product,
            this.signedPoints[i * dimension + j]!,
          );
      }
    // The last layer's gradient times its weights is the margin itself.
    const last = (this.#depth - 1) * dimension;
    for (let i = 0; i < points; i++)
      this.margins[i] = this.kernel.dot(
        dimension,
        this.rows,
        i * this.#depth * dimension + last,
        this.theta,
        last,
      );
  }

  override curvature(weights: Vector<T>): Curvature<T> {
    const { kernel } = this;
    const { points, dimension } = this.samples;
    const depth = this.#depth;
    const combined = kernel.vector(dimension);
    for (let i = 0; i < points; i++)
      kernel.addScaled(dimension, weights[i]!, this.signedPoints, i * dimension, combined, 0);
    const { blocks } = this.#curvature;
    fill(blocks, kernel.field.zero);
    for (let j = 0; j < dimension; j++)
      for (let l = 0; l < depth; l++)
        for (let k = 0; k < depth; k++)
          if (k !== l)
            blocks[(j * depth + l) * depth + k] = kernel.field.mul(combined[j]!, this.#product(j, l, k));
    return this.#curvature;
  }

  /** u_lj² − u_{l+1,j}² for l < D and each j. */
  override invariants(): Invariants<T> {
    const { add, sub, mul } = this.kernel.field;
    const { dimension } = this.samples;
    const count = (this.#depth - 1) * dimension;
    const values = this.kernel.vector(count);
    const scales = this.kernel.vector(count);
    for (let at = 0; at < count; at++) {
      const u = this.theta[at]!;
      const v = this.theta[at + dimension]!;
      values[at] = sub(mul(u, u), mul(v, v));
      scales[at] = add(mul(u, u), mul(v, v));
    }
    return { values, scales };
  }
}
