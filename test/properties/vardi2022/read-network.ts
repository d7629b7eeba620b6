import type { Certificate } from '../../../oracles/certificate.ts';
import type { ExactHiddenLayer } from '../../../oracles/kkt/certify.ts';
import { Rational } from '../../../src/numbers/rational.ts';

/** The network of a `kkt` certificate, and its multipliers. */
export function readNetwork({ solution, derivation }: Certificate): {
  network: ExactHiddenLayer;
  multipliers: Rational[];
} {
  const { slope, weights, scales, neurons } = solution as {
    slope: string;
    weights: string[][];
    scales: string[];
    neurons: { weights: number; offset: number; output: string }[];
  };
  return {
    network: {
      slope: Rational.parse(slope),
      weights: weights.map((row) => row.map((text) => Rational.parse(text))),
      scales: scales.map((text) => Rational.parse(text)),
      neurons: neurons.map((neuron) => ({ ...neuron, output: Rational.parse(neuron.output) })),
    },
    multipliers: (derivation as { multipliers: string[] }).multipliers.map((text) => Rational.parse(text)),
  };
}
