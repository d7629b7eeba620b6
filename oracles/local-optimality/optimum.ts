import type { Dataset } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { type Certificate, certificateData } from '../certificate.ts';
import type { Layer } from '../checker/layer.ts';
import { optimalityGap, type Scope } from '../checker/optimum.ts';
import { Entry, Rejection } from '../checker/reading.ts';
import { certificateNetwork, type ExactHiddenLayer, type KinkSlope } from '../kkt/certify.ts';

/** A proof that a network cannot be improved, nearby or at all, by more than a fraction of its cost. */
export interface ProvedOptimum {
  readonly scope: Scope;
  readonly relativeGap: Rational;
  readonly certificate: Certificate;
}

/** What multipliers are shortened by, in turn: not at all for exact ones; refined ones leave ‖u‖ a rounding above 1. */
const SHORTENINGS = [null, 100, 80, 60, 40].map((bits) =>
  bits === null ? Rational.ONE : Rational.ONE.sub(Rational.ONE.scaledByPowerOfTwo(-bits)),
);
/** A larger gap is no proof of optimality. */
const LARGEST_GAP = Rational.of(1n, 10n ** 9n);

/**
 * Tries to prove a KKT point optimal with its own multipliers and slopes (kind "optimum" of FORMAT.md).
 * @param layer the parameters that may move; the others are held.
 * @returns null where the proof does not go through, which refutes nothing.
 */
export function proveOptimum(
  data: Dataset,
  network: ExactHiddenLayer,
  multipliers: readonly Rational[],
  slopes: readonly KinkSlope[],
  scope: Scope,
  layer: Layer = 'all',
): ProvedOptimum | null {
  // Where a neuron works against a label its kink is concave, and its own slope bounds it; elsewhere both ends must.
  const concave = slopes.filter(
    ({ point, neuron }) => data.y[point]! * network.neurons[neuron]!.output.sign() < 0 && scope === 'local',
  );
  for (const factor of SHORTENINGS) {
    const parts = {
      data: certificateData(data),
      solution: certificateNetwork(network),
      derivation: {
        multipliers: multipliers.map((value) => String(value.mul(factor))),
        slopes: concave.map((pair) => ({ ...pair, slope: String(pair.slope) })),
      },
    };
    const relativeGap = gapOf(scope, layer, parts);
    if (relativeGap && relativeGap.compare(LARGEST_GAP) <= 0)
      return {
        scope,
        relativeGap,
        certificate: {
          format: 'farkas/certificate@1',
          claim: { kind: 'optimum', scope, layer, relativeGap: String(relativeGap) },
          ...parts,
        },
      };
  }
  return null;
}

function gapOf(
  scope: Scope,
  layer: Layer,
  parts: { data: unknown; solution: unknown; derivation: unknown },
): Rational | null {
  try {
    return optimalityGap(
      scope,
      layer,
      new Entry(parts.data),
      new Entry(parts.solution),
      new Entry(parts.derivation),
    );
  } catch (error) {
    if (error instanceof Rejection) return null;
    throw error;
  }
}
