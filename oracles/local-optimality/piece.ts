import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { ExactHiddenLayer } from '../kkt/certify.ts';

/** A pair (neuron, point) with pre-activation 0 at a point of least margin. */
export interface FreePair {
  readonly neuron: number;
  readonly point: number;
}

/**
 * A network at a point where margins are least, as seen by curves through it. Coordinates are the scaled parameters in a row: the weight
 * vectors, then the outputs.
 */
export interface LocalView {
  readonly data: Dataset;
  readonly network: ExactHiddenLayer;
  /** Points of least margin. */
  readonly active: readonly number[];
  /** ⟨v, x_i⟩ of neuron k at point i. */
  readonly arguments: readonly (readonly Rational[])[];
  readonly free: readonly FreePair[];
  /** Where each weight vector starts in a row, and, last, the outputs. */
  readonly starts: readonly number[];
  readonly size: number;
}

/** Slopes chosen for the free pairs; by "neuron,point". */
export type Slopes = ReadonlyMap<string, Rational>;

export const pairKey = ({ neuron, point }: FreePair): string => `${neuron},${point}`;

/** What neuron k sees of point i. */
export function windowOf({ data, network }: LocalView, k: number, i: number): readonly Rational[] {
  const { weights: s, offset } = network.neurons[k]!;
  return data.x[i]!.slice(offset, offset + network.weights[s]!.length);
}

export function localView(data: Dataset, network: ExactHiddenLayer): LocalView {
  const { slope, weights, neurons } = network;
  const z = neurons.map(({ weights: s, offset }) =>
    data.x.map((x) => innerProduct(weights[s]!, x.slice(offset, offset + weights[s]!.length))),
  );
  const margins = data.x.map((_, i) => {
    const value = neurons.reduce((sum, { output }, k) => {
      const argument = z[k]![i]!;
      return sum.add(output.mul(argument.sign() > 0 ? argument : argument.mul(slope)));
    }, Rational.ZERO);
    return data.y[i] === 1 ? value : value.neg();
  });
  const least = margins.reduce((a, b) => (b.compare(a) < 0 ? b : a));
  const active = [...margins.keys()].filter((i) => margins[i]!.equals(least));
  const starts = [0];
  for (const vector of weights) starts.push(starts.at(-1)! + vector.length);
  const free = slope.equals(Rational.ONE)
    ? []
    : neurons.flatMap((_, neuron) =>
        active.flatMap((point) => (z[neuron]![point]!.sign() === 0 ? [{ neuron, point }] : [])),
      );
  return { data, network, active, arguments: z, free, starts, size: starts.at(-1)! + neurons.length };
}

/** φ' of neuron k at point i: by its sign, or as chosen on a free pair (α when not). */
export function slopeAt(
  { network, arguments: z }: LocalView,
  slopes: Slopes,
  k: number,
  i: number,
): Rational {
  const sign = z[k]![i]!.sign();
  if (sign !== 0) return sign > 0 ? Rational.ONE : network.slope;
  return slopes.get(`${k},${i}`) ?? network.slope;
}

/** ∂q_i in the row's coordinates. */
export function gradientRow(view: LocalView, slopes: Slopes, i: number): Rational[] {
  const { data, network, arguments: z, starts, size } = view;
  const row = new Array<Rational>(size).fill(Rational.ZERO);
  const label = Rational.of(BigInt(data.y[i]!));
  network.neurons.forEach(({ weights: s, output }, k) => {
    const signed = label.mul(slopeAt(view, slopes, k, i));
    row[starts.at(-1)! + k] = signed.mul(z[k]![i]!);
    windowOf(view, k, i).forEach((value, j) => {
      const at = starts[s]! + j;
      row[at] = row[at]!.add(signed.mul(output).mul(value));
    });
  });
  return row;
}

/** x_i in the coordinates of the weights of neuron k: which side of its kink a direction goes to. */
export function kinkRow(view: LocalView, { neuron, point }: FreePair): Rational[] {
  const row = new Array<Rational>(view.size).fill(Rational.ZERO);
  const start = view.starts[view.network.neurons[neuron]!.weights]!;
  windowOf(view, neuron, point).forEach((value, j) => {
    row[start + j] = value;
  });
  return row;
}

/** The parameters themselves. */
export function parameterRow({ network }: LocalView): Rational[] {
  return [...network.weights.flat(), ...network.neurons.map(({ output }) => output)];
}

/** The metric of ‖θ‖² in the row's coordinates: 1/ρ for weights, ρ for outputs. */
export function metricRow({ network }: LocalView): Rational[] {
  const { weights, scales, neurons } = network;
  return [
    ...weights.flatMap((vector, s) => vector.map(() => Rational.ONE.div(scales[s]!))),
    ...neurons.map(({ weights: s }) => scales[s]!),
  ];
}

/** dᵀ(∂²q_i)d, in float64: 2·Σ_k y_iσ_ki·d_{output k}·⟨d_{weights of k}, x_i⟩. */
export function curvatureAlong(view: LocalView, slopes: Slopes, i: number, d: readonly number[]): number {
  const { data, network, starts } = view;
  return network.neurons.reduce((sum, { weights: s }, k) => {
    const moved = windowOf(view, k, i).reduce((z, value, j) => z + d[starts[s]! + j]! * value.toNumber(), 0);
    return sum + 2 * data.y[i]! * slopeAt(view, slopes, k, i).toNumber() * d[starts.at(-1)! + k]! * moved;
  }, 0);
}
