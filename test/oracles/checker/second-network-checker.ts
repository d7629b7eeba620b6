/**
 * The quantities that certificates of networks are about, a second time, from FORMAT.md: plain sums of rationals, no common
 * denominators, and sums over neurons where the first checker shares weight vectors.
 */
import { Rational } from '../../../src/numbers/rational.ts';

export interface Neuron {
  readonly weights: number;
  readonly offset: number;
  readonly output: Rational;
}

/** f(x) = Σ_k output_k φ(⟨v_s, x[o …]⟩), with w_s = v_s/√ρ_s and a_k = √ρ_s·output_k. */
export interface Network {
  readonly slope: Rational;
  readonly weights: readonly (readonly Rational[])[];
  readonly scales: readonly Rational[];
  readonly neurons: readonly Neuron[];
}

export interface Data {
  readonly x: readonly (readonly Rational[])[];
  readonly y: readonly (1 | -1)[];
}

export const total = (values: readonly Rational[]) =>
  values.reduce((sum, value) => sum.add(value), Rational.ZERO);
const square = (value: Rational) => value.mul(value);
const signed = (y: 1 | -1, value: Rational) => (y === 1 ? value : value.neg());
export const least = (values: readonly Rational[]) => values.reduce((a, b) => (a.compare(b) < 0 ? a : b));
const most = (values: readonly Rational[]) => values.reduce((a, b) => (a.compare(b) > 0 ? a : b));

export function preActivation({ weights }: Network, neuron: Neuron, x: readonly Rational[]): Rational {
  return total(weights[neuron.weights]!.map((value, j) => value.mul(x[neuron.offset + j]!)));
}

/** φ' where it has one; what `onKink` says elsewhere. */
function slopeAt(network: Network, k: number, x: readonly Rational[], onKink: Rational): Rational {
  const sign = preActivation(network, network.neurons[k]!, x).sign();
  return sign > 0 ? Rational.ONE : sign < 0 ? network.slope : onKink;
}

export function margins(network: Network, { x, y }: Data): Rational[] {
  return x.map((row, i) => {
    const outputs = network.neurons.map((neuron, k) =>
      neuron.output.mul(slopeAt(network, k, row, network.slope)).mul(preActivation(network, neuron, row)),
    );
    return signed(y[i]!, total(outputs));
  });
}

/** ‖w‖² and ‖a‖². */
export function costs({ weights, scales, neurons }: Network): { weights: Rational; outputs: Rational } {
  return {
    weights: total(weights.map((row, s) => total(row.map(square)).div(scales[s]!))),
    outputs: total(neurons.map(({ weights: s, output }) => square(output).mul(scales[s]!))),
  };
}

/** ε² and δ of a point, for multipliers λ and slopes by [neuron][point] on kinks. */
export function kktResidual(
  network: Network,
  data: Data,
  lambda: readonly Rational[],
  onKinks: readonly (readonly Rational[])[],
): { epsilonSquared: Rational; delta: Rational } {
  const { weights, scales, neurons } = network;
  const slope = (k: number, i: number) =>
    signed(data.y[i]!, slopeAt(network, k, data.x[i]!, onKinks[k]![i]!));
  const ofWeights = weights.flatMap((row, s) =>
    row.map((value, j) => {
      const pulls = neurons.flatMap(({ weights: own, offset, output }, k) =>
        own === s
          ? data.x.map((x, i) =>
              lambda[i]!.mul(output)
                .mul(slope(k, i))
                .mul(x[offset + j]!),
            )
          : [],
      );
      return square(value.sub(scales[s]!.mul(total(pulls)))).div(scales[s]!);
    }),
  );
  const ofOutputs = neurons.map((neuron, k) => {
    const scale = scales[neuron.weights]!;
    const pulls = data.x.map((x, i) => lambda[i]!.mul(slope(k, i)).mul(preActivation(network, neuron, x)));
    return square(scale.mul(neuron.output).sub(total(pulls))).div(scale);
  });
  const excesses = margins(network, data).map((margin, i) => lambda[i]!.mul(margin.sub(Rational.ONE)));
  return { epsilonSquared: total([...ofWeights, ...ofOutputs]), delta: most(excesses) };
}

/** u_lj of a diagonal network: D rows of d numbers. */
export type Factors = readonly (readonly Rational[])[];

const product = (values: readonly Rational[]) => values.reduce((a, b) => a.mul(b), Rational.ONE);

export function diagonalMargins(factors: Factors, { x, y }: Data): Rational[] {
  return x.map((row, i) =>
    signed(y[i]!, total(row.map((value, j) => value.mul(product(factors.map((layer) => layer[j]!)))))),
  );
}

export function diagonalCost(factors: Factors): Rational {
  return total(factors.flat().map(square));
}

/** ε² and δ of a diagonal network. */
export function diagonalResidual(
  factors: Factors,
  data: Data,
  lambda: readonly Rational[],
): { epsilonSquared: Rational; delta: Rational } {
  const residuals = factors.flatMap((layer, l) =>
    layer.map((value, j) => {
      const others = product(factors.filter((_, other) => other !== l).map((other) => other[j]!));
      const pulls = data.x.map((x, i) => signed(data.y[i]!, lambda[i]!.mul(x[j]!).mul(others)));
      return value.sub(total(pulls));
    }),
  );
  const all = diagonalMargins(factors, data);
  const level = least(all);
  return {
    epsilonSquared: total(residuals.map(square)),
    delta: most(all.map((margin, i) => lambda[i]!.mul(margin.sub(level)))),
  };
}
