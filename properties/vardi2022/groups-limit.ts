import { type Certificate, certificateData } from '../../oracles/certificate.ts';
import { checkCertificate } from '../../oracles/checker/check.ts';
import { certificateNetwork, type ExactHiddenLayer } from '../../oracles/kkt/certify.ts';
import { proveOptimum } from '../../oracles/local-optimality/optimum.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { select } from '../../src/data/transforms.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { Limit } from './cell.ts';
import { distanceTo, kktCertificate, neuronOptimum, neuronsOf } from './exact-net.ts';
import { directionOf, type ExactPoint } from './hidden-layer-limit.ts';

/** The points on which a neuron is active. */
export function groupOf({ x }: Dataset, w: readonly Rational[]): number[] {
  return [...x.keys()].filter((i) => innerProduct(w, x[i]!).sign() > 0);
}

/** Two neurons whose groups have the same label. */
export function twoOfOneLabel({ data, start }: FlowCase): readonly [number, number] | undefined {
  const labels = neuronsOf(start, data.x[0]!.length).map(({ w }) => data.y[groupOf(data, w)[0] ?? -1]);
  for (const [first, label] of labels.entries()) {
    const second = labels.indexOf(label, first + 1);
    if (label !== undefined && second >= 0) return [first, second];
  }
  return undefined;
}

/**
 * The limit of a run on orthogonal groups of points, each with its neuron: every neuron on the max margin of its group, on the kink of all other
 * points. A point in several neurons' groups counts for the last of them only, which is the limit of no run.
 */
export function groupsLimit(flow: FlowCase): Limit | string {
  const point = groupsPoint(flow);
  if (typeof point === 'string') return point;
  const { data } = flow;
  const { network, multipliers } = point;
  const pair = twoOfOneLabel(flow);
  const transfer = pair && transferCurve(data, network, pair, 'all');
  // Where a neuron is strictly inactive on the other's points, taking over from it changes margins.
  const optimality =
    transfer && checkCertificate(transfer).accepted ? transfer : localOptimum(data, network, multipliers);
  return {
    flow,
    distance: distanceTo(directionOf(network)),
    rate: -1 / 2,
    certificates: [kktCertificate(data, network, multipliers), ...(optimality ? [optimality] : [])],
  };
}

/** The network of that limit with its multipliers. */
export function groupsPoint(flow: FlowCase): ExactPoint | string {
  const { data } = flow;
  const neurons = neuronsOf(flow.start, data.x[0]!.length);
  const active = neurons.map(({ w }) => groupOf(data, w));
  const groups = active.map((points, k) =>
    points.filter(
      (i) =>
        !active
          .slice(k + 1)
          .flat()
          .includes(i),
    ),
  );
  const multipliers = data.x.map(() => Rational.ZERO);
  const weights: (readonly Rational[])[] = [];
  const scales: Rational[] = [];
  for (const points of groups) {
    if (points.length === 0) return 'a neuron has no points of its own';
    const optimum = neuronOptimum(select(data, points));
    if (typeof optimum === 'string') return optimum;
    // w* of labels −1 separates −x; the neuron is active on x itself, with a negative output.
    const sign = Rational.of(BigInt(data.y[points[0]!]!));
    weights.push(optimum.w.map((value) => value.mul(sign)));
    scales.push(optimum.norm);
    points.forEach((i, index) => {
      multipliers[i] = optimum.multipliers[index]!;
    });
  }
  const network: ExactHiddenLayer = {
    slope: Rational.ZERO,
    weights,
    scales,
    neurons: groups.map((points, k) => ({
      weights: k,
      offset: 0,
      output: Rational.of(BigInt(data.y[points[0]!]!)),
    })),
  };
  return { network, multipliers };
}

/**
 * The first neuron takes over from the second: its v gains t·v₂, the second's is scaled by 1 − t. Margins do not change, ‖θ‖² does by
 * −2tρ₂ + t²(ρ₂ + ρ₂²/ρ₁). Only the hidden weights move.
 * @param layer which problem it refutes: with all parameters free, or the hidden weights only.
 */
export function transferCurve(
  data: Dataset,
  network: ExactHiddenLayer,
  [first, second]: readonly [number, number],
  layer: 'all' | 'weights',
): Certificate {
  const from = network.weights[second]!;
  const weights: string[][][] = network.weights.map((vector) => vector.map(() => []));
  weights[first] = from.map((value) => [String(value)]);
  weights[second] = from.map((value) => [String(value.neg())]);
  return {
    format: 'farkas/certificate@1',
    claim: { kind: 'not-local-optimum', layer },
    data: certificateData(data),
    solution: certificateNetwork(network),
    derivation: { weights, outputs: network.neurons.map(() => []) },
  };
}

/** Where no label is shared, every kink works against its label, with slope 0. */
function localOptimum(
  data: Dataset,
  network: ExactHiddenLayer,
  multipliers: readonly Rational[],
): Certificate | undefined {
  const kinks = network.neurons.flatMap(({ weights: s }, neuron) =>
    [...data.x.keys()]
      .filter((point) => innerProduct(network.weights[s]!, data.x[point]!).sign() === 0)
      .map((point) => ({ point, neuron, slope: Rational.ZERO })),
  );
  return proveOptimum(data, network, multipliers, kinks, 'local')?.certificate;
}
