import type { Certificate } from '../../oracles/certificate.ts';
import { certifyKkt, type ExactHiddenLayer, type KinkSlope } from '../../oracles/kkt/certify.ts';
import { l2Margin } from '../../oracles/l2-margin.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import type { Rational } from '../../src/numbers/rational.ts';
import { squareRootBounds } from '../../src/numbers/square-root.ts';

/** The separator of least norm with what a balanced neuron on it needs. */
export interface NeuronOptimum {
  /** ŵ, with y⟨ŵ,x⟩ ≥ 1. */
  readonly w: readonly Rational[];
  /** ρ = ‖ŵ‖: the neuron has weights ŵ/√ρ and output √ρ, so ρ is its scale and half its squared norm. */
  readonly norm: Rational;
  /** Σ λ_i y_i x_i = ŵ/‖ŵ‖. */
  readonly multipliers: readonly Rational[];
}

/** What one neuron needs to classify points of one label, or why that has no exact form. */
export function neuronOptimum(data: Dataset): NeuronOptimum | string {
  const separator = l2Margin(data);
  if (separator.status !== 'optimal') return 'the data is not separable';
  const { lower: norm, upper } = squareRootBounds(innerProduct(separator.w, separator.w));
  if (!norm.equals(upper)) return 'the norm of the max-margin separator is irrational';
  return {
    w: separator.w,
    norm,
    multipliers: separator.multipliers.map((value) => value.div(norm)),
  };
}

/** That the network is a KKT point, exactly or to the ε and δ in the certificate. */
export function kktCertificate(
  data: Dataset,
  network: ExactHiddenLayer,
  multipliers: readonly Rational[],
  slopes: readonly KinkSlope[] = [],
): Certificate {
  return certifyKkt(data, network, multipliers, slopes).certificate;
}

/** Euclidean distance to a fixed direction. */
export function distanceTo(direction: readonly number[]): (other: Float64Array) => number {
  return (other) => Math.hypot(...direction.map((value, j) => value - other[j]!));
}

/** The neurons (w_k, a_k) of θ = (w_1, …, w_m, a_1, …, a_m). */
export function neuronsOf(
  theta: readonly Rational[],
  dimension: number,
): { readonly w: readonly Rational[]; readonly a: Rational }[] {
  const width = theta.length / (dimension + 1);
  return Array.from({ length: width }, (_, k) => ({
    w: theta.slice(k * dimension, (k + 1) * dimension),
    a: theta[width * dimension + k]!,
  }));
}

export const isZero = (vector: readonly Rational[]): boolean => vector.every((value) => value.sign() === 0);
