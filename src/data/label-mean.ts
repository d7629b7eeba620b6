import { Rational } from '../numbers/rational.ts';
import type { Dataset } from './dataset.ts';

/** ⟨a, b⟩, exactly. */
export function innerProduct(a: readonly Rational[], b: readonly Rational[]): Rational {
  return a.reduce((sum, value, j) => sum.add(value.mul(b[j]!)), Rational.ZERO);
}

/** μ = (1/n) Σ y_i x_i, the direction in which small two-layer nets first grow (lyu2021). */
export function labelMean(data: Dataset): Rational[] {
  const n = Rational.of(BigInt(data.x.length));
  return data.x[0]!.map((_, j) =>
    data.x
      .reduce((sum, row, i) => (data.y[i] === 1 ? sum.add(row[j]!) : sum.sub(row[j]!)), Rational.ZERO)
      .div(n),
  );
}
