import { type Dataset, toFloats } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { type CertifiedKkt, certifyKkt, withLeastMarginOne } from './certify.ts';
import { type HiddenLayer, KINK_TOLERANCE, marginGradients, parametersOf } from './hidden-layer.ts';
import { rationalise } from './rationalise.ts';
import { type KktResidual, kktResidual } from './residual.ts';

/** The rationalised point has least margin 1 to this many bits: twice those of float64. */
const MARGIN_BITS = 106;

/** The KKT residual of a network in float64, and its exact evaluation at a rational point beside it. */
export type MeasuredKkt =
  | Extract<KktResidual, { kind: 'not-separating' }>
  | (Extract<KktResidual, { kind: 'separating' }> & { readonly certified: CertifiedKkt });

/**
 * How nearly a network is a KKT point: least residual in float64, then the (ε,δ) of the rationalised point, exactly.
 * @param tolerance pre-activations of at most this fraction of ‖w‖‖x‖ are taken to be 0, and made so exactly.
 */
export function measureKkt(
  data: Dataset,
  network: HiddenLayer<number>,
  tolerance = KINK_TOLERANCE,
): MeasuredKkt {
  const gradients = marginGradients(network, toFloats(data), tolerance);
  const residual = kktResidual(parametersOf(network), 2, gradients);
  if (residual.kind === 'not-separating') return residual;
  const { scale, multipliers, shares } = residual;
  const rescaled: HiddenLayer<number> = {
    slope: network.slope,
    weights: network.weights.map((vector) => vector.map((value) => scale * value)),
    neurons: network.neurons.map((neuron) => ({ ...neuron, output: scale * neuron.output })),
  };
  const kinks = gradients.flatMap(({ kinks }, point) => kinks.map(({ neuron }) => ({ point, neuron })));
  const exact = withLeastMarginOne(data, rationalise(data, rescaled, kinks), MARGIN_BITS);
  const alpha = exact.slope;
  const slopes = shares.map(({ point, neuron, share }) => ({
    point,
    neuron,
    slope: alpha.add(Rational.ONE.sub(alpha).mul(Rational.fromDouble(share))),
  }));
  return {
    ...residual,
    certified: certifyKkt(data, exact, [...multipliers].map(Rational.fromDouble), slopes),
  };
}
