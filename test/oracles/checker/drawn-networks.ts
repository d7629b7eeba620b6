/** Small networks with data that they classify, drawn from grids on which kinks and ties occur. */
import fc from 'fast-check';
import { Rational } from '../../../src/numbers/rational.ts';
import { type Data, least, margins, type Network } from './second-network-checker.ts';

const DIMENSION = 2;
export const fraction = fc
  .tuple(fc.integer({ min: -4, max: 4 }), fc.constantFrom(1n, 2n, 3n, 5n))
  .map(([num, den]) => Rational.of(BigInt(num), den));
export const positive = fraction.map((value) => value.abs().add(Rational.of(1n, 7n)));
export const row = fc.tuple(fraction, fraction);
export const list = <T>(entry: fc.Arbitrary<T>, length: number) =>
  fc.array(entry, { minLength: length, maxLength: length });

/** Networks of windows that share weight vectors, or of whole inputs. */
const networks: fc.Arbitrary<Network> = fc
  .record({ window: fc.constantFrom(1, DIMENSION), vectors: fc.integer({ min: 1, max: 2 }) })
  .chain(({ window, vectors }) =>
    fc.record({
      slope: fc.constantFrom(Rational.ZERO, Rational.of(1n, 3n), Rational.ONE),
      weights: list(list(fraction, window), vectors),
      scales: list(positive, vectors),
      neurons: fc.array(
        fc.record({
          weights: fc.nat(vectors - 1),
          offset: fc.nat(DIMENSION - window),
          output: fraction,
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  );

/** Labels are those that the network gives, so that margins are at least 0. */
export function labelled(x: Data['x'], outputs: readonly Rational[]): Data {
  return { x, y: outputs.map((output) => (output.sign() < 0 ? -1 : 1)) };
}

export const inputs = fc.array(row, { minLength: 1, maxLength: 3 });
export const allPlus = (x: Data['x']): Data => ({ x, y: x.map(() => 1) });

/** A network that classifies its data, at a given least margin where one is given. */
export function classified(level?: Rational) {
  return fc
    .record({ network: networks, x: inputs, multipliers: list(positive, 3) })
    .map(({ network, x, multipliers }) => {
      const data = labelled(x, margins(network, allPlus(x)));
      const reached = least(margins(network, data));
      const factor = level && reached.sign() > 0 ? level.div(reached) : Rational.ONE;
      const neurons = network.neurons.map((neuron) => ({ ...neuron, output: neuron.output.mul(factor) }));
      // Not all points are in the support.
      const lambda = x.map((_, i) => (i === 2 ? Rational.ZERO : multipliers[i]!));
      return { network: { ...network, neurons }, data, lambda, isClassified: reached.sign() > 0 };
    });
}

const TINY = Rational.fromDecimal('1e-40');
/** Text of a little less. */
export const below = (value: Rational) => String(value.sub(TINY));

/** The network with one more neuron, of weights that are all alike. */
export function withNeuron(network: Network, weight: Rational, output: Rational): Network {
  const { weights, scales, neurons } = network;
  return {
    ...network,
    weights: [...weights, weights[0]!.map(() => weight)],
    scales: [...scales, Rational.of(3n, 7n)],
    neurons: [...neurons, { weights: weights.length, offset: 0, output }],
  };
}
