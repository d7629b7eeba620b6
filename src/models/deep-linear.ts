import { fill, type Kernel, type Vector } from '../linalg/kernel.ts';
import type { Curvature, Invariants, Model, Samples } from './model.ts';
import { RowNetwork } from './row-network.ts';
import { countParameters } from './weights.ts';

/**
 * f(x) = W_L ⋯ W_2 W_1 x with hidden layers of the given widths (L − 1 of them, L ≥ 2). Degree L.
 * θ = (W_1, …, W_L), each row-major, outputs × inputs.
 */
export function deepLinear(widths: readonly number[], dimension: number): Model {
  const sizes = [dimension, ...widths, 1];
  const uniform = widths.every((width) => width === widths[0]);
  const weights = sizes.slice(1).map((rows, l) => ({ name: `W${l + 1}`, rows, columns: sizes[l]! }));
  const model: Model = {
    spec: `deep-linear:${uniform ? `${widths[0]}x${widths.length + 1}` : widths.join(',')}`,
    degree: widths.length + 1,
    dimension,
    parameterCount: countParameters(weights),
    weights,
    on: (kernel, samples) => new DeepLinearNetwork(model, kernel, samples, sizes),
  };
  return model;
}

class DeepLinearNetwork<T> extends RowNetwork<T> {
  /** Widths of the layers from the input (d) to the output (1). */
  readonly #sizes: readonly number[];
  /** Where W_l begins in θ. */
  readonly #offsets: readonly number[];
  readonly #layers: number;

  constructor(model: Model, kernel: Kernel<T>, samples: Samples<T>, sizes: readonly number[]) {
    super(model, kernel, samples);
    this.#sizes = sizes;
    this.#layers = sizes.length - 1;
    const offsets = [0];
    for (let l = 0; l < this.#layers; l++) offsets.push(offsets[l]! + sizes[l]! * sizes[l + 1]!);
    this.#offsets = offsets;
  }

  /** out = M_l v with M_l the l-th matrix of `matrices`. */
  #forward(matrices: Vector<T>, l: number, v: Vector<T>, out: Vector<T>): void {
    const inputs = this.#sizes[l]!;
    for (let r = 0; r < this.#sizes[l + 1]!; r++)
      out[r] = this.kernel.field.add(
        out[r]!,
        this.kernel.dot(inputs, matrices, this.#offsets[l]! + r * inputs, v, 0),
      );
  }

  /** out += M_lᵀ v. */
  #backward(matrices: Vector<T>, l: number, v: Vector<T>, out: Vector<T>): void {
    const inputs = this.#sizes[l]!;
    for (let r = 0; r < this.#sizes[l + 1]!; r++)
      this.kernel.addScaled(inputs, v[r]!, matrices, this.#offsets[l]! + r * inputs, out, 0);
  }

  #activations(): Vector<T>[] {
    return this.#sizes.map((size) => this.kernel.vector(size));
  }

  /** W_{l−1} ⋯ W_1 x for each l, starting from x itself. */
  #forwards(x: Vector<T>, xAt: number): Vector<T>[] {
    const values = this.#activations();
    for (let j = 0; j < this.#sizes[0]!; j++) values[0]![j] = x[xAt + j]!;
    for (let l = 0; l < this.#layers; l++) this.#forward(this.theta, l, values[l]!, values[l + 1]!);
    return values;
  }

  /** (W_L ⋯ W_{l+1})ᵀ for each l, ending with 1. */
  #backwards(): Vector<T>[] {
    const values = this.#activations();
    values[this.#layers]![0] = this.kernel.field.one;
    for (let l = this.#layers - 1; l >= 0; l--) this.#backward(this.theta, l, values[l + 1]!, values[l]!);
    return values;
  }

  /** Adds b aᵀ to the l-th matrix of out, which starts at outAt. */
  #addOuter(l: number, b: Vector<T>, a: Vector<T>, out: Vector<T>, outAt: number): void {
    const inputs = this.#sizes[l]!;
    for (let r = 0; r < this.#sizes[l + 1]!; r++)
      this.kernel.addScaled(inputs, b[r]!, a, 0, out, outAt + this.#offsets[l]! + r * inputs);
  }

  protected override refresh(): void {
    const { points, dimension } = this.samples;
    const size = this.model.parameterCount;
    const back = this.#backwards();
    fill(this.rows, this.kernel.field.zero);
    for (let i = 0; i < points; i++) {
      const ahead = this.#forwards(this.signedPoints, i * dimension);
      this.margins[i] = ahead[this.#layers]![0]!;
      for (let l = 0; l < this.#layers; l++) this.#addOuter(l, back[l + 1]!, ahead[l]!, this.rows, i * size);
    }
  }

  /** The curvature of θ ↦ W_L ⋯ W_1 v, v = Σ c_i y_i x_i, by the tangents of the two passes. */
  override curvature(weights: Vector<T>): Curvature<T> {
    const { points, dimension } = this.samples;
    const combined = this.kernel.vector(dimension);
    for (let i = 0; i < points; i++)
      this.kernel.addScaled(dimension, weights[i]!, this.signedPoints, i * dimension, combined, 0);
    const ahead = this.#forwards(combined, 0);
    const back = this.#backwards();
    return {
      times: (v, out) => {
        fill(out, this.kernel.field.zero);
        const aheadTangent = this.#activations();
        const backTangent = this.#activations();
        for (let l = 0; l < this.#layers; l++) {
          this.#forward(v, l, ahead[l]!, aheadTangent[l + 1]!);
          this.#forward(this.theta, l, aheadTangent[l]!, aheadTangent[l + 1]!);
        }
        for (let l = this.#layers - 1; l >= 0; l--) {
          this.#backward(v, l, back[l + 1]!, backTangent[l]!);
          this.#backward(this.theta, l, backTangent[l + 1]!, backTangent[l]!);
        }
        for (let l = 0; l < this.#layers; l++) {
          this.#addOuter(l, backTangent[l + 1]!, ahead[l]!, out, 0);
          this.#addOuter(l, back[l + 1]!, aheadTangent[l]!, out, 0);
        }
      },
    };
  }

  /** The entries on and above the diagonal of W_{l+1}ᵀW_{l+1} − W_l W_lᵀ for each l < L. */
  override invariants(): Invariants<T> {
    const { kernel, theta } = this;
    const { add, sub, mul, zero } = kernel.field;
    const values: T[] = [];
    const scales: T[] = [];
    for (let l = 0; l + 1 < this.#layers; l++) {
      const inputs = this.#sizes[l]!;
      const width = this.#sizes[l + 1]!;
      const outputs = this.#sizes[l + 2]!;
      const outer = this.#offsets[l + 1]!;
      const first = this.#offsets[l]!;
      const above = (r: number, c: number): T => {
        let sum: T = zero;
        for (let k = 0; k < outputs; k++)
          sum = add(sum, mul(theta[outer + k * width + r]!, theta[outer + k * width + c]!));
        return sum;
      };
      const below = (r: number, c: number): T =>
        kernel.dot(inputs, theta, first + r * inputs, theta, first + c * inputs);
      let scale: T = zero;
      for (let r = 0; r < width; r++) scale = add(scale, add(above(r, r), below(r, r)));
      for (let r = 0; r < width; r++)
        for (let c = r; c < width; c++) {
          values.push(sub(above(r, c), below(r, c)));
          scales.push(scale);
        }
    }
    return { values, scales };
  }
}
