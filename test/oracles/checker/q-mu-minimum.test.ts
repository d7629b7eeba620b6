import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import { decimalField } from '../../../src/numbers/decimal.ts';
import { Rational } from '../../../src/numbers/rational.ts';

const of = (num: number, den = 1) => Rational.of(BigInt(num), BigInt(den));
const TINY = Rational.fromDecimal('1e-50');
const ONE = Rational.ONE;
const total = (values: readonly Rational[]) => values.reduce((sum, value) => sum.add(value), Rational.ZERO);
const largest = (values: readonly Rational[]) => values.reduce((a, b) => (a.compare(b) > 0 ? a : b));
const dot = (a: readonly Rational[], b: readonly Rational[]) => total(a.map((value, j) => value.mul(b[j]!)));

const field = decimalField(120);
const exp = (s: Rational) => field.toRational(field.exp(field.fromRational(s)));
const cosh = (s: Rational) => exp(s).add(exp(s.neg())).mul(of(1, 2));
const sinh = (s: Rational) => exp(s).sub(exp(s.neg())).mul(of(1, 2));

const size = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 2, 3, 7)).map(([a, b]) => of(a, b));
const signed = fc.tuple(fc.integer({ min: -6, max: 6 }), fc.constantFrom(1, 2, 5)).map(([a, b]) => of(a, b));

/** Any separator of margin 1 with any multipliers, and slopes on either side of the maximiser: nothing need be nearly optimal. */
const bounds = fc.integer({ min: 1, max: 3 }).chain((dimension) => {
  const vector = <T>(entry: fc.Arbitrary<T>) =>
    fc.array(entry, { minLength: dimension, maxLength: dimension });
  return fc.record({
    mu: size.map((value) => value.div(of(5))),
    w: vector(signed).map((w) => w.with(0, w[0]!.sign() === 0 ? ONE : w[0]!)),
    points: fc.array(
      fc.record({ u: vector(signed), excess: fc.constantFrom(of(1), of(3, 2)), weight: size }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    around: vector(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }))),
  });
});

/** The points u over their margin, labelled by its sign; u whose margin is 0 becomes w. */
function separated(w: readonly Rational[], points: readonly { u: readonly Rational[]; excess: Rational }[]) {
  return points.map(({ u, excess }) => {
    const row = dot(w, u).sign() === 0 ? w : u;
    const margin = dot(w, row);
    return { x: row.map((value) => value.mul(excess).div(margin.abs())), y: margin.sign() };
  });
}

describe('a q-mu-minimum certificate', () => {
  it('is accepted with the bounds of FORMAT.md, at 120 digits, and with none that says more', () => {
    fc.assert(
      fc.property(bounds, ({ mu, w, points, around }) => {
        const twice = mu.add(mu);
        const rows = separated(w, points);
        const lambda = points.map(({ weight }) => weight.div(of(8)));
        const slopes = w.map((value, j) => {
          const middle = Rational.fromDecimal(Math.asinh(value.div(twice).toNumber()).toFixed(9));
          return [middle.sub(of(around[j]![0], 1000)), middle.add(of(around[j]![1], 1000))] as const;
        });
        const least = total(
          slopes.map(([s, t], j) => {
            const value = s.mul(w[j]!).sub(twice.mul(cosh(s).sub(ONE)));
            return value.add(t.sub(s).mul(w[j]!.sub(twice.mul(sinh(s)))));
          }),
        );
        const pull = w.map((_, j) => total(rows.map(({ x, y }, i) => lambda[i]!.mul(x[j]!).mul(of(y)))));
        const most = total(lambda).sub(total(pull.map((g) => twice.mul(cosh(g).sub(ONE)))));
        const denominator = rows.reduce(
          (product, { x }) =>
            x.reduce((other, { den }) => (other % den === 0n ? other : other * den), product),
          1n,
        );
        const ask = (byUpper: Rational, byLower: Rational, byDistance: Rational) => {
          const [upper, lower] = [least.add(byUpper), most.add(byLower)];
          const size = largest([upper.add(mu.mul(of(11, 10))), ...w.map((value) => value.abs())]);
          const distanceSquared = of(2).mul(upper.sub(lower)).mul(size.add(twice)).add(byDistance);
          const result = checkCertificate({
            format: 'farkas/certificate@1',
            claim: {
              kind: 'q-mu-minimum',
              mu: String(mu),
              lower: String(lower),
              upper: String(upper),
              distanceSquared: String(distanceSquared),
            },
            data: {
              x: rows.map(({ x }) => x.map((value) => String(value.mul(Rational.of(denominator))))),
              denominator: String(denominator),
              y: rows.map(({ y }) => y),
            },
            solution: { w: w.map(String) },
            derivation: {
              combination: lambda.map((weight, point) => ({ point, weight: String(weight) })),
              slopes: slopes.map((ends) => ends.map(String)),
            },
          });
          return result.accepted ? 'accepted' : `${result.code} ${result.path}`;
        };
        expect(ask(TINY, TINY.neg(), Rational.ZERO)).toBe('accepted');
        expect(ask(TINY.neg(), TINY.neg(), Rational.ZERO)).toBe('wrong-value claim.upper');
        expect(ask(TINY, TINY, Rational.ZERO)).toBe('wrong-value claim.lower');
        expect(ask(TINY, TINY.neg(), TINY.neg())).toBe('wrong-value claim.distanceSquared');
        // Above what the slopes prove, M is its own least.
        expect(ask(of(100), TINY.neg(), Rational.ZERO)).toBe('accepted');
        expect(ask(of(100), TINY.neg(), TINY.neg())).toBe('wrong-value claim.distanceSquared');
      }),
      { numRuns: 20 },
    );
  });
});
