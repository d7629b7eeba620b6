import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rational } from '../../../src/numbers/rational.ts';
import { type LinearCertificate, proves } from './second-checker.ts';
import { verdict } from './verdict.ts';

const DIMENSION = 5;
const of = (num: number, den = 1) => Rational.of(BigInt(num), BigInt(den));
const total = (values: readonly Rational[]) => values.reduce((sum, value) => sum.add(value), of(0));
const scaled = (values: readonly Rational[], by: Rational) => values.map((value) => value.mul(by));
const added = (a: readonly Rational[], b: readonly Rational[]) => a.map((value, j) => value.add(b[j]!));

/** A separator w of norm N with a dual vector g: ⟨w,g⟩ = N and g has dual norm 1. */
interface Pair {
  readonly kind: 'l1-face' | 'linf-face';
  readonly w: readonly Rational[];
  readonly norm: Rational;
  readonly dual: readonly Rational[];
}

const coordinates = <T>(entry: fc.Arbitrary<T>) =>
  fc.array(entry, { minLength: DIMENSION, maxLength: DIMENSION });

/** One coordinate is never 0. Where it is 0, g_j is less than 1, or rarely 1, and then w is at the end of its face. */
const l1Pairs: fc.Arbitrary<Pair> = coordinates(
  fc.record({
    value: fc.constantFrom(1, 2, 3, -1, -2, 0).map((k) => of(k, 3)),
    slack: fc.constantFrom(0, 1, -1, 1, -1, 2).map((k) => of(k, 2)),
  }),
).map((entries) => {
  const w = entries.map(({ value }, j) => (j === 0 ? of(2, 3) : value));
  const dual = w.map((value, j) => (value.sign() === 0 ? entries[j]!.slack : of(value.sign())));
  return { kind: 'l1-face', w, norm: total(w.map((value) => value.abs())), dual };
});

/** One coordinate at least is as large as the norm and pulled; where nothing pulls, w_j is smaller, or rarely as large. */
const linfPairs: fc.Arbitrary<Pair> = coordinates(
  fc.record({
    isPulled: fc.boolean(),
    sign: fc.constantFrom(1, -1),
    size: fc.constantFrom(0, 1, 2, 1, 2, 3),
  }),
).map((entries) => {
  const isPulled = entries.map((entry, j) => j === 0 || entry.isPulled);
  const share = of(1, isPulled.filter(Boolean).length);
  const w = entries.map(({ sign, size }, j) => of(sign * (isPulled[j] ? 3 : size), 2));
  const dual = entries.map(({ sign }, j) => (isPulled[j] ? share.mul(of(sign)) : of(0)));
  return { kind: 'linf-face', w, norm: of(3, 2), dual };
});

/**
 * Pairs of points g/N ± e with ⟨w,e⟩ = 0, all of margin 1, their weights adding up to N: so their weighted sum is g, and w is
 * optimal. The e are combinations of a few vectors, so that the rank is drawn too.
 */
const optima = fc.record({
  pair: fc.oneof(l1Pairs, linfPairs),
  basis: fc.array(coordinates(fc.integer({ min: -2, max: 2 })), { minLength: 1, maxLength: 3 }),
  mixes: fc.array(fc.array(fc.integer({ min: -1, max: 2 }), { minLength: 3, maxLength: 3 }), {
    minLength: 1,
    maxLength: 4,
  }),
  labels: fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
  others: fc.subarray(['farther', 'of margin 1', 'of margin 1, at weight 0'] as const, { maxLength: 1 }),
});

function certificate({
  pair,
  basis,
  mixes,
  labels,
  others,
}: typeof optima extends fc.Arbitrary<infer T> ? T : never) {
  const { kind, w, norm, dual } = pair;
  const middle = scaled(dual, Rational.ONE.div(norm));
  const along = (v: readonly Rational[]) => total(v.map((value, j) => value.mul(w[j]!)));
  const sidesteps = mixes.map((mix) => {
    const mixed = basis.reduce(
      (sum, vector, b) =>
        added(
          sum,
          vector.map((value) => of(value * mix[b]!)),
        ),
      w.map(() => of(0)),
    );
    // Less its margin, it leaves all margins; w₀ is never 0.
    return mixed.with(0, mixed[0]!.sub(along(mixed).div(w[0]!)));
  });
  const signed = sidesteps.flatMap((e) => [added(middle, e), added(middle, scaled(e, of(-1)))]);
  const weight = norm.div(of(signed.length));
  const terms = signed.map((_, i) => ({ point: i, weight: String(weight) }));
  for (const other of others) {
    signed.push(other === 'farther' ? scaled(middle, of(2)) : middle);
    if (other === 'of margin 1, at weight 0') terms.push({ point: signed.length - 1, weight: '0' });
  }
  const denominator = signed
    .flat()
    .reduce((product, { den }) => (product % den === 0n ? product : product * den), 1n);
  return (dimension: number): LinearCertificate => ({
    claim: { kind, margin: String(Rational.ONE.div(norm)), dimension },
    data: {
      x: signed.map((row, i) =>
        row.map((value) => String(value.mul(Rational.of(labels[i] ? denominator : -denominator)))),
      ),
      denominator: String(denominator),
      y: signed.map((_, i) => (labels[i] ? 1 : -1)),
    },
    solution: { w: w.map(String) },
    derivation: { combination: terms },
  });
}

/** Points that are all alike, each with the same weight: the face has all dimensions but one. */
function alike(points: number, dimension: number) {
  const row = Array<string>(dimension).fill('1');
  const combination = Array.from({ length: points }, (_, point) => ({
    point,
    weight: `${dimension}/${points}`,
  }));
  return {
    format: 'farkas/certificate@1',
    claim: { kind: 'l1-face', margin: `1/${dimension}`, dimension: dimension - 1 },
    data: { x: Array(points).fill(row), denominator: String(dimension), y: Array(points).fill(1) },
    solution: { w: row },
    derivation: { combination },
  };
}

describe('the face of all max-margin separators', () => {
  it('is checked up to 2^24 steps of elimination: support times free coordinates times the fewer of them', () => {
    expect(verdict(alike(256, 256))).toBe('accepted');
    expect(verdict(alike(128, 512))).toBe('accepted');
    expect(verdict(alike(257, 256))).toBe('too-large');
    expect(verdict(alike(256, 257))).toBe('too-large');
  });

  it('has the dimension that a second checker finds, and no other', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(optima, (drawn) => {
        const ofDimension = certificate(drawn);
        const dimensions = Array.from({ length: DIMENSION + 1 }, (_, k) => k);
        const proved = dimensions.filter((k) => proves(ofDimension(k)));
        const verdicts = dimensions.map((k) =>
          verdict({ format: 'farkas/certificate@1', ...ofDimension(k) }),
        );
        expect(dimensions.filter((k) => verdicts[k] === 'accepted')).toEqual(proved);
        const refusal = proved.length > 0 ? 'wrong-value' : 'not-strict';
        for (const found of verdicts) expect(['accepted', refusal]).toContain(found);
        seen.add(`${drawn.pair.kind} ${proved.length > 0 ? proved.join() : refusal}`);
      }),
      { numRuns: 150 },
    );
    for (const kind of ['l1-face', 'linf-face'])
      for (const found of ['1', 'not-strict']) expect(seen).toContain(`${kind} ${found}`);
  });
});
