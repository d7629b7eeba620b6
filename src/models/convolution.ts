import { fill, type Kernel, type Vector } from '../linalg/kernel.ts';
import { type Curvature, type Invariants, type Model, type Samples, UnfitModel } from './model.ts';
import { type RowKinks, RowNetwork } from './row-network.ts';

/**
 * f(x) = Σ_j v_j φ(⟨w, x^{(j)}⟩): one filter on the d/patch patches of x, which do not overlap; φ is the identity or
 * the ReLU. Degree 2. θ = (w, v).
 * @throws UnfitModel when patch does not divide the dimension.
 */
export function convolution(patch: number, activation: 'linear' | 'relu', dimension: number): Model {
  const spec = `${activation === 'linear' ? 'convolution' : 'convolution-relu'}:${patch}`;
  if (dimension % patch !== 0)
    throw new UnfitModel(`model "${spec}": expected a dimension that ${patch} divides, found ${dimension}`);
  const model: Model = {
    spec,
    degree: 2,
    dimension,
    parameterCount: patch + dimension / patch,
    weights: [
      { name: 'w', rows: 1, columns: patch },
      { name: 'v', rows: 1, columns: dimension / patch },
    ],
    on: (kernel, samples) => new ConvolutionNetwork(model, kernel, samples, patch, activation),
  };
  return model;
}

class ConvolutionNetwork<T> extends RowNetwork<T> {
  readonly #patch: number;
  readonly #patches: number;

  constructor(
    model: Model,
    kernel: Kernel<T>,
    samples: Samples<T>,
    patch: number,
    activation: 'linear' | 'relu',
  ) {
    const patches = samples.dimension / patch;
    const { dimension } = samples;
    const kinks: RowKinks<T> = {
      neurons: patches,
      alpha: 0,
      blockLength: patch,
      blockAt: () => 0,
      normalAt: (j, i) => i * dimension + j * patch,
    };
    super(model, kernel, samples, activation === 'relu' ? kinks : undefined);
    this.#patch = patch;
    this.#patches = patches;
  }

  /** φ' at ⟨w, x_i^{(j)}⟩. */
  #slopeAt(i: number, j: number): T {
    return this.kinks ? this.slope(j, i) : this.kernel.field.one;
  }

  protected override refresh(): void {
    const { kernel, theta, rows, signedPoints } = this;
    const { points, dimension } = this.samples;
    const { mul, zero } = kernel.field;
    const size = this.model.parameterCount;
    const patch = this.#patch;
    fill(rows, zero);
    for (let i = 0; i < points; i++) {
      for (let j = 0; j < this.#patches; j++) {
        const from = i * dimension + j * patch;
        if (this.kinks)
          this.preActivations[j * points + i] = kernel.dot(patch, theta, 0, this.samples.x, from);
        const slope = this.#slopeAt(i, j);
        rows[i * size + patch + j] = mul(slope, kernel.dot(patch, theta, 0, signedPoints, from));
        kernel.addScaled(patch, mul(theta[patch + j]!, slope), signedPoints, from, rows, i * size);
      }
      this.margins[i] = kernel.dot(this.#patches, rows, i * size + patch, theta, patch);
    }
  }

  /** v_j weights_i y_i. */
  protected override signals(weights: Vector<T>, out: Vector<T>): void {
    const { mul } = this.kernel.field;
    const { points, y } = this.samples;
    for (let j = 0; j < this.#patches; j++)
      for (let i = 0; i < points; i++)
        out[j * points + i] = mul(this.theta[this.#patch + j]!, mul(weights[i]!, y[i]!));
  }

  /** B couples v_j and w through M_j = Σ_i c_i y_i φ' x_i^{(j)}. */
  override curvature(weights: Vector<T>): Curvature<T> {
    const { kernel, signedPoints } = this;
    const { points, dimension } = this.samples;
    const patch = this.#patch;
    const coupling = kernel.vector(dimension);
    for (let i = 0; i < points; i++)
      for (let j = 0; j < this.#patches; j++) {
        const factor = kernel.field.mul(weights[i]!, this.#slopeAt(i, j));
        kernel.addScaled(patch, factor, signedPoints, i * dimension + j * patch, coupling, j * patch);
      }
    return {
      times: (v, out) => {
        fill(out, kernel.field.zero);
        for (let j = 0; j < this.#patches; j++) {
          kernel.addScaled(patch, v[patch + j]!, coupling, j * patch, out, 0);
          out[patch + j] = kernel.dot(patch, coupling, j * patch, v, 0);
        }
      },
    };
  }

  /** ‖w‖² − ‖v‖². */
  override invariants(): Invariants<T> {
    const { kernel, theta } = this;
    const patch = this.#patch;
    const filter = kernel.dot(patch, theta, 0, theta, 0);
    const outer = kernel.dot(this.#patches, theta, patch, theta, patch);
    return { values: [kernel.field.sub(filter, outer)], scales: [kernel.field.add(filter, outer)] };
  }
}
