/** Kind "kkt": a network is an (ε,δ)-KKT point of: minimise ½‖θ‖² subject to all margins ≥ 1. See FORMAT.md. */
import { Rational } from '../../src/numbers/rational.ts';
import { type HiddenLayer, readHiddenLayer } from './hidden-layer.ts';
import { dot, type Points, readPoints, type Scaled, toScaled } from './points.ts';
import type { Check, Entry } from './reading.ts';
import { readSlope } from './two-layer.ts';

export const checkKkt: Check = ({ claim, data, solution, derivation }) => {
  const bounds = claim.fields('kind', 'epsilonSquared', 'delta');
  const epsilonSquared = bounds.epsilonSquared.rational();
  const delta = bounds.delta.rational();
  const points = readPoints(data);
  const network = readHiddenLayer(solution, points.x[0]!.length);
  const { multipliers, slopes } = derivation.fields('multipliers', 'slopes');
  const lambda = toScaled(
    multipliers.list(points.y.length, points.y.length).map((entry) => entry.multiplier()),
    multipliers,
  );
  const activity = readActivity(slopes, network, points);

  const { numerators, denominator } = margins(network, activity);
  numerators.forEach((margin, i) => {
    const excess = margin - denominator;
    if (excess < 0n) solution.reject('not-feasible', `expected a margin of at least 1 at point ${i}`);
    const product = lambda.numerators[i]! * excess * delta.den;
    if (product > delta.num * lambda.denominator * denominator)
      bounds.delta.reject('not-complementary', `expected a larger bound, found more at point ${i}`);
  });
  if (residualSquared(network, points, lambda, activity).compare(epsilonSquared) > 0)
    bounds.epsilonSquared.reject('not-stationary', 'expected a larger bound on the squared residual');
};

/** What every neuron k does at every point i, signed by the label: y_iσ_ki and y_iσ_ki⟨v, window of x_i⟩. */
interface Activity {
  readonly signedSlopes: readonly (readonly bigint[])[];
  readonly slopeDenominator: bigint;
  readonly hidden: readonly (readonly bigint[])[];
  readonly hiddenDenominator: bigint;
}

/** σ_ki is 1 or α as the pre-activation is positive or negative; 0 takes what is listed for the pair, or α. */
function readActivity(place: Entry, network: HiddenLayer, points: Points): Activity {
  const { weights, neurons } = network;
  const z = neurons.map((neuron) => {
    const vector = weights.rows[neuron.weights]!;
    return points.x.map((row) => dot(vector, row.slice(neuron.offset)));
  });
  const listed = place.list(0).map((item) => {
    const { point, neuron, slope } = item.fields('point', 'neuron', 'slope');
    const k = neuron.integer(0, z.length - 1);
    const i = point.integer(0, z[k]!.length - 1);
    if (z[k]![i] !== 0n) item.reject('not-on-kink', `expected neuron ${k} to vanish at point ${i}`);
    const value = readSlope(slope);
    if (value.compare(network.slope) < 0)
      slope.reject('out-of-range', 'expected a slope of at least that of the negative side');
    return { k, i, value };
  });
  const values = toScaled([network.slope, Rational.ONE, ...listed.map(({ value }) => value)], place);
  const [alpha, one, ...others] = values.numerators as [bigint, bigint, ...bigint[]];
  const slopes = z.map((row) => row.map((value) => (value > 0n ? one : alpha)));
  listed.forEach(({ k, i }, index) => {
    slopes[k]![i] = others[index]!;
  });
  const signedSlopes = slopes.map((row) => row.map((value, i) => points.y[i]! * value));
  return {
    signedSlopes,
    slopeDenominator: values.denominator,
    hidden: signedSlopes.map((row, k) => row.map((value, i) => value * z[k]![i]!)),
    hiddenDenominator: values.denominator * weights.denominator * points.denominator,
  };
}

/** q_i = y_i f(x_i), whatever the slopes on kinks. */
function margins({ outputs }: HiddenLayer, { hidden, hiddenDenominator }: Activity): Scaled {
  const numerators = hidden[0]!.map((_, i) =>
    outputs.numerators.reduce((sum, output, k) => sum + output * hidden[k]![i]!, 0n),
  );
  return { numerators, denominator: outputs.denominator * hiddenDenominator };
}

/**
 * ‖θ − Σ λ_i h_i‖², where h_i is the gradient of q_i with slopes σ: the sum of
 * ‖v_s − ρ_s Σ_{i,k} λ_i y_i output_k σ_ki x_i‖²/ρ_s over weight vectors and
 * (ρ_s output_k − Σ_i λ_i y_i σ_ki⟨v_s,x_i⟩)²/ρ_s over neurons. Both brackets are put over `common`.
 */
function residualSquared(
  { weights, outputs, scales, neurons }: HiddenLayer,
  points: Points,
  lambda: Scaled,
  { signedSlopes, slopeDenominator, hidden, hiddenDenominator }: Activity,
): Rational {
  const common = scales.denominator * outputs.denominator * lambda.denominator * hiddenDenominator;
  const pullDenominator =
    outputs.denominator * lambda.denominator * slopeDenominator * points.denominator * scales.denominator;
  const pulls = weights.rows.map((row) => row.map(() => 0n));
  const squares = weights.rows.map(() => 0n);
  neurons.forEach(({ weights: s, offset }, k) => {
    const output = outputs.numerators[k]!;
    const scale = scales.numerators[s]!;
    const outputPull = dot(lambda.numerators, hidden[k]!);
    const difference =
      scale * output * lambda.denominator * hiddenDenominator -
      outputPull * scales.denominator * outputs.denominator;
    squares[s]! += difference * difference;
    const pull = pulls[s]!;
    lambda.numerators.forEach((value, i) => {
      const coefficient = scale * output * value * signedSlopes[k]![i]!;
      if (coefficient === 0n) return;
      for (let j = 0; j < pull.length; j++) pull[j]! += coefficient * points.x[i]![offset + j]!;
    });
  });
  return weights.rows.reduce((total, row, s) => {
    row.forEach((value, j) => {
      const difference = value * pullDenominator - pulls[s]![j]! * weights.denominator;
      squares[s]! += difference * difference;
    });
    const scale = Rational.of(scales.numerators[s]!, scales.denominator);
    return total.add(Rational.of(squares[s]!, common * common).div(scale));
  }, Rational.ZERO);
}
