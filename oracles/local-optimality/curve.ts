import { Rational } from '../../src/numbers/rational.ts';
import { type Certificate, certificateData } from '../certificate.ts';
import { checkCertificate } from '../checker/check.ts';
import type { Layer } from '../checker/layer.ts';
import { certificateNetwork } from '../kkt/certify.ts';
import type { LocalView } from './piece.ts';

/** Digits, in bits, to which a velocity is rounded before it is used exactly. */
const VELOCITY_BITS = 40;

/** The multiple of 2^−bits nearest to a double. */
export function rounded(value: number, bits = VELOCITY_BITS): Rational {
  return Rational.fromDouble(Math.round(value * 2 ** bits)).scaledByPowerOfTwo(-bits);
}

/**
 * The certificate that the curve θ + t·first + t²·second refutes local optimality, if the checker agrees.
 * @param first, second in the coordinates of the view; second may be absent.
 */
export function curveCertificate(
  { data, network, starts }: LocalView,
  layer: Layer,
  first: readonly Rational[],
  second?: readonly Rational[],
): Certificate | null {
  const coefficients = (at: number): string[] => {
    const terms = second ? [first[at]!, second[at]!] : [first[at]!];
    return terms.every((term) => term.sign() === 0) ? [] : terms.map(String);
  };
  const certificate: Certificate = {
    format: 'farkas/certificate@1',
    claim: { kind: 'not-local-optimum', layer },
    data: certificateData(data),
    solution: certificateNetwork(network),
    derivation: {
      weights: network.weights.map((vector, s) => vector.map((_, j) => coefficients(starts[s]! + j))),
      outputs: network.neurons.map((_, k) => coefficients(starts.at(-1)! + k)),
    },
  };
  return checkCertificate(certificate).accepted ? certificate : null;
}
