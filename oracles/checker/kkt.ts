/** Kind "kkt": a network is an (ε,δ)-KKT point of: minimise ½‖θ‖² subject to all margins ≥ 1. See FORMAT.md. */
import { Rational } from '../../src/numbers/rational.ts';
import {
  type HiddenLayer,
  margins,
  preActivations,
  readHiddenLayer,
  readSignedSlopes,
  type SignedSlopes,
} from './hidden-layer.ts';
import { type Points, readPoints, type Scaled, toScaled } from './points.ts';
import type { Check, Entry } from './reading.ts';

export const checkKkt: Check = ({ claim, data, solution, derivation }) => {
  const bounds = claim.fields('kind', 'epsilonSquared', 'delta');
  const epsilonSquared = bounds.epsilonSquared.rational();
  const delta = bounds.delta.rational();
  const measured = evaluateKkt(data, solution, derivation);
  if (measured.delta.compare(delta) > 0)
    bounds.delta.reject('not-complementary', 'expected a larger bound on multiplier times excess');
  if (measured.epsilonSquared.compare(epsilonSquared) > 0)
    bounds.epsilonSquared.reject('not-stationary', 'expected a larger bound on the squared residual');
};

/** The least ε² and δ that the multipliers and slopes of a certificate prove. @throws Rejection when a margin is below 1. */
export function evaluateKkt(
  data: Entry,
  solution: Entry,
  derivation: Entry,
): { epsilonSquared: Rational; delta: Rational } {
  const points = readPoints(data);
  const network = readHiddenLayer(solution, points.x[0]!.length);
  const { multipliers, slopes } = derivation.fields('multipliers', 'slopes');
  const lambda = toScaled(
    multipliers.list(points.y.length, points.y.length).map((entry) => entry.multiplier()),
    multipliers,
  );
  const z = preActivations(network, points);
  const signedSlopes = readSignedSlopes(slopes, network, points, z);
  const { numerators, denominator } = margins(network, points, z);
  let delta = 0n;
  numerators.forEach((margin, i) => {
    const excess = margin - denominator;
    if (excess < 0n) solution.reject('not-feasible', `expected a margin of at least 1 at point ${i}`);
    const product = lambda.numerators[i]! * excess;
    if (product > delta) delta = product;
  });
  return {
    epsilonSquared: residualSquared(network, points, lambda, signedSlopes, z),
    delta: Rational.of(delta, lambda.denominator * denominator),
  };
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
  signedSlopes: SignedSlopes,
  z: readonly (readonly bigint[])[],
): Rational {
  const hiddenDenominator = signedSlopes.denominator * weights.denominator * points.denominator;
  const common = scales.denominator * outputs.denominator * lambda.denominator * hiddenDenominator;
  const pullDenominator =
    outputs.denominator *
    lambda.denominator *
    signedSlopes.denominator *
    points.denominator *
    scales.denominator;
  const pulls = weights.rows.map((row) => row.map(() => 0n));
  const squares = weights.rows.map(() => 0n);
  neurons.forEach(({ weights: s, offset }, k) => {
    const output = outputs.numerators[k]!;
    const scale = scales.numerators[s]!;
    const slopes = signedSlopes.rows[k]!;
    const outputPull = lambda.numerators.reduce((sum, value, i) => sum + value * slopes[i]! * z[k]![i]!, 0n);
    const difference =
      scale * output * lambda.denominator * hiddenDenominator -
      outputPull * scales.denominator * outputs.denominator;
    squares[s]! += difference * difference;
    const pull = pulls[s]!;
    lambda.numerators.forEach((value, i) => {
      const coefficient = scale * output * value * slopes[i]!;
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
