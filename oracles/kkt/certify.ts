import type { Dataset } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { rationalField } from '../../src/numbers/rational-field.ts';
import { type Certificate, certificateData } from '../certificate.ts';
import { type HiddenLayer, preActivation } from './hidden-layer.ts';

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

/** Margins q_i = y_i f(x_i), exactly. */
export function exactMargins(data: Dataset, network: ExactHiddenLayer): Rational[] {
  return data.x.map((x, i) => {
    const value = sum(
      network.neurons.map(({ output }, k) => {
        const z = preActivation(rationalField, network, k, x);
        return output.mul(z.sign() > 0 ? z : z.mul(network.slope));
      }),
    );
    return data.y[i] === 1 ? value : value.neg();
  });
}

/** The same network with outputs scaled so that the least margin is exactly 1; it must be positive. */
export function withLeastMarginOne(data: Dataset, network: ExactHiddenLayer): ExactHiddenLayer {
  const least = exactMargins(data, network).reduce((a, b) => (b.compare(a) < 0 ? b : a));
  if (least.sign() <= 0) throw new RangeError('expected a network that separates its data');
  const neurons = network.neurons.map((neuron) => ({ ...neuron, output: neuron.output.div(least) }));
  return { ...network, neurons };
}

/**
 * Evaluates ε² and δ exactly for given multipliers and slopes. Pairs on a kink that are not listed take slope α.
 * @param network least margin at least 1.
 * @param multipliers λ ≥ 0, one a point.
 */
export function certifyKkt(
  data: Dataset,
  network: ExactHiddenLayer,
  multipliers: readonly Rational[],
  slopes: readonly KinkSlope[],
): CertifiedKkt {
  const epsilonSquared = residualSquared(data, network, multipliers, slopes);
  const delta = exactMargins(data, network)
    .map((margin, i) => multipliers[i]!.mul(margin.sub(Rational.ONE)))
    .reduce((a, b) => (b.compare(a) > 0 ? b : a), Rational.ZERO);
  return {
    epsilonSquared,
    delta,
    normSquared: normSquared(network),
    certificate: {
      format: 'farkas/certificate@1',
      claim: { kind: 'kkt', epsilonSquared: String(epsilonSquared), delta: String(delta) },
      data: certificateData(data),
      solution: certificateNetwork(network),
      derivation: {
        multipliers: multipliers.map(String),
        slopes: slopes.map(({ point, neuron, slope }) => ({ point, neuron, slope: String(slope) })),
      },
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

/** ‖θ − Σ λ_i h_i‖² in the scaled parameters. */
function residualSquared(
  data: Dataset,
  network: ExactHiddenLayer,
  multipliers: readonly Rational[],
  slopes: readonly KinkSlope[],
): Rational {
  const { weights, scales, neurons } = network;
  const chosen = new Map(slopes.map(({ point, neuron, slope }) => [`${point},${neuron}`, slope]));
  const weightRest = weights.map((vector) => [...vector]);
  const outputRest = neurons.map(({ weights: s, output }) => scales[s]!.mul(output));
  data.x.forEach((x, i) => {
    if (multipliers[i]!.sign() === 0) return;
    const signed = data.y[i] === 1 ? multipliers[i]! : multipliers[i]!.neg();
    neurons.forEach(({ weights: s, offset, output }, k) => {
      const z = preActivation(rationalField, network, k, x);
      const onKink = chosen.get(`${i},${k}`) ?? network.slope;
      const pull = signed.mul(z.sign() > 0 ? Rational.ONE : z.sign() < 0 ? network.slope : onKink);
      outputRest[k] = outputRest[k]!.sub(pull.mul(z));
      const factor = pull.mul(output).mul(scales[s]!);
      const rest = weightRest[s]!;
      rest.forEach((value, j) => {
        rest[j] = value.sub(factor.mul(x[offset + j]!));
      });
    });
  });
  return sum([
    ...weightRest.map((vector, s) => sum(vector.map(square)).div(scales[s]!)),
    ...outputRest.map((value, k) => square(value).div(scales[neurons[k]!.weights]!)),
  ]);
}
