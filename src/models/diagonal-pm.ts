import type { Kernel, Vector } from '../linalg/kernel.ts';
import { BlockCurvature } from './block-curvature.ts';
import type { Curvature, Invariants, Model, Samples } from './model.ts';
import { RowNetwork } from './row-network.ts';

/**
 * f(x) = ⟨u₊^D − u₋^D, x⟩ with powers by coordinate. Degree D ≥ 2. θ = (u₊, u₋), each of length d.
 * Moroshko et al., NeurIPS 2020.
 */
export function diagonalPm(depth: number, dimension: number): Model {
  const model: Model = {
    spec: `diagonal-pm:${depth}`,
    degree: depth,
    dimension,
    parameterCount: 2 * dimension,
    weights: ['u₊', 'u₋'].map((name) => ({ name, rows: 1, columns: dimension })),
    on: (kernel, samples) => new DiagonalPmNetwork(model, kernel, samples, depth),
  };
  return model;
}

class DiagonalPmNetwork<T> extends RowNetwork<T> {
  readonly #depth: number;
  readonly #curvature: BlockCurvature<T>;
  /** ±D·u^{D−1}. */
  readonly #slopes: Vector<T>;

  constructor(model: Model, kernel: Kernel<T>, samples: Samples<T>, depth: number) {
    super(model, kernel, samples);
    this.#depth = depth;
    this.#curvature = new BlockCurvature(kernel, this.rows, 1, 2 * samples.dimension);
    this.#slopes = kernel.vector(2 * samples.dimension);
  }

  /** ± factor·u^exponent for the parameter at `at`: + in u₊, − in u₋. */
  #signedPower(at: number, factor: number, exponent: number): T {
    const { field } = this.kernel;
    let power = field.fromNumber(at < this.samples.dimension ? factor : -factor);
    for (let e = 0; e < exponent; e++) power = field.mul(power, this.theta[at]!);
    return power;
  }

  protected override refresh(): void {
    const { kernel, samples } = this;
    const { field } = kernel;
    const { points, dimension } = samples;
    const depth = this.#depth;
    for (let at = 0; at < 2 * dimension; at++) this.#slopes[at] = this.#signedPower(at, depth, depth - 1);
    for (let i = 0; i < points; i++)
      for (let at = 0; at < 2 * dimension; at++)
        this.rows[i * 2 * dimension + at] = field.mul(
          this.#slopes[at]!,
          this.signedPoints[i * dimension + (at % dimension)]!,
        );
    // Euler: ⟨θ, ∂q⟩ = D·q.
    this.directional(this.theta, this.margins);
    const degree = field.fromNumber(depth);
    for (let i = 0; i < points; i++) this.margins[i] = field.div(this.margins[i]!, degree);
  }

  override curvature(weights: Vector<T>): Curvature<T> {
    const { kernel } = this;
    const { points, dimension } = this.samples;
    const depth = this.#depth;
    const combined = kernel.vector(dimension);
    for (let i = 0; i < points; i++)
      kernel.addScaled(dimension, weights[i]!, this.signedPoints, i * dimension, combined, 0);
    for (let at = 0; at < 2 * dimension; at++)
      this.#curvature.blocks[at] = kernel.field.mul(
        this.#signedPower(at, depth * (depth - 1), depth - 2),
        combined[at % dimension]!,
      );
    return this.#curvature;
  }

  /** u₊u₋ by coordinate for D = 2. */
  override invariants(): Invariants<T> {
    if (this.#depth !== 2) return this.noInvariants();
    const { add, mul } = this.kernel.field;
    const { dimension } = this.samples;
    const values = this.kernel.vector(dimension);
    const scales = this.kernel.vector(dimension);
    for (let j = 0; j < dimension; j++) {
      const plus = this.theta[j]!;
      const minus = this.theta[dimension + j]!;
      values[j] = mul(plus, minus);
      scales[j] = add(mul(plus, plus), mul(minus, minus));
    }
    return { values, scales };
  }
}
