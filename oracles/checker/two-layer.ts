/** Kind "two-layer-margin": V* of all two-layer nets of any width lies in [lower, upper]. See FORMAT.md. */
import { Rational } from '../../src/numbers/rational.ts';
import { dot, type Points, readPoints } from './points.ts';
import type { Check, Entry } from './reading.ts';
import { readSlope } from './slope.ts';
import { BoundProof } from './two-layer-bound.ts';
import { checkTree } from './two-layer-tree.ts';

export const checkTwoLayer: Check = ({ claim, data, solution, derivation }) => {
  const { alpha, lower, upper } = claim.fields('kind', 'alpha', 'lower', 'upper');
  const slope = readSlope(alpha);
  const points = readPoints(data);

  const proved = upperBound(solution.fields('neurons').neurons, slope, points);
  const { denominator, multipliers, radii, positive, negative } = derivation.fields(
    'denominator',
    'multipliers',
    'radii',
    'positive',
    'negative',
  );
  const proof = new BoundProof(points, slope, denominator, multipliers, radii);
  checkTree(positive, proof, 1n);
  checkTree(negative, proof, -1n);
  if (!lower.rational().equals(proof.total))
    lower.reject('wrong-value', 'expected the sum of the multipliers');
  if (!upper.rational().equals(proved))
    upper.reject('wrong-value', 'expected the sum of the norms over the least margin of the net');
};

/**
 * Σ norm_k / min_i y_i f(x_i) of the net f(x) = Σ sign_k φ(⟨weights_k,x⟩): scaled to least margin 1 it is
 * feasible, so V* is at most this.
 */
function upperBound(neurons: Entry, slope: Rational, points: Points): Rational {
  const dimension = points.x[0]!.length;
  let normSum = 0n;
  const margins = points.x.map(() => 0n);
  for (const neuron of neurons.list(1)) {
    const { sign, weights, norm } = neuron.fields('sign', 'weights', 'norm');
    const outer = sign.integer(-1, 1);
    if (outer === 0) sign.reject('out-of-range', 'expected a sign 1 or -1, found 0');
    const w = weights.list(dimension, dimension).map((weight) => weight.bigint());
    const bound = norm.bigint();
    if (bound < 0n || bound * bound < dot(w, w))
      norm.reject('wrong-value', 'expected at least the Euclidean norm of the weights');
    normSum += bound;
    points.x.forEach((x, i) => {
      const z = dot(x, w);
      margins[i]! += points.y[i]! * BigInt(outer) * z * (z < 0n ? slope.num : slope.den);
    });
  }
  let least = margins[0]!;
  for (const margin of margins) if (margin < least) least = margin;
  if (least <= 0n) neurons.reject('not-feasible', 'expected a net that classifies every point');
  return Rational.of(normSum * slope.den * points.denominator, least);
}
