/** Kind "optimum": no feasible parameters nearby, or none at all, cost less. See FORMAT.md. */
import { Rational } from '../../src/numbers/rational.ts';
import {
  type HiddenLayer,
  margins,
  preActivations,
  readHiddenLayer,
  readSignedSlopes,
  type SignedSlopes,
} from './hidden-layer.ts';
import { type Layer, normSquared, readLayer } from './layer.ts';
import { type Points, readPoints, type Scaled, toScaled } from './points.ts';
import type { Check, Entry } from './reading.ts';
import { isContraction } from './semidefinite.ts';

/** Most activation patterns that are gone through for one weight vector, as a power of two. */
const MAX_FREE_PAIRS = 12;

const HALF = Rational.of(1n, 2n);

export const checkOptimum: Check = ({ claim, data, solution, derivation }) => {
  const { scope, layer, relativeGap } = claim.fields('kind', 'scope', 'layer', 'relativeGap');
  const gap = optimalityGap(readScope(scope), readLayer(layer), data, solution, derivation);
  if (gap.compare(relativeGap.rational()) > 0)
    relativeGap.reject('not-optimal', 'expected a larger gap between the cost and its lower bound');
};

/** Parameters near those of the network, or all there are. */
export type Scope = 'local' | 'global';

function readScope(place: Entry): Scope {
  const scope = place.text();
  if (scope !== 'local' && scope !== 'global') place.reject('out-of-range', 'expected "local" or "global"');
  return scope;
}

/**
 * (cost − lower bound)/cost of a network, for the cost ½‖θ‖² of a layer under the constraint that no margin is below its least one. With
 * u_k = Σ λ_i y_i σ_ki x_i, all feasible θ in scope have level·Σλ_i ≤ Σ λ_i q_i(θ) = Σ_k a_k⟨u_k, w_k⟩, and the right-hand side is bounded
 * in terms of the cost of θ, for every activation pattern that occurs in scope.
 */
export function optimalityGap(
  scope: Scope,
  layer: Layer,
  data: Entry,
  solution: Entry,
  derivation: Entry,
): Rational {
  const points = readPoints(data);
  const network = readHiddenLayer(solution, points.x[0]!.length);
  const { multipliers, slopes } = derivation.fields('multipliers', 'slopes');
  const lambda = toScaled(
    multipliers.list(points.y.length, points.y.length).map((entry) => entry.multiplier()),
    multipliers,
  );
  const z = preActivations(network, points);
  const signedSlopes = readSignedSlopes(slopes, network, points, z);
  const concave = readConcavePairs(slopes, scope, network, points);
  const { numerators, denominator } = margins(network, points, z);
  let level = numerators[0]!;
  for (const margin of numerators) if (margin < level) level = margin;
  if (level <= 0n) solution.reject('not-feasible', 'expected a positive margin at every point');
  const sum = lambda.numerators.reduce((total, value) => total + value, 0n);
  const supported = Rational.of(level * sum, denominator * lambda.denominator);
  const excess =
    layer === 'outputs'
      ? outputPulls(network, points, lambda, z)
      : weightPulls(scope, layer, network, points, lambda, z, signedSlopes, concave, derivation);
  const cost = normSquared(network, layer).mul(HALF);
  return cost.sub(supported.sub(excess.mul(HALF))).div(cost);
}

/**
 * The pairs with a slope in the certificate. There y_i·output_k < 0, so that near the network y_i a_k φ is concave and lies below its
 * tangent of that slope, whatever the pattern.
 */
function readConcavePairs(
  place: Entry,
  scope: Scope,
  { outputs }: HiddenLayer,
  points: Points,
): ReadonlySet<string> {
  return new Set(
    place.list(0, scope === 'global' ? 0 : undefined).map((item) => {
      const { point, neuron } = item.fields('point', 'neuron', 'slope');
      const [i, k] = [
        point.integer(0, points.y.length - 1),
        neuron.integer(0, outputs.numerators.length - 1),
      ];
      if (points.y[i]! * outputs.numerators[k]! >= 0n)
        item.reject('not-concave', `expected neuron ${k} to work against the label of point ${i}`);
      return `${k},${i}`;
    }),
  );
}

