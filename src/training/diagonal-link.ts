/**
 * The weights w = u₊^D − u₋^D of a diagonal network as functions of s = Xᵀν, ν_i = ∫ y_i p_i dτ, by coordinate: u± ' = ±D·u±^{D−1}·s'
 * from u± = α integrates to u± = α e^{±2s} for D = 2, and to u±^{2−D} = α^{2−D} ∓ D(D−2)s for D ≥ 3 (moroshko2020).
 */
export interface DiagonalLink {
  /** w(s): odd and increasing. */
  value(s: number): number;
  /** w'(s) > 0. */
  slope(s: number): number;
  /** |s| stays below this pole; ∞ for D = 2. */
  readonly pole: number;
  /** α^D, the size of u±^D at the start. */
  readonly size: number;
}

/** w = 2α² sinh(4s), or α^D[(1 − cs)^{−D/(D−2)} − (1 + cs)^{−D/(D−2)}] with c = D(D−2)α^{D−2}. */
export function diagonalLink(depth: number, alpha: number): DiagonalLink {
  const size = alpha ** depth;
  if (depth === 2)
    return {
      value: (s) => 2 * size * Math.sinh(4 * s),
      slope: (s) => 8 * size * Math.cosh(4 * s),
      pole: Number.POSITIVE_INFINITY,
      size,
    };
  const c = depth * (depth - 2) * alpha ** (depth - 2);
  const power = depth / (depth - 2);
  const value = (s: number) => size * ((1 - c * s) ** -power - (1 + c * s) ** -power);
  const slope = (s: number) => size * power * c * ((1 - c * s) ** (-power - 1) + (1 + c * s) ** (-power - 1));
  return { value, slope, pole: 1 / c, size };
}
