import type { Certificate } from '../../oracles/certificate.ts';
import { certificateNetwork, certifyKkt, type ExactHiddenLayer } from '../../oracles/kkt/certify.ts';
import { decideLocalOptimality } from '../../oracles/local-optimality/decide.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import type { Rational } from '../../src/numbers/rational.ts';
import type { Limit } from './cell.ts';

/** A network of one hidden layer at margin 1, with its multipliers: one a point. */
export interface ExactPoint {
  readonly network: ExactHiddenLayer;
  readonly multipliers: readonly Rational[];
}

/**
 * The limit of a run of a diagonal network of depth 2 or a convolution, with the certificates of its standing.
 * @param better a network of the same shape and a lower cost at margin 1, where one is known.
 */
export function hiddenLayerLimit(
  flow: FlowCase,
  point: ExactPoint,
  rate: number,
  better?: ExactHiddenLayer,
): Limit {
  const { network, multipliers } = point;
  const target = directionOf(network);
  const kkt = certifyKkt(flow.data, network, multipliers, []).certificate;
  const local = decideLocalOptimality(flow.data, network, multipliers, []);
  return {
    flow,
    rate,
    distance: (direction) => Math.hypot(...target.map((value, at) => value - direction[at]!)),
    certificates: [
      kkt,
      ...(local.verdict === 'undecided' ? [] : [local.certificate]),
      ...(better ? [betterPoint(kkt, better)] : []),
    ],
  };
}

/** The claim that the solution of a certificate is beaten by another network. */
function betterPoint({ format, data, solution }: Certificate, better: ExactHiddenLayer): Certificate {
  return {
    format,
    claim: { kind: 'not-global-optimum', layer: 'all' },
    data,
    solution,
    derivation: { better: certificateNetwork(better) },
  };
}

/** θ/‖θ‖ in the order of the models: the weight vectors v_s/√ρ_s, then the outputs √ρ_s·output. */
export function directionOf({ weights, scales, neurons }: ExactHiddenLayer): number[] {
  const roots = scales.map((scale) => Math.sqrt(scale.toNumber()));
  const theta = [
    ...weights.flatMap((vector, s) => vector.map((value) => value.toNumber() / roots[s]!)),
    ...neurons.map(({ weights: s, output }) => output.toNumber() * roots[s]!),
  ];
  const length = Math.hypot(...theta);
  return theta.map((value) => value / length);
}
