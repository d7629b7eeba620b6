import type { Dataset } from '../../src/data/dataset.ts';
import { innerProduct, labelMean } from '../../src/data/label-mean.ts';
import { growthSigns, type TwoLayerStart } from '../../src/generators/starts.ts';
import { Rational } from '../../src/numbers/rational.ts';

const STEP = Rational.of(1n, 8n);

/** Moves the first neuron where no neuron would grow, or where all of them start on the axis. */
export function madeToGrow(start: TwoLayerStart, data: Dataset): TwoLayerStart {
  let { a, w } = start;
  if (!someNeuronGrows(start, data)) a = [a[0]!.add(STEP), ...a.slice(1)];
  for (let j = 0; !someNeuronIsOffAxis({ a, w }, data); j++)
    w = [start.w[0]!.map((value, c) => (c === j ? value.add(STEP) : value)), ...w.slice(1)];
  return { a, w };
}

/** b_k ≠ 0 for some k. */
export function someNeuronGrows(start: TwoLayerStart, data: Dataset): boolean {
  return growthSigns(start, data).some((sign) => sign !== 0);
}

/** w_k is not parallel to μ for some k. */
export function someNeuronIsOffAxis({ w }: TwoLayerStart, data: Dataset): boolean {
  return w.some((row) => offMean(row, data).some((value) => value.sign() !== 0));
}

/** P⊥w, P⊥ the projection off μ. */
function offMean(w: readonly Rational[], data: Dataset): Rational[] {
  const mean = labelMean(data);
  const part = innerProduct(w, mean).div(innerProduct(mean, mean));
  return w.map((value, j) => value.sub(part.mul(mean[j]!)));
}

/** Output weights 0 and incoming weights orthogonal to μ: b_k = 0 for all k, and the start is stationary. */
export function madeStationary({ a, w }: TwoLayerStart, data: Dataset): TwoLayerStart {
  return { a: a.map(() => Rational.ZERO), w: w.map((row) => offMean(row, data)) };
}

/** Every neuron along ±μ, as far as its first incoming weight was from 0. */
export function madeAxial({ a, w }: TwoLayerStart, data: Dataset): TwoLayerStart {
  const mean = labelMean(data);
  return { a, w: w.map(([first]) => mean.map((value) => value.mul(first!))) };
}

/**
 * Moves the neuron that will carry most weight off the axis, by |a_k| + ‖w_k‖₁ ≥ 2|b_k| along the coordinate farthest from μ, where it
 * starts nearer to it than |b_k|/8; b_k stays as it is.
 */
export function madeTilted(start: TwoLayerStart, data: Dataset): TwoLayerStart {
  const { a, w } = madeToGrow(start, data);
  const mean = labelMean(data);
  const length = Math.sqrt(innerProduct(mean, mean).toNumber());
  const growth = a.map(
    (value, k) => Math.abs(value.toNumber() + innerProduct(w[k]!, mean).toNumber() / length) / 2,
  );
  const heaviest = growth.indexOf(Math.max(...growth));
  const tilt = Math.hypot(...offMean(w[heaviest]!, data).map((value) => value.toNumber()));
  if (tilt >= growth[heaviest]! / 8) return { a, w };
  const sizes = mean.map((value) => value.abs().toNumber());
  const farthest = sizes.indexOf(Math.min(...sizes));
  const far = w[heaviest]!.reduce((sum, value) => sum.add(value.abs()), a[heaviest]!.abs());
  const move = offMean(
    mean.map((_, j) => (j === farthest ? far : Rational.ZERO)),
    data,
  );
  return { a, w: w.map((row, k) => (k === heaviest ? row.map((value, j) => value.add(move[j]!)) : row)) };
}

/**
 * Neurons that all points activate, with a_k > 0, and the negatives of all of them, for points with coordinates ≥ 0. On symmetric data both
 * halves would grow alike; where all labels are + the second one grows at α times the rate of the first.
 */
export function madeOpposed(start: TwoLayerStart, data: Dataset): TwoLayerStart {
  const active = {
    a: start.a.map((value) => value.abs().add(STEP)),
    w: start.w.map((row) => row.map((value) => value.abs())),
  };
  const { a, w } = madeToGrow(active, data);
  return {
    a: [...a, ...a.map((value) => value.neg())],
    w: [...w, ...w.map((row) => row.map((value) => value.neg()))],
  };
}
