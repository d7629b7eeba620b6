import type { Dataset } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { type Certificate, certificateData } from '../certificate.ts';
import { checkCertificate } from '../checker/check.ts';
import { certificateNetwork, type ExactHiddenLayer } from '../kkt/certify.ts';
import type { ProvedOptimum } from './optimum.ts';

/**
 * Tries second-order sufficiency at an exact KKT point (kind "strict-local-optimum" of FORMAT.md). It cannot hold where shares between
 * neurons are free, and is not needed where the bound of `proveOptimum` holds.
 */
export function proveStrictOptimum(
  data: Dataset,
  network: ExactHiddenLayer,
  multipliers: readonly Rational[],
): ProvedOptimum | null {
  const certificate: Certificate = {
    format: 'farkas/certificate@1',
    claim: { kind: 'strict-local-optimum' },
    data: certificateData(data),
    solution: certificateNetwork(network),
    derivation: { multipliers: multipliers.map(String) },
  };
  if (!checkCertificate(certificate).accepted) return null;
  return { scope: 'local', relativeGap: Rational.ZERO, certificate };
}
