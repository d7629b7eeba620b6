import type { Dataset } from '../../../src/data/dataset.ts';
import { innerProduct } from '../../../src/data/label-mean.ts';
import type { Model } from '../../../src/models/model.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { type Certificate, certificateData } from '../../certificate.ts';
import { checkCertificate } from '../../checker/check.ts';
import { l2Margin } from '../../l2-margin.ts';
import { certificateNetwork, certifyKkt, type ExactHiddenLayer, withLeastMarginOne } from '../certify.ts';
import type { ExactPatternPoint } from '../exact-pattern.ts';
import { simplestNear } from '../simplest.ts';

/** What is exactly known of a limit. */
export interface CertifiedLimit {
  readonly certificate: Certificate;
  /** ‖θ − Σ λ_i ∂q_i‖/‖θ‖: exact, or bounded, where the certificate says it; of the refined point, in its decimals, where the certificate is `l2-margin`. */
  readonly relativeResidual: number;
  /** The limit as a network of one hidden layer, with its multipliers and the slopes on its kinks, where it is one. */
  readonly hiddenLayer?: ExactPatternPoint;
}

/** Digits of a refined value that may be wrong. */
const LOST_DIGITS = 10;

const ZERO = Rational.ZERO;
const sum = (values: readonly Rational[]) => values.reduce((total, value) => total.add(value), ZERO);
const square = (value: Rational) => value.mul(value);

/**
 * Certifies a refined KKT point of a model by the kind of certificate that its architecture has:
 * - `kkt` for models of one hidden layer, filters included;
 * - `kkt` or, from depth 3 on, `diagonal-kkt` for diagonal nets, and for their ± form as the diagonal net of the same function: both have cost ∝ Σ|w_j|^{2/D}, so that
 *   they have the same KKT functions, provided u₊ and u₋ are not both alive in a coordinate;
 * - `l2-margin` for linear and deep linear nets: θ is KKT exactly if the product of its layers is parallel to the ℓ2 separator w*, of rank 1 and
 *   balanced, and at margin 1 its cost is L/2·‖w*‖^{2/L}.
 * Null where the model has no certificate.
 * @param multipliers one a point of the data.
 * @param residual of the refined point, relative.
 */
export function certifySmooth(
  data: Dataset,
  model: Model,
  theta: readonly Rational[],
  multipliers: readonly Rational[],
  residual: number,
  digits: number,
): CertifiedLimit | null {
  const [name, argument] = model.spec.split(':');
  const { dimension, degree } = model;
  switch (name) {
    case 'linear':
    case 'deep-linear': {
      const optimum = l2Margin(data);
      return optimum.status === 'optimal'
        ? { certificate: optimum.certificate, relativeResidual: residual }
        : null;
    }
    case 'convolution':
    case 'convolution-relu':
      return asHiddenLayer(
        data,
        filter(theta, Number(argument), name === 'convolution'),
        multipliers,
        digits,
      );
    case 'diagonal':
      return degree === 2
        ? asHiddenLayer(data, coordinates(Rational.ONE, theta, dimension), multipliers, digits)
        : asFactors(data, rows(theta, dimension), multipliers);
    case 'diagonal-relu':
      return asHiddenLayer(data, coordinates(ZERO, theta, dimension), multipliers, digits);
    case 'diagonal-pm':
      return plusMinus(data, theta, multipliers, dimension, degree, digits);
    default:
      return null;
  }
}

const rows = (theta: readonly Rational[], dimension: number): Rational[][] =>
  Array.from({ length: theta.length / dimension }, (_, l) => theta.slice(l * dimension, (l + 1) * dimension));

function filter(theta: readonly Rational[], patch: number, linear: boolean): ExactHiddenLayer {
  return {
    slope: linear ? Rational.ONE : ZERO,
    weights: [theta.slice(0, patch)],
    scales: [Rational.ONE],
    neurons: theta.slice(patch).map((output, j) => ({ weights: 0, offset: j * patch, output })),
  };
}

/** Σ_j v_j φ(u_j x_j), θ = (u, v). */
function coordinates(slope: Rational, theta: readonly Rational[], dimension: number): ExactHiddenLayer {
  const [u, v] = rows(theta, dimension);
  return {
    slope,
    weights: u!.map((weight) => [weight]),
    scales: u!.map(() => Rational.ONE),
    neurons: v!.map((output, j) => ({ weights: j, offset: j, output })),
  };
}

function asHiddenLayer(
  data: Dataset,
  network: ExactHiddenLayer,
  multipliers: readonly Rational[],
  digits: number,
): CertifiedLimit {
  const simple = simplest(data, network, multipliers, digits);
  const point = simple ?? {
    network: withLeastMarginOne(data, network, Math.ceil(digits * Math.log2(10))),
    multipliers,
    slopes: [],
  };
  const { certificate, epsilonSquared, normSquared } = certifyKkt(data, point.network, point.multipliers, []);
  return {
    certificate,
    relativeResidual: Math.sqrt(epsilonSquared.div(normSquared).toNumber()),
    hiddenLayer: point,
  };
}

