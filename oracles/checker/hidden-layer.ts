/** Networks of one hidden layer, read from a certificate and evaluated exactly. See FORMAT.md, "Networks". */
import { Rational } from '../../src/numbers/rational.ts';
import { dot, type Points, type Scaled, toScaled } from './points.ts';
import type { Entry } from './reading.ts';
import { readSlope } from './slope.ts';

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

/** z_k(x_i) of every neuron k at every point i, over the denominators of weights and points. */
export function preActivations({ weights, neurons }: HiddenLayer, points: Points): bigint[][] {
  return neurons.map(({ weights: s, offset }) =>
    points.x.map((row) => dot(weights.rows[s]!, row.slice(offset))),
  );
}

/** q_i = y_i f(x_i). */
export function margins(
  { slope, weights, outputs }: HiddenLayer,
  points: Points,
  z: readonly (readonly bigint[])[],
): Scaled {
  const numerators = points.y.map((label, i) => {
    const value = outputs.numerators.reduce((sum, output, k) => {
      const argument = z[k]![i]!;
      return sum + output * argument * (argument > 0n ? slope.den : slope.num);
    }, 0n);
    return label * value;
  });
  return {
    numerators,
    denominator: outputs.denominator * slope.den * weights.denominator * points.denominator,
  };
}

/** y_iσ_ki of every neuron k at every point i. */
export interface SignedSlopes {
  readonly rows: readonly (readonly bigint[])[];
  readonly denominator: bigint;
}

/** σ_ki is 1 or α as the pre-activation is positive or negative; 0 takes what is listed for the pair, or α. */
export function readSignedSlopes(
  place: Entry,
  { slope: alpha }: HiddenLayer,
  points: Points,
  z: readonly (readonly bigint[])[],
): SignedSlopes {
  const listed = place.list(0).map((item) => {
    const { point, neuron, slope } = item.fields('point', 'neuron', 'slope');
    const k = neuron.integer(0, z.length - 1);
    const i = point.integer(0, points.y.length - 1);
    if (z[k]![i] !== 0n) item.reject('not-on-kink', `expected neuron ${k} to vanish at point ${i}`);
    const value = readSlope(slope);
    if (value.compare(alpha) < 0)
      slope.reject('out-of-range', 'expected a slope of at least that of the negative side');
    return { k, i, value };
  });
  const values = toScaled([alpha, Rational.ONE, ...listed.map(({ value }) => value)], place);
  const [low, high, ...others] = values.numerators as [bigint, bigint, ...bigint[]];
  const rows = z.map((row) => row.map((value, i) => points.y[i]! * (value > 0n ? high : low)));
  listed.forEach(({ k, i }, index) => {
    rows[k]![i] = points.y[i]! * others[index]!;
  });
  return { rows, denominator: values.denominator };
}