/** Σ b_k², b_k = Σ λ_i y_i φ(z_ki)/√ρ: with weights held, Σ λ_i q_i = ⟨a, b⟩ ≤ ½‖a‖² + ½‖b‖². */
function outputPulls(
  { slope, weights, scales, neurons }: HiddenLayer,
  points: Points,
  lambda: Scaled,
  z: readonly (readonly bigint[])[],
): Rational {
  const denominator = lambda.denominator * slope.den * weights.denominator * points.denominator;
  return neurons.reduce((total, { weights: s }, k) => {
    const pull = z[k]!.reduce((sum, value, i) => {
      const active = value * (value > 0n ? slope.den : slope.num);
      return sum + lambda.numerators[i]! * points.y[i]! * active;
    }, 0n);
    const scale = Rational.of(scales.numerators[s]!, scales.denominator);
    return total.add(Rational.of(pull * pull, denominator * denominator).div(scale));
  }, Rational.ZERO);
}

/**
 * With outputs held, Σ λ_i q_i = Σ_s ⟨w_s, g_s⟩ ≤ ½‖w‖² + ½Σ‖g_s‖², g_s = Σ_k a_k u_k over the neurons of s: returns Σ max ‖g_s‖².
 * With both layers free it is Σ_s a_sᵀU_s w_s ≤ ½‖a‖² + ½‖w‖² when no U_s (rows u_k) lengthens a vector: returns 0.
 */
function weightPulls(
  scope: Scope,
  layer: 'all' | 'weights',
  network: HiddenLayer,
  points: Points,
  lambda: Scaled,
  z: readonly (readonly bigint[])[],
  signedSlopes: SignedSlopes,
  concave: ReadonlySet<string>,
  place: Entry,
): Rational {
  const { slope, weights, outputs, scales, neurons } = network;
  const denominator = lambda.denominator * signedSlopes.denominator * points.denominator;
  const [high, low] = [signedSlopes.denominator, (signedSlopes.denominator * slope.num) / slope.den];
  const isFree = (k: number, i: number): boolean =>
    lambda.numerators[i] !== 0n &&
    slope.num !== slope.den &&
    (scope === 'global' || z[k]![i] === 0n) &&
    !concave.has(`${k},${i}`);
  return weights.rows.reduce((total, row, s) => {
    const members = [...neurons.keys()].filter((k) => neurons[k]!.weights === s);
    const free = members.flatMap((k) => points.y.flatMap((_, i) => (isFree(k, i) ? [{ k, i }] : [])));
    if (free.length > MAX_FREE_PAIRS)
      place.reject('too-large', `expected at most ${MAX_FREE_PAIRS} undecided pairs, found ${free.length}`);
    let most = Rational.ZERO;
    for (let pattern = 0; pattern < 2 ** free.length; pattern++) {
      const positive = new Set(free.filter((_, bit) => (pattern >> bit) & 1).map(({ k, i }) => `${k},${i}`));
      const pulls = members.map((k) => {
        const pull = row.map(() => 0n);
        points.y.forEach((label, i) => {
          const signed = isFree(k, i)
            ? label * (positive.has(`${k},${i}`) ? high : low)
            : signedSlopes.rows[k]![i]!;
          const weight = lambda.numerators[i]! * signed;
          const { offset } = neurons[k]!;
          for (let j = 0; j < pull.length; j++) pull[j]! += weight * points.x[i]![offset + j]!;
        });
        return pull;
      });
      if (layer === 'all') {
        if (!isContraction(pulls, denominator))
          place.reject('not-optimal', `expected no pull above 1 in any pattern of weight vector ${s}`);
        continue;
      }
      const joint = row.map((_, j) =>
        pulls.reduce((sum, pull, index) => sum + pull[j]! * outputs.numerators[members[index]!]!, 0n),
      );
      const square = joint.reduce((sum, value) => sum + value * value, 0n);
      const length = Rational.of(square, (denominator * outputs.denominator) ** 2n);
      if (length.compare(most) > 0) most = length;
    }
    return total.add(most.mul(Rational.of(scales.numerators[s]!, scales.denominator)));
  }, Rational.ZERO);
}