/**
 * The point of least denominators nearby, if that is a KKT point exactly. Parameters that are rational up to one root a weight vector are found as such: with
 * its largest entry w_k, w is kept as w·w_k over √ρ, ρ = w_k².
 */
function simplest(
  data: Dataset,
  { slope, weights, neurons }: ExactHiddenLayer,
  multipliers: readonly Rational[],
  digits: number,
): ExactPatternPoint | null {
  const tolerance = Rational.fromDecimal(`1e-${digits - LOST_DIGITS}`);
  const near = (value: Rational) => simplestNear(value, tolerance);
  const largest = weights.map((vector) =>
    vector.reduce((most, value) => (value.abs().compare(most.abs()) > 0 ? value : most)),
  );
  const isZero = (s: number) => near(largest[s]!).sign() === 0;
  const network: ExactHiddenLayer = {
    slope,
    weights: weights.map((vector, s) => vector.map((value) => near(value.mul(largest[s]!)))),
    scales: largest.map((value, s) => (isZero(s) ? Rational.ONE : near(square(value)))),
    neurons: neurons.map((neuron) => ({
      ...neuron,
      output: near(isZero(neuron.weights) ? neuron.output : neuron.output.div(largest[neuron.weights]!)),
    })),
  };
  const exact = multipliers.map(near);
  const made = {
    format: 'farkas/certificate@1',
    claim: { kind: 'kkt', epsilonSquared: '0', delta: '0' },
    data: certificateData(data),
    solution: certificateNetwork(network),
    derivation: { multipliers: exact.map(String), slopes: [] },
  };
  return checkCertificate(made).accepted ? { network, multipliers: exact, slopes: [] } : null;
}

/** (u₊, u₋) as a diagonal net with equal factors: D of |w_j|^{1/D} = |u_±j|, times D for the multipliers. */
function plusMinus(
  data: Dataset,
  theta: readonly Rational[],
  multipliers: readonly Rational[],
  dimension: number,
  degree: number,
  digits: number,
): CertifiedLimit | null {
  const [plus, minus] = rows(theta, dimension);
  if (plus!.some((value, j) => value.sign() !== 0 && minus![j]!.sign() !== 0)) return null;
  // At odd D a negative u₊ is a negative weight; at even D only the side decides.
  const equal = plus!.map((value, j) => (value.sign() !== 0 ? value.abs() : minus![j]!.abs()));
  const negative = plus!.map((value, j) =>
    value.sign() !== 0 ? degree % 2 === 1 && value.sign() < 0 : degree % 2 === 0 || minus![j]!.sign() > 0,
  );
  const first = equal.map((value, j) => (negative[j] ? value.neg() : value));
  const factors = [first, ...Array.from({ length: degree - 1 }, () => equal)];
  const scaled = multipliers.map((value) => value.mul(Rational.of(BigInt(degree))));
  return degree === 2
    ? asHiddenLayer(data, coordinates(Rational.ONE, factors.flat(), dimension), scaled, digits)
    : asFactors(data, factors, scaled);
}

/** `diagonal-kkt`, with ε and δ of the factors as they are. */
function asFactors(
  data: Dataset,
  factors: readonly (readonly Rational[])[],
  multipliers: readonly Rational[],
): CertifiedLimit {
  const product = (j: number, without: number) =>
    factors.reduce((total, layer, l) => (l === without ? total : total.mul(layer[j]!)), Rational.ONE);
  const w = factors[0]!.map((_, j) => product(j, -1));
  const signed = (i: number, value: Rational) => (data.y[i] === 1 ? value : value.neg());
  const margins = data.x.map((x, i) => signed(i, innerProduct(x, w)));
  const level = margins.reduce((least, margin) => (margin.compare(least) < 0 ? margin : least));
  const delta = margins.reduce((most, margin, i) => {
    const slack = multipliers[i]!.mul(margin.sub(level));
    return slack.compare(most) > 0 ? slack : most;
  }, ZERO);
  const pull = w.map((_, j) => sum(data.x.map((x, i) => signed(i, multipliers[i]!.mul(x[j]!)))));
  const epsilonSquared = sum(
    factors.flatMap((layer, l) => layer.map((u, j) => square(u.sub(product(j, l).mul(pull[j]!))))),
  );
  const normSquared = sum(factors.flat().map(square));
  return {
    certificate: {
      format: 'farkas/certificate@1',
      claim: { kind: 'diagonal-kkt', epsilonSquared: String(epsilonSquared), delta: String(delta) },
      data: certificateData(data),
      solution: { factors: factors.map((layer) => layer.map(String)) },
      derivation: { multipliers: multipliers.map(String) },
    },
    relativeResidual: Math.sqrt(epsilonSquared.div(normSquared).toNumber()),
  };
}
