import { toFloats } from '../../src/data/dataset.ts';
import type { TwoLayerCase } from '../../src/generators/two-layer-cases.ts';

/**
 * How a net on symmetric data leaves the origin, to the first order that shows (docs/simplicity.md).
 *
 * While ‖θ‖ is small, all softmax weights are 1/n and the flow is linear: with λ = (1+α)/2·‖μ‖, μ̂ = μ/‖μ‖ and
 * b_k = (ā_k + ⟨w̄_k,μ̂⟩)/2, neuron k is ρ·b_k·(μ̂, 1) + σ·(P⊥w̄_k, 0) with ρ = σe^{λt}, up to parts that decay; P⊥ projects off μ.
 * The margins, of order ρ², then tilt it by ρ²·b_k·ρ·T, where T depends on the sign of b_k only.
 */
export interface FirstGrowth {
  /** The direction μ̂ of all neurons, length d. */
  readonly axis: readonly number[];
  /** λ, the rate of growth in log-loss time. */
  readonly rate: number;
  /** b_k. */
  readonly growth: readonly number[];
  /** P⊥w̄_k. */
  readonly rest: readonly number[][];
  /** T for neurons of b_k > 0 and of b_k < 0, per ρ². */
  readonly tilt: { readonly positive: readonly number[]; readonly negative: readonly number[] };
  /** Σ b_k² over either sign: the net is ρ²(positive·φ(⟨μ̂,x⟩) − negative·φ(−⟨μ̂,x⟩)). */
  readonly weight: { readonly positive: number; readonly negative: number };
}

type Start = Pick<TwoLayerCase, 'data' | 'alpha' | 'start'>;

const inner = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, j) => sum + value * b[j]!, 0);

/** The first growth along the data mean; or along another axis, as if that were the mean's direction. */
export function firstGrowth({ data, alpha, start }: Start, axis = meanDirection({ data })): FirstGrowth {
  const { points, dimension, x, y } = toFloats(data);
  const rows = Array.from({ length: points }, (_, i) => [...x.subarray(i * dimension, (i + 1) * dimension)]);
  const slope = alpha.toNumber();
  const phi = (z: number) => Math.max(z, slope * z);
  const off = (v: readonly number[]) => {
    const along = inner(v, axis);
    return v.map((value, j) => value - along * axis[j]!);
  };
  const z = rows.map((row) => inner(row, axis));
  const rate = ((1 + slope) / 2) * (z.reduce((sum, value, i) => sum + y[i]! * value, 0) / points);

  const w = start.w.map((row) => row.map((value) => value.toNumber()));
  const growth = start.a.map((a, k) => (a.toNumber() + inner(w[k]!, axis)) / 2);
  const squares = (sign: 1 | -1) => growth.reduce((sum, b) => (sign * b > 0 ? sum + b * b : sum), 0);
  const weight = { positive: squares(1), negative: squares(-1) };

  const margins = z.map((value, i) => y[i]! * (weight.positive * phi(value) - weight.negative * phi(-value)));
  const tilted = (sign: 1 | -1) => {
    const pull = axis.map((_, j) =>
      rows.reduce((sum, row, i) => sum + margins[i]! * y[i]! * (sign * z[i]! > 0 ? 1 : slope) * row[j]!, 0),
    );
    return off(pull).map((value) => -value / (3 * rate * points));
  };
  return {
    axis,
    rate,
    growth,
    rest: w.map(off),
    tilt: { positive: tilted(1), negative: tilted(-1) },
    weight,
  };
}

/** μ/‖μ‖. */
export function meanDirection({ data }: Pick<TwoLayerCase, 'data'>): number[] {
  const { points, dimension, x, y } = toFloats(data);
  const sum = Array.from({ length: dimension }, (_, j) => {
    let total = 0;
    for (let i = 0; i < points; i++) total += y[i]! * x[i * dimension + j]!;
    return total;
  });
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}

/** ρ at ‖θ‖ = r: r² = 2ρ²Σb². */
export function growthAt({ weight }: FirstGrowth, norm: number): number {
  return norm / Math.sqrt(2 * (weight.positive + weight.negative));
}

/** What turns neuron k off the axis at ‖θ‖ = r, in units of its length: what is left of its start, and the margins' pull. */
export function predictedTilt(
  first: FirstGrowth,
  k: number,
  { scale, norm }: { readonly scale: number; readonly norm: number },
): { readonly start: readonly number[]; readonly margins: readonly number[] } {
  const b = first.growth[k]!;
  const rho = growthAt(first, norm);
  const tilt = b > 0 ? first.tilt.positive : first.tilt.negative;
  return {
    start: first.rest[k]!.map((value) => (scale * value) / (b * rho)),
    margins: tilt.map((value) => rho * rho * value),
  };
}
