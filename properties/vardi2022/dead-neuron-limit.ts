import type { Certificate } from '../../oracles/certificate.ts';
import { certificateData } from '../../oracles/certificate.ts';
import { certificateNetwork, type ExactHiddenLayer } from '../../oracles/kkt/certify.ts';
import { proveOptimum } from '../../oracles/local-optimality/optimum.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { Limit } from './cell.ts';
import { distanceTo, isZero, kktCertificate, neuronOptimum, neuronsOf } from './exact-net.ts';
import { directionOf } from './hidden-layer-limit.ts';
import { type Splitting, splitting } from './splitting.ts';

/** One live neuron on w*, all others 0; whether it could be relieved; and the limit with its certificates. */
export interface DeadNeuronLimit {
  readonly limit: Limit;
  readonly split: Splitting;
}

/** The first neuron that is active on all points with a positive output; −1 if there is none. */
export function liveNeuron({ data, start }: FlowCase): number {
  return neuronsOf(start, data.x[0]!.length).findIndex(
    ({ w, a }) => a.sign() > 0 && data.x.every((x) => innerProduct(w, x).sign() > 0),
  );
}

/** Points with y⟨w*,x⟩ = 1. */
export function marginPoints({ data }: FlowCase, w: readonly Rational[]): number[] {
  return [...data.x.keys()].filter((i) => innerProduct(w, data.x[i]!).equals(Rational.ONE));
}

/** The limit of a run in which one neuron alone is and stays alive on positive points; or why it has no exact form. */
export function deadNeuronLimit(flow: FlowCase): DeadNeuronLimit | string {
  const { data } = flow;
  const optimum = neuronOptimum(data);
  if (typeof optimum === 'string') return optimum;
  const { w, norm } = optimum;
  const live = liveNeuron(flow);
  const width = flow.start.length / (w.length + 1);
  const onMargin = marginPoints(flow, w);
  const axis = w.map((value) => value.div(norm));
  const split = splitting(
    onMargin.map((i) => data.x[i]!),
    axis,
  );
  if (split.kind === 'open') return { split, limit: limitAt(flow, oneNeuron(width, live, optimum), []) };
  const multipliers = data.x.map((_, i) => split.multipliers[onMargin.indexOf(i)] ?? Rational.ZERO);
  const dead = Array.from({ length: width }, (_, k) => k).filter((k) => k !== live);
  // A dead neuron's scale is free; the weight of its direction makes the curve rational.
  const scales = split.kind === 'pays' ? split.directions.map(({ weight }) => weight) : [];
  const network = oneNeuron(
    width,
    live,
    optimum,
    new Map(dead.flatMap((k, j) => (scales[j] ? [[k, scales[j]]] : []))),
  );
  const certificates = [kktCertificate(data, network, multipliers)];
  if (split.kind === 'none') {
    const proof = proveOptimum(data, network, multipliers, [], 'global');
    if (proof) certificates.push(proof.certificate);
  } else if (split.directions.length <= dead.length)
    certificates.push(reliefCurve(flow, network, live, dead, split));
  else if (dead.length === 0) {
    const proof = proveOptimum(data, network, multipliers, [], 'local');
    if (proof) certificates.push(proof.certificate);
  }
  return { split, limit: limitAt(flow, network, certificates) };
}

function limitAt(flow: FlowCase, network: ExactHiddenLayer, certificates: readonly Certificate[]): Limit {
  return { flow, distance: distanceTo(directionOf(network)), rate: -1 / 2, certificates };
}

function oneNeuron(
  width: number,
  live: number,
  { w, norm }: { readonly w: readonly Rational[]; readonly norm: Rational },
  scales: ReadonlyMap<number, Rational> = new Map(),
): ExactHiddenLayer {
  const zero = w.map(() => Rational.ZERO);
  const neurons = Array.from({ length: width }, (_, k) => ({
    weights: k,
    offset: 0,
    output: k === live ? Rational.ONE : Rational.ZERO,
  }));
  return {
    slope: Rational.ZERO,
    weights: neurons.map((_, k) => (k === live ? w : zero)),
    scales: neurons.map((_, k) => (k === live ? norm : (scales.get(k) ?? Rational.ONE))),
    neurons,
  };
}

/**
 * The live neuron's v = w* becomes w* − t²δ; dead neuron j, of scale c_j, gets weights t·c_j·w_j and output t. Margins change by
 * t²(Σ c_j φ(⟨w_j,x_i⟩) − ⟨δ,x_i⟩) ≥ 0, ‖θ‖² by t²Σ c_j(1 + ‖w_j‖²) − 2t²⟨δ,e⟩ + O(t⁴) < 0.
 */
function reliefCurve(
  { data }: FlowCase,
  network: ExactHiddenLayer,
  live: number,
  dead: readonly number[],
  { directions, relief }: Extract<Splitting, { kind: 'pays' }>,
): Certificate {
  const weights: string[][][] = network.weights.map((vector) => vector.map(() => []));
  const outputs: string[][] = network.neurons.map(() => []);
  weights[live] = relief.map((value) => ['0', String(value.neg())]);
  directions.forEach(({ w, weight }, j) => {
    weights[dead[j]!] = w.map((value) => [String(value.mul(weight))]);
    outputs[dead[j]!] = ['1'];
  });
  return {
    format: 'farkas/certificate@1',
    claim: { kind: 'not-local-optimum', layer: 'all' },
    data: certificateData(data),
    solution: certificateNetwork(network),
    derivation: { weights, outputs },
  };
}

/** Whether every other neuron is 0 or inactive on all points, with room. */
export function othersAreDead(flow: FlowCase): boolean {
  const live = liveNeuron(flow);
  return neuronsOf(flow.start, flow.data.x[0]!.length).every(
    ({ w, a }, k) =>
      k === live || (isZero(w) && a.sign() === 0) || flow.data.x.every((x) => innerProduct(w, x).sign() < 0),
  );
}
