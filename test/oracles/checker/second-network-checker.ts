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

export function determinant(matrix: readonly (readonly Rational[])[]): Rational {
  const [first, ...rest] = matrix;
  if (!first) return Rational.ONE;
  return total(
    first.map((value, j) => {
      if (value.sign() === 0) return Rational.ZERO;
      const minor = determinant(rest.map((row) => row.filter((_, column) => column !== j)));
      return j % 2 === 0 ? value.mul(minor) : value.mul(minor).neg();
    }),
  );
}

/** Every way to choose one of the values at each place. */
function choices<T>(places: readonly (readonly T[])[]): T[][] {
  return places.reduce<T[][]>((sets, values) => sets.flatMap((set) => values.map((v) => [...set, v])), [[]]);
}

/** Whether I − RRᵀ is positive semidefinite: no principal minor is negative. */
export function isContraction(rows: readonly (readonly Rational[])[]): boolean {
  const gram = rows.map((a, i) =>
    rows.map((b, j) => (i === j ? Rational.ONE : Rational.ZERO).sub(total(a.map((v, c) => v.mul(b[c]!))))),
  );
  return choices(rows.map(() => [false, true])).every((chosen) => {
    const minor = gram.filter((_, i) => chosen[i]).map((row) => row.filter((_, j) => chosen[j]));
    return determinant(minor).sign() >= 0;
  });
}

/** A slope of its own for a neuron on a kink at a point. */
export interface ListedSlope {
  readonly point: number;
  readonly neuron: number;
  readonly slope: Rational;
}

/**
 * (cost − lower bound)/cost of a layer, by all activation patterns of the scope, pairs that are listed having one slope; undefined where the bound fails, because
 * some pattern pulls a neuron by more than 1.
 */
export function optimalityGap(
  scope: 'local' | 'global',
  layer: 'all' | 'weights' | 'outputs',
  network: Network,
  data: Data,
  lambda: readonly Rational[],
  listed: readonly ListedSlope[],
): Rational | undefined {
  const { slope: alpha, weights, scales, neurons } = network;
  const parts = costs(network);
  const half = Rational.of(1n, 2n);
  const cost = (layer === 'all' ? parts.weights.add(parts.outputs) : parts[layer]).mul(half);
  const bound = least(margins(network, data)).mul(total(lambda));
  const gap = (excess: Rational) => cost.sub(bound).add(excess.mul(half)).div(cost);
  if (layer === 'outputs')
    return gap(
      total(
        neurons.map((neuron, k) => {
          const pulls = data.x.map((x, i) => {
            const hidden = slopeAt(network, k, x, alpha).mul(preActivation(network, neuron, x));
            return signed(data.y[i]!, lambda[i]!.mul(hidden));
          });
          return square(total(pulls)).div(scales[neuron.weights]!);
        }),
      ),
    );
  const slopesOf = (k: number, x: readonly Rational[], i: number) => {
    const own = listed.find((pair) => pair.neuron === k && pair.point === i);
    if (own) return [own.slope];
    return scope === 'global' || preActivation(network, neurons[k]!, x).sign() === 0
      ? [alpha, Rational.ONE]
      : [slopeAt(network, k, x, alpha)];
  };
  const excesses: Rational[] = [];
  for (const [s, vector] of weights.entries()) {
    const members = [...neurons.keys()].filter((k) => neurons[k]!.weights === s);
    const patterns = choices(members.flatMap((k) => data.x.map((x, i) => slopesOf(k, x, i))));
    const lengths = patterns.map((slopes) => {
      const pulls = members.map((k, index) =>
        vector.map((_, j) =>
          total(
            data.x.map((x, i) => {
              const factor = lambda[i]!.mul(slopes[index * data.x.length + i]!);
              return signed(data.y[i]!, factor.mul(x[neurons[k]!.offset + j]!));
            }),
          ),
        ),
      );
      if (layer === 'all') return isContraction(pulls) ? Rational.ZERO : undefined;
      const joint = vector.map((_, j) =>
        total(members.map((k, index) => neurons[k]!.output.mul(pulls[index]![j]!))),
      );
      return total(joint.map(square)).mul(scales[s]!);
    });
    if (lengths.includes(undefined)) return undefined;
    excesses.push(most(lengths as Rational[]));
  }
  return gap(total(excesses));
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
