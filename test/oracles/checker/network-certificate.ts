/** Networks and data of the second checker as certificates, and what the first checker answers to them. */
import type { Rational } from '../../../src/numbers/rational.ts';
import type { Data, Network } from './second-network-checker.ts';
import { verdict } from './verdict.ts';

export const texts = (values: readonly Rational[]) => values.map(String);

export function networkJson({ slope, weights, scales, neurons }: Network) {
  return {
    slope: String(slope),
    weights: weights.map(texts),
    scales: texts(scales),
    neurons: neurons.map((neuron) => ({ ...neuron, output: String(neuron.output) })),
  };
}

/** All coordinates over one denominator that is not the least: 7 times the product of the different ones. */
export function dataJson({ x, y }: Data) {
  const denominators = new Set(x.flat().map(({ den }) => den));
  const shared = [...denominators].reduce((product, den) => product * den, 7n);
  const scaled = x.map((point) => point.map(({ num, den }) => String(num * (shared / den))));
  return { x: scaled, denominator: String(shared), y };
}

/** "accepted", or the code of the refusal. */
export function answer(claim: object, data: Data, solution: object, derivation: object): string {
  const certificate = { format: 'farkas/certificate@1', claim, data: dataJson(data), solution, derivation };
  return verdict(JSON.parse(JSON.stringify(certificate)));
}
