/** Networks of one hidden layer, read from a certificate and evaluated exactly. See FORMAT.md, "Networks". */
import type { Rational } from '../../src/numbers/rational.ts';
import { type Scaled, toScaled } from './points.ts';
import type { Entry } from './reading.ts';
import { readSlope } from './two-layer.ts';

/** Which weight vector a neuron uses, and where its window of the input starts. */
export interface Neuron {
  readonly weights: number;
  readonly offset: number;
}

/**
 * f(x) = Σ_k a_k φ(⟨w_s, x[o … o+p)⟩) with s, o of neuron k, φ(z) = max(z, αz). Parameters are kept as
 * w_s = v_s/√ρ_s and a_k = √ρ_s·output_k, so that outputs, margins and ‖θ‖² are rational where √ρ is not.
 * All v_s share one denominator, so do all outputs and all ρ_s.
 */
export interface HiddenLayer {
  /** α. */
  readonly slope: Rational;
  readonly weights: { readonly rows: readonly (readonly bigint[])[]; readonly denominator: bigint };
  readonly outputs: Scaled;
  readonly scales: Scaled;
  readonly neurons: readonly Neuron[];
}

/** Reads `{slope, weights, scales, neurons}` for inputs of the given dimension. */
export function readHiddenLayer(place: Entry, dimension: number): HiddenLayer {
  const fields = place.fields('slope', 'weights', 'scales', 'neurons');
  const slope = readSlope(fields.slope);
  const vectors = fields.weights
    .list(1)
    .map((vector) => vector.list(1, dimension).map((weight) => weight.fraction()));
  const flat = toScaled(vectors.flat(), fields.weights);
  const numerators = flat.numerators.values();
  const rows = vectors.map((vector) => vector.map(() => numerators.next().value!));
  const scales = fields.scales.list(rows.length, rows.length).map((scale) => {
    const value = scale.fraction();
    if (value.num <= 0n) scale.reject('out-of-range', 'expected a scale above 0');
    return value;
  });
  const neurons = fields.neurons.list(1).map((neuron) => {
    const { weights, offset, output } = neuron.fields('weights', 'offset', 'output');
    const used = weights.integer(0, rows.length - 1);
    return {
      weights: used,
      offset: offset.integer(0, dimension - rows[used]!.length),
      output: output.fraction(),
    };
  });
  return {
    slope,
    weights: { rows, denominator: flat.denominator },
    outputs: toScaled(
      neurons.map(({ output }) => output),
      fields.neurons,
    ),
    scales: toScaled(scales, fields.scales),
    neurons,
  };
}
