import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalField } from '../../src/numbers/decimal.ts';
import type { DoubleDouble } from '../../src/numbers/double-double.ts';
import { doubleDouble } from '../../src/numbers/double-double.ts';
import type { RealField } from '../../src/numbers/field.ts';
import { float64 } from '../../src/numbers/float64.ts';
import { exponential, type Loss, logistic } from '../../src/training/losses.ts';

const margins = fc.array(
  fc.integer({ min: -320, max: 640 }).map((k) => k / 16),
  { minLength: 1, maxLength: 6 },
);

/** p, r and log S at the margins q. */
function weigh<T>(field: RealField<T>, loss: Loss, q: readonly T[]) {
  const least = q.reduce((a, b) => (field.compare(b, a) < 0 ? b : a));
  const p = q.map(() => field.zero);
  const r = q.map(() => field.zero);
  const gaps = q.map((value) => field.sub(value, least));
  const shift = loss.weigh(field, least, gaps, { p, r });
  return { p, r, logTotal: field.sub(shift, least) };
}

const real = doubleDouble.fromNumber;
const STEP = 1e-9;

/** Derivatives of `read` by q_k, by central differences in double-double. */
function derivative(
  loss: Loss,
  q: readonly number[],
  k: number,
  read: (weights: ReturnType<typeof weigh<DoubleDouble>>) => DoubleDouble,
): number {
  const at = (step: number) =>
    read(
      weigh(
        doubleDouble,
        loss,
        q.map((value, i) => (i === k ? doubleDouble.add(real(value), real(step)) : real(value))),
      ),
    );
  return doubleDouble.toNumber(doubleDouble.sub(at(STEP), at(-STEP))) / (2 * STEP);
}

describe.each([exponential, logistic])('$name loss', (loss) => {
  it('adds up: log S is the log of the sum of losses', () => {
    fc.assert(
      fc.property(margins, (q) => {
        const direct = q.reduce(
          (sum, value) => sum + (loss === exponential ? Math.exp(-value) : Math.log1p(Math.exp(-value))),
          0,
        );
        expect(weigh(float64, loss, q).logTotal).toBeCloseTo(Math.log(direct), 12);
      }),
    );
  });

  it('p is −∂ log S/∂q and r makes up ∂p/∂q = ppᵀ − diag r', () => {
    fc.assert(
      fc.property(margins, (q) => {
        const { p, r } = weigh(doubleDouble, loss, q.map(real));
        for (let k = 0; k < q.length; k++) {
          const slope = derivative(loss, q, k, ({ logTotal }) => logTotal);
          expect(Math.abs(slope + doubleDouble.toNumber(p[k]!))).toBeLessThan(1e-15);
          for (let i = 0; i < q.length; i++) {
            const expected = doubleDouble.sub(
              doubleDouble.mul(p[i]!, p[k]!),
              i === k ? r[k]! : doubleDouble.zero,
            );
            const change = derivative(loss, q, k, (weights) => weights.p[i]!);
            expect(Math.abs(change - doubleDouble.toNumber(expected))).toBeLessThan(1e-14);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('agrees between float64 and 40 digits', () => {
    const precise = decimalField(40);
    fc.assert(
      fc.property(margins, (q) => {
        const rough = weigh(float64, loss, q);
        const exact = weigh(
          precise,
          loss,
          q.map((value) => precise.fromNumber(value)),
        );
        for (let i = 0; i < q.length; i++) {
          expect(rough.p[i]! / precise.toNumber(exact.p[i]!)).toBeCloseTo(1, 12);
          expect(rough.r[i]! / precise.toNumber(exact.r[i]!)).toBeCloseTo(1, 12);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('never underflows: margins of 10⁹ and 10³⁰⁰ still have weights and a loss', () => {
    for (const size of [1e9, 1e300]) {
      const { p, logTotal } = weigh(float64, loss, [size, size]);
      expect(p).toEqual([0.5, 0.5]);
      expect(logTotal).toBe(Math.log(2) - size);
    }
  });

  it('has an inverse', () => {
    for (const q of [-5, 0, 1, 2, 3, 5, 10, 20, 30, 36, 700, 1e6]) {
      const { logTotal } = weigh(float64, loss, [q]);
      expect(Math.abs(loss.inverse(logTotal) - q)).toBeLessThan(1e-12 * Math.max(1, Math.abs(q)));
    }
    expect(loss.logAtZero).toBeCloseTo(weigh(float64, loss, [0]).logTotal, 15);
  });
});

it('the logistic loss never overflows: margins of −10⁹ leave finite weights, all the loss to the least', () => {
  const { p, r, logTotal } = weigh(float64, logistic, [-1e9, -1e9, 1e9]);
  // ℓ(q) = −q to the last digit, and ℓ' = −1.
  expect(logTotal).toBeCloseTo(Math.log(2e9), 6);
  for (const weight of p.slice(0, 2)) expect(weight * 2e9).toBeCloseTo(1, 6);
  expect([p[2], ...r]).toEqual([0, 0, 0, 0]);
});
