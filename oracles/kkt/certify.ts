import type { Dataset } from '../../src/data/dataset.ts';
import { bitLength, Rational } from '../../src/numbers/rational.ts';
import { type Certificate, certificateData } from '../certificate.ts';
import { margins, preActivations, readHiddenLayer } from '../checker/hidden-layer.ts';
import { evaluateKkt } from '../checker/kkt.ts';
import { readPoints } from '../checker/points.ts';
import { Entry } from '../checker/reading.ts';
import type { HiddenLayer } from './hidden-layer.ts';

/**
 * Exact parameters in a form that keeps roots out: weight vector s stands for v_s/√ρ_s, and the output of a
 * neuron that uses it for √ρ_s·output. Margins and ‖θ‖² are then rational. With all ρ_s = 1 these are the parameters.
 */
export interface ExactHiddenLayer extends HiddenLayer<Rational> {
  /** ρ_s > 0, one a weight vector. */
  readonly scales: readonly Rational[];
}

/** φ' of a neuron at a point where its pre-activation is 0. */
export interface KinkSlope {
  readonly point: number;
  readonly neuron: number;
  readonly slope: Rational;
}

/** An exactly evaluated (ε,δ)-KKT point, with the certificate that says so. */
export interface CertifiedKkt {
  readonly epsilonSquared: Rational;
  readonly delta: Rational;
  /** ‖θ‖²; the relative residual is √(epsilonSquared/normSquared). */
  readonly normSquared: Rational;
  readonly certificate: Certificate;
}

const sum = (terms: readonly Rational[]) => terms.reduce((total, term) => total.add(term), Rational.ZERO);
const square = (value: Rational) => value.mul(value);

/** ‖θ‖² = Σ ‖v_s‖²/ρ_s + Σ ρ output². */
export function normSquared({ weights, scales, neurons }: ExactHiddenLayer): Rational {
  return sum([
    ...weights.map((vector, s) => sum(vector.map(square)).div(scales[s]!)),
    ...neurons.map(({ weights: s, output }) => scales[s]!.mul(square(output))),
  ]);
}

/**
 * The same network with outputs scaled so that the least margin is 1 + η, 0 ≤ η < 2^−bits. Scaled to exactly 1, every output would
 * be as long as the least margin.
 * @throws RangeError where the network does not separate the data.
 */
export function withLeastMarginOne(data: Dataset, network: ExactHiddenLayer, bits: number): ExactHiddenLayer {
  const points = readPoints(new Entry(certificateData(data)));
  const read = readHiddenLayer(new Entry(certificateNetwork(network)), points.x[0]!.length);
  const { numerators, denominator } = margins(read, points, preActivations(read, points));
  let least = numerators[0]!;
  for (const margin of numerators) if (margin < least) least = margin;
  if (least === denominator) return network;
  if (least <= 0n) throw new RangeError('expected a network that separates its data');
  const room = BigInt(Math.max(0, bitLength(least) - bitLength(denominator)) + bits + 2);
  const factor = Rational.of(1n + (denominator << room) / least, 1n << room);
  const neurons = network.neurons.map((neuron) => ({ ...neuron, output: neuron.output.mul(factor) }));
  return { ...network, neurons };
}

/**
 * Evaluates ε² and δ exactly, by the checker's own arithmetic, for given multipliers and slopes. Pairs on a kink that are not listed take slope α.
 * @param network least margin at least 1.
 * @param multipliers λ ≥ 0, one a point.
 */
export function certifyKkt(
  data: Dataset,
  network: ExactHiddenLayer,
  multipliers: readonly Rational[],
  slopes: readonly KinkSlope[],
): CertifiedKkt {
  const parts = {
    data: certificateData(data),
    solution: certificateNetwork(network),
    derivation: {
      multipliers: multipliers.map(String),
      slopes: slopes.map(({ point, neuron, slope }) => ({ point, neuron, slope: String(slope) })),
    },
  };
  const { epsilonSquared, delta } = evaluateKkt(
    new Entry(parts.data),
    new Entry(parts.solution),
    new Entry(parts.derivation),
  );
  return {
    epsilonSquared,
    delta,
    normSquared: normSquared(network),
    certificate: {
      format: 'farkas/certificate@1',
      claim: { kind: 'kkt', epsilonSquared: String(epsilonSquared), delta: String(delta) },
      ...parts,
    },
  };
}

/** The network as FORMAT.md writes it. */
export function certificateNetwork({ slope, weights, scales, neurons }: ExactHiddenLayer): unknown {
  return {
    slope: String(slope),
    weights: weights.map((vector) => vector.map(String)),
    scales: scales.map(String),
    neurons: neurons.map(({ weights: index, offset, output }) => ({
      weights: index,
      offset,
      output: String(output),
    })),
  };
}
