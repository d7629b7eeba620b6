import { type Certificate, certificateData } from '../../oracles/certificate.ts';
import { checkCertificate } from '../../oracles/checker/check.ts';
import { certificateNetwork, type ExactHiddenLayer } from '../../oracles/kkt/certify.ts';
import { proveOptimum } from '../../oracles/local-optimality/optimum.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { squareRootBounds } from '../../src/numbers/square-root.ts';
import type { Limit } from './cell.ts';
import { kktCertificate, type NeuronOptimum, neuronOptimum } from './exact-net.ts';
import type { ExactPoint } from './hidden-layer-limit.ts';

/** Bits of the shares that are read off a run, and of square roots. */
const SHARE_BITS = 20;
const ROOT_BITS = 30;

/**
 * Where all neurons are active on all of a positive data set they end on ŵ together; how they share it depends on the start and is read off the
 * end of the run. What is proved holds for the shares in the certificates, within 2^−20 of those of the run.
 * @param end θ/‖θ‖ of the last state.
 */
export function sharedNeuronLimit(flow: FlowCase, end: Float64Array): (Limit & ExactPoint) | string {
  const { data } = flow;
  const optimum = neuronOptimum(data);
  if (typeof optimum === 'string') return optimum;
  const dimension = optimum.w.length;
  const width = end.length / (dimension + 1);
  for (let k = 0; k < width; k++) {
    const weights = [...end.subarray(k * dimension, (k + 1) * dimension)].map(Rational.fromDouble);
    if (!data.x.every((x) => innerProduct(weights, x).sign() > 0))
      return 'a neuron has left some point by the end of the run';
  }
  const network = sharedNeuron(optimum, sharesOf([...end.subarray(width * dimension)]));
  const prove = (scope: 'global' | 'local') =>
    proveOptimum(data, network, optimum.multipliers, [], scope)?.certificate;
  const optimality = prove('global') ?? prove('local');
  return {
    flow,
    network,
    multipliers: optimum.multipliers,
    distance: (direction) => distanceToShares(optimum, direction),
    rate: -1 / 2,
    certificates: [
      kktCertificate(data, network, optimum.multipliers),
      ...(optimality ? [optimality] : []),
      ...betterApart(data, network),
    ],
  };
}

/** The neurons √A_k·(ŵ/√ρ, √ρ), ρ = ‖ŵ‖. @param shares A_k > 0, of sum 1. */
export function sharedNeuron({ w, norm }: NeuronOptimum, shares: readonly Rational[]): ExactHiddenLayer {
  return {
    slope: Rational.ZERO,
    weights: shares.map(() => w),
    scales: shares.map((share) => norm.div(share)),
    neurons: shares.map((output, weights) => ({ weights, offset: 0, output })),
  };
}

function sharesOf(outputs: readonly number[]): Rational[] {
  const total = outputs.reduce((sum, value) => sum + value * value, 0);
  const units = outputs.map((value) =>
    BigInt(Math.max(1, Math.round((value * value * 2 ** SHARE_BITS) / total))),
  );
  const whole = units.reduce((sum, value) => sum + value, 0n);
  return units.map((value) => Rational.of(value, whole));
}

/** To the nearest (r_k·(ŵ/‖ŵ‖, 1)/√2)_k with r ≥ 0, ‖r‖ = 1: r along the neurons' projections. */
function distanceToShares({ w, norm }: NeuronOptimum, direction: Float64Array): number {
  const axis = [...w.map((value) => value.div(norm).toNumber()), 1].map((value) => value / Math.SQRT2);
  const width = direction.length / axis.length;
  const across: number[] = [];
  const along: number[] = [];
  for (let k = 0; k < width; k++) {
    const neuron = [
      ...direction.subarray(k * w.length, (k + 1) * w.length),
      direction[width * w.length + k]!,
    ];
    const projection = Math.max(
      0,
      neuron.reduce((sum, value, j) => sum + value * axis[j]!, 0),
    );
    along.push(projection);
    across.push(...neuron.map((value, j) => value - projection * axis[j]!));
  }
  return Math.hypot(Math.hypot(...along) - 1, ...across);
}

/**
 * Two neurons that share two points at an obtuse angle do better with a point each, v_k = x_k/‖x_k‖², if Σ 1/‖x_k‖ < ‖ŵ‖: the scales make them
 * balanced, nearly. Empty where it is not better.
 */
export function betterApart(data: Dataset, network: ExactHiddenLayer): readonly Certificate[] {
  if (data.x.length !== 2 || network.neurons.length !== 2) return [];
  const alone = data.x.map((x) => Rational.ONE.div(innerProduct(x, x)));
  const better = {
    ...network,
    weights: data.x.map((x, k) => x.map((value) => value.mul(alone[k]!))),
    scales: alone.map((value) => squareRootBounds(value, ROOT_BITS).upper),
    neurons: network.neurons.map((neuron) => ({ ...neuron, output: Rational.ONE })),
  };
  const certificate: Certificate = {
    format: 'farkas/certificate@1',
    claim: { kind: 'not-global-optimum', layer: 'all' },
    data: certificateData(data),
    solution: certificateNetwork(network),
    derivation: { better: certificateNetwork(better) },
  };
  return checkCertificate(certificate).accepted ? [certificate] : [];
}
