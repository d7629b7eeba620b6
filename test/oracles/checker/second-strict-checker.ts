/**
 * The second-order condition of "strict-local-optimum" a second time: no formula of a derivative, but differences of margins, which are
 * exact where margins are products of two parameters; and no elimination, but Debreu's lemma: A is positive on the null space of H
 * exactly if A + tHᵀH is positive definite for all large t.
 */
import { Rational } from '../../../src/numbers/rational.ts';
import {
  costs,
  type Data,
  determinant,
  least,
  margins,
  type Network,
  preActivation,
  total,
} from './second-network-checker.ts';

/** Far below what moves a pre-activation of the tests across 0. */
const STEP = Rational.of(1n, 2n ** 20n);
/** Far above all ratios of eigenvalues in the tests. */
const LARGE = Rational.of(2n ** 60n);
const HALF = Rational.of(1n, 2n);

/** The network with multiples of STEP added to its parameters: weight vectors one after another, then outputs. */
function moved(network: Network, moves: readonly number[]): Network {
  let at = 0;
  const next = (value: Rational) => value.add(STEP.mul(Rational.of(BigInt(moves[at++]!))));
  const weights = network.weights.map((vector) => vector.map(next));
  return { ...network, weights, neurons: network.neurons.map((k) => ({ ...k, output: next(k.output) })) };
}

type Value = (network: Network) => Rational;
type Move = [parameter: number, times: number];

/** The value after moves of parameters by multiples of STEP. */
function along(network: Network, value: Value, size: number, ...moves: Move[]): Rational {
  const steps = new Array<number>(size).fill(0);
  for (const [parameter, times] of moves) steps[parameter]! += times;
  return value(moved(network, steps));
}

function gradient(network: Network, value: Value, size: number): Rational[] {
  return [...Array(size).keys()].map((a) => {
    const [ahead, behind] = [1, -1].map((times) => along(network, value, size, [a, times]));
    return ahead!.sub(behind!).div(STEP).mul(HALF);
  });
}

function secondDerivatives(network: Network, value: Value, size: number): Rational[][] {
  const here = value(network);
  const steps = [...Array(size).keys()].map((a) => along(network, value, size, [a, 1]).sub(here));
  return steps.map((first, a) =>
    steps.map((second, b) => {
      const both = along(network, value, size, [a, 1], [b, 1]).sub(here);
      return both.sub(first).sub(second).div(STEP).div(STEP);
    }),
  );
}

/** By Sylvester's criterion. */
function isPositiveDefinite(matrix: readonly (readonly Rational[])[]): boolean {
  return matrix.every((_, k) => {
    const corner = matrix.slice(0, k + 1).map((row) => row.slice(0, k + 1));
    return determinant(corner).sign() > 0;
  });
}

/** Every reason for which the certificate is no proof; none if it is one. */
export function flaws(network: Network, data: Data, lambda: readonly Rational[]): string[] {
  const all = margins(network, data);
  const level = least(all);
  const isLeast = all.map((margin) => margin.equals(level));
  const onKink = data.x.map(
    (x) =>
      !network.slope.equals(Rational.ONE) &&
      network.neurons.some((neuron) => preActivation(network, neuron, x).sign() === 0),
  );
  const found: string[] = [];
  if (level.sign() <= 0) found.push('not-feasible');
  if (lambda.some((value, i) => value.sign() !== 0 && !isLeast[i])) found.push('not-complementary');
  if (isLeast.some((isOne, i) => isOne && onKink[i])) found.push('not-on-kink');
  if (found.length > 0) return found;

  const size = network.weights.flat().length + network.neurons.length;
  const lagrangian: Value = (other) => {
    const pulls = margins(other, data).map((margin, i) => margin.mul(lambda[i]!));
    return total(Object.values(costs(other)))
      .mul(HALF)
      .sub(total(pulls));
  };
  if (gradient(network, lagrangian, size).some((value) => value.sign() !== 0)) return ['not-stationary'];
  const held = data.x.flatMap((x, i) => {
    const margin: Value = (other) => margins(other, { x: [x], y: [data.y[i]!] })[0]!;
    return lambda[i]!.sign() === 0 ? [] : [gradient(network, margin, size)];
  });
  const form = secondDerivatives(network, lagrangian, size).map((row, a) =>
    row.map((value, b) => value.add(LARGE.mul(total(held.map((margin) => margin[a]!.mul(margin[b]!)))))),
  );
  return isPositiveDefinite(form) ? [] : ['not-optimal'];
}
