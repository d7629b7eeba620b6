import type { FirstGrowth } from './first-growth.ts';

/** θ = (w_1, …, w_m, a_1, …, a_m). */
type Parameters = ArrayLike<number>;

/** The lengths √Σb_k² of the two neurons that stand for those of b_k > 0 and of b_k < 0. */
function lengths(growth: readonly number[]): readonly [positive: number, negative: number] {
  const length = (sign: 1 | -1) => Math.hypot(...growth.filter((b) => sign * b > 0));
  return [length(1), length(-1)];
}

/** The start of the net of two neurons that merges the positive and the negative ones, on the axis and balanced. */
export function mergedStart({ axis }: FirstGrowth, growth: readonly number[], scale: number): number[] {
  const [positive, negative] = lengths(growth);
  const [a, b] = [scale * positive, -scale * negative];
  return [...axis.map((value) => a * value), ...axis.map((value) => b * value), a, b];
}

/**
 * The net of m neurons that computes what a net of two does: neuron k takes the part |b_k|/√Σb² of the one of its sign.
 * Parts whose squares sum to 1 turn a trajectory of two neurons into one of m.
 */
export function embedded(two: Parameters, growth: readonly number[]): number[] {
  const dimension = two.length / 2 - 1;
  const all = lengths(growth);
  const sides = growth.map((b) => (b > 0 ? 0 : 1));
  const shares = growth.map((b, k) => (b === 0 ? 0 : Math.abs(b) / all[sides[k]!]!));
  const w = shares.flatMap((share, k) =>
    Array.from({ length: dimension }, (_, j) => share * two[sides[k]! * dimension + j]!),
  );
  return [...w, ...shares.map((share, k) => share * two[2 * dimension + sides[k]!]!)];
}

/** ‖a − b‖/‖a‖. */
export function relativeDistance(a: Parameters, b: Parameters): number {
  let difference = 0;
  let square = 0;
  for (let j = 0; j < a.length; j++) {
    difference += (a[j]! - b[j]!) ** 2;
    square += a[j]! ** 2;
  }
  return Math.sqrt(difference / square);
}
