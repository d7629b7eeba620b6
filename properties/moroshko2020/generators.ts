import fc from 'fast-check';
import type { Dataset, Label } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';

const rational = (numerator: number, denominator: number) =>
  Rational.of(BigInt(numerator), BigInt(denominator));
const sum = (values: readonly Rational[]) => values.reduce((a, b) => a.add(b), Rational.ZERO);
const entries = (count: number, most: number) =>
  fc.array(fc.integer({ min: -most, max: most }), { minLength: count, maxLength: count });

/** Random signs of labels and of coordinates, which change no claim about diagonal networks: x_i = y_i·(row ∘ signs). */
export function withSigns(
  rows: readonly (readonly Rational[])[],
  labels: readonly boolean[],
  signs: readonly boolean[],
  name: string,
): Dataset {
  return {
    name,
    x: rows.map((row, i) => row.map((value, j) => (labels[i] === signs[j] ? value : value.neg()))),
    y: rows.map((_, i): Label => (labels[i] ? 1 : -1)),
  };
}

const MOST = 4;
const SURPLUS = 2;

/**
 * Data whose ℓ1 separator is unique, with a unique multiplier, and whose rate κ is at least `leastRate`, by construction. On the first k
 * coordinates the first k points form a circulant matrix with a dominant diagonal, so that equal weights put all of them on the
 * margin and equal multipliers balance all k coordinates at γ₁. On the others the balance is t·γ₁ with |t| ≤ 1 − leastRate, and further
 * points have margins above 1. In the first of the others, |t| ≥ 1 − mostRate.
 */
export function balanced(leastRate: number, mostRate = 1): fc.Arbitrary<Dataset> {
  const mostBalance = Math.floor(64 * (1 - leastRate));
  const leastBalance = Math.ceil(64 * (1 - mostRate));
  const flags = (count: number) => fc.array(fc.boolean(), { minLength: count, maxLength: count });
  return fc
    .record({
      size: fc.integer({ min: 1, max: MOST }),
      inactive: fc.integer({ min: 1, max: MOST }),
      surplus: fc.integer({ min: 0, max: SURPLUS }),
      diagonal: fc.integer({ min: 16, max: 48 }),
      circulant: entries(MOST - 1, 4),
      columns: fc.array(
        fc.record({ raw: entries(MOST, 16), balance: fc.integer({ min: -mostBalance, max: mostBalance }) }),
        {
          minLength: MOST,
          maxLength: MOST,
        },
      ),
      extra: fc.array(fc.record({ raw: entries(2 * MOST, 16), slack: fc.integer({ min: 1, max: 8 }) }), {
        minLength: SURPLUS,
        maxLength: SURPLUS,
      }),
      labels: flags(MOST + SURPLUS),
      signs: flags(2 * MOST),
    })
    .map(({ size, inactive, surplus, diagonal, circulant, columns, extra, labels, signs }) => {
      const first = [diagonal, ...circulant.slice(0, size - 1)].map((value) => rational(value, 16));
      const total = sum(first);
      const gamma = total.div(Rational.of(BigInt(size)));
      const rest = columns.slice(0, inactive).map(({ raw, balance: drawn }, index) => {
        const balance = index === 0 && Math.abs(drawn) < leastBalance ? leastBalance : drawn;
        const column = raw.slice(0, size).map((value) => rational(value, 16));
        const mean = sum(column).div(Rational.of(BigInt(size)));
        const shift = gamma.mul(rational(balance, 64)).sub(mean);
        return column.map((value) => value.add(shift));
      });
      const support = first.map((_, i) => [
        ...first.map((_, j) => first[(j - i + size) % size]!),
        ...rest.map((column) => column[i]!),
      ]);
      // Equal weights 1/total give margin 1 + slack when the first k entries add up to total·(1 + slack).
      const others = extra.slice(0, surplus).map(({ raw, slack }) => {
        const row = raw.slice(0, size + inactive).map((value) => rational(value, 16));
        const missing = total.mul(rational(8 + slack, 8)).sub(sum(row.slice(0, size)));
        const push = missing.div(Rational.of(BigInt(size)));
        return row.map((value, j) => (j < size ? value.add(push) : value));
      });
      return withSigns([...support, ...others], labels, signs, 'balanced');
    });
}

/**
 * Data with Z_i∘Z_k ≤ 0 for i ≠ k (Z has rows y_i·x_i): each coordinate sees at most two points, on different sides. Coordinate i < n is positive at
 * point i and less so, negative, at the next, so that equal weights on these separate.
 */
export function obtuse(): fc.Arbitrary<Dataset> {
  const most = 4;
  const flags = (count: number) => fc.array(fc.boolean(), { minLength: count, maxLength: count });
  return fc
    .record({
      points: fc.integer({ min: 1, max: most }),
      extra: fc.integer({ min: 0, max: most }),
      own: fc.array(
        fc.record({ plus: fc.integer({ min: 17, max: 48 }), minus: fc.integer({ min: 0, max: 16 }) }),
        {
          minLength: most,
          maxLength: most,
        },
      ),
      shared: fc.array(
        fc.record({
          first: fc.nat({ max: most - 1 }),
          plus: fc.integer({ min: 1, max: 48 }),
          minus: fc.integer({ min: 0, max: 48 }),
        }),
        { minLength: most, maxLength: most },
      ),
      labels: flags(most),
      signs: flags(2 * most),
    })
    .map(({ points, extra, own, shared, labels, signs }) => {
      const columns = [
        ...own.slice(0, points).map((column, first) => ({ first, ...column })),
        ...shared.slice(0, extra).map(({ first, ...column }) => ({ first: first % points, ...column })),
      ];
      const rows = Array.from({ length: points }, (_, i) =>
        columns.map(({ first, plus, minus }) => {
          if (i === first) return rational(plus, 16);
          return i === (first + 1) % points ? rational(-minus, 16) : Rational.ZERO;
        }),
      );
      return withSigns(rows, labels, signs, 'obtuse');
    });
}
