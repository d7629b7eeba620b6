import fc from 'fast-check';
import type { Dataset } from '../data/dataset.ts';
import { innerProduct, labelMean } from '../data/label-mean.ts';
import { Rational } from '../numbers/rational.ts';
import { gaussianCoordinate } from './coordinates.ts';

/** Exact parameters of a two-layer net: a has m entries, w is m rows of d. */
export interface TwoLayerStart {
  readonly a: readonly Rational[];
  readonly w: readonly (readonly Rational[])[];
}

/** A start drawn at full size, to be cut to the width and dimension that a case needs. */
export type WideStart = TwoLayerStart;

/** Gaussian entries for up to `width` neurons in up to `dimension` dimensions. */
export function wideStart(width: number, dimension: number): fc.Arbitrary<WideStart> {
  const entries = (count: number) => fc.array(gaussianCoordinate(), { minLength: count, maxLength: count });
  return fc.record({ a: entries(width), flat: entries(width * dimension) }).map(({ a, flat }) => ({
    a,
    w: a.map((_, k) => flat.slice(k * dimension, (k + 1) * dimension)),
  }));
}

/** The first `width` neurons in the first `dimension` coordinates. */
export function cutStart(start: WideStart, width: number, dimension: number): TwoLayerStart {
  return { a: start.a.slice(0, width), w: start.w.slice(0, width).map((row) => row.slice(0, dimension)) };
}

/**
 * Sign of a_k + ⟨w_k, μ/‖μ‖⟩ for every neuron, exactly (the root is squared away): the side of the data mean
 * on which neuron k grows from a small start (lyu2021).
 */
export function growthSigns(start: TwoLayerStart, data: Dataset): (-1 | 0 | 1)[] {
  const mean = labelMean(data);
  const squaredNorm = innerProduct(mean, mean);
  return start.a.map((a, k) => {
    const projection = innerProduct(start.w[k]!, mean);
    const comparison = a.mul(a).mul(squaredNorm).compare(projection.mul(projection));
    return comparison > 0
      ? a.sign()
      : comparison < 0
        ? projection.sign()
        : a.sign() === projection.sign()
          ? a.sign()
          : 0;
  });
}

/** Whether some neurons grow on each side of the mean: probability 1 − 2^{−(m−1)} of a Gaussian draw. */
export function isTwoSigned(start: TwoLayerStart, data: Dataset): boolean {
  const signs = growthSigns(start, data);
  return signs.includes(1) && signs.includes(-1);
}

/** The same start with neuron k replaced by its negative, (−a_k, −w_k). */
function negated(start: TwoLayerStart, k: number): TwoLayerStart {
  return {
    a: start.a.map((a, j) => (j === k ? a.neg() : a)),
    w: start.w.map((row, j) => (j === k ? row.map((value) => value.neg()) : row)),
  };
}

/** The same start with 1 added to the outputs of neurons that grow on neither side: of a_k = −⟨w_k, μ/‖μ‖⟩, which some draws hit in d = 1. */
function growing(start: TwoLayerStart, data: Dataset): TwoLayerStart {
  const signs = growthSigns(start, data);
  return { ...start, a: start.a.map((a, k) => (signs[k] === 0 ? a.add(Rational.ONE) : a)) };
}

/** Makes any start two-signed by negating its first neuron where needed (a Gaussian draw stays Gaussian). */
export function madeTwoSigned(start: TwoLayerStart, data: Dataset): TwoLayerStart {
  const grows = growing(start, data);
  return isTwoSigned(grows, data) ? grows : negated(grows, 0);
}

/** Makes any start one-signed by negating every neuron that grows on the other side than the first. */
export function madeOneSigned(start: TwoLayerStart, data: Dataset): TwoLayerStart {
  const grows = growing(start, data);
  const [first, ...signs] = growthSigns(grows, data);
  return signs.reduce<TwoLayerStart>(
    (made, sign, k) => (sign === -first! ? negated(made, k + 1) : made),
    grows,
  );
}
