import { describe, expect, it } from 'vitest';
import { esdirk3 } from '../../../src/training/sliding/tableau.ts';

const { a, c, gamma, errorWeights } = esdirk3;
const stages = c.length;
/** The full matrix A, with its diagonal. */
const matrix = Array.from({ length: stages }, (_, i) =>
  Array.from({ length: stages }, (_, j) => (j < i ? a[i][j] : i === j && i > 0 ? gamma : 0)),
);
const weights = matrix[stages - 1];
const embedded = weights.map((weight, i) => weight - errorWeights[i]);
const dot = (u: readonly number[], v: readonly number[]) =>
  u.reduce((sum, value, i) => sum + value * v[i], 0);
const times = (v: readonly number[]) => matrix.map((row) => dot(row, v));
const ones = c.map(() => 1);
const squares = c.map((value) => value * value);

/** R(z) = 1 + z bᵀ(I − zA)⁻¹1, by forward substitution. */
function stability(z: number): number {
  const solution: number[] = [];
  for (let i = 0; i < stages; i++) {
    const known = matrix[i].slice(0, i).reduce((sum, value, j) => sum + value * solution[j], 0);
    solution.push((1 + z * known) / (1 - z * matrix[i][i]));
  }
  return 1 + z * dot(weights, solution);
}

describe('the tableau of ESDIRK3(2)4L[2]SA', () => {
  it('has stage order 2', () => {
    for (const [i, value] of times(ones).entries()) expect(value).toBeCloseTo(c[i], 14);
    for (const [i, value] of times(c).entries()) expect(value).toBeCloseTo(squares[i] / 2, 14);
  });

  it('meets the conditions of order 3, and those of order 2 alone with the embedded weights', () => {
    const conditions = (b: readonly number[]) => [
      dot(b, ones) - 1,
      dot(b, c) - 1 / 2,
      dot(b, squares) - 1 / 3,
      dot(b, times(c)) - 1 / 6,
    ];
    for (const residual of conditions(weights)) expect(Math.abs(residual)).toBeLessThan(1e-14);
    const [first, second, third] = conditions(embedded);
    expect(Math.max(Math.abs(first), Math.abs(second))).toBeLessThan(1e-14);
    expect(Math.abs(third)).toBeGreaterThan(1e-3);
  });

  it('is stable on the left half of the real axis and damps infinitely stiff components', () => {
    for (let exponent = -3; exponent <= 9; exponent += 0.125)
      expect(Math.abs(stability(-(10 ** exponent)))).toBeLessThanOrEqual(1);
    expect(Math.abs(stability(-1e9))).toBeLessThan(1e-8);
  });
});
