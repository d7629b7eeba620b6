import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import type { Step, TwoLayerCertificate } from '../two-layer/second-checker.ts';
import { changed, type Json, pathText, places } from './corruptions.ts';
import { verdict } from './verdict.ts';

const valid = (name: string): TwoLayerCertificate =>
  JSON.parse(readFileSync(new URL(`../../certificates/valid/${name}.json`, import.meta.url), 'utf8'));
const examples = ['two-layer-margin', 'two-layer-margin-xor'];

const POINTS = 1024;
const DIMENSION = 64;

/**
 * Points that are all alike, multipliers 0, and steps that narrow nothing: valid, and of any size. β is the bits of 1, 1 and 1
 * besides those of the denominator of the data.
 */
function idle({ points = POINTS, dimension = 1, denominatorBits = 1, bounds = 1 }) {
  const denominator = 1n << BigInt(denominatorBits - 1);
  const row = Array<string>(dimension).fill('1');
  const all = <T>(value: T) => Array<T>(points).fill(value);
  // ‖x‖ ≤ d over the denominator.
  const radius = String((BigInt(dimension) + denominator - 1n) / denominator);
  const leaf = { step: 'leaf', slopes: all('c') };
  const bound = { point: 0, side: 1, bound: radius, cutWeight: '0', terms: [] };
  return {
    format: 'farkas/certificate@1',
    claim: { kind: 'two-layer-margin', alpha: '1', lower: '0', upper: String(denominator) },
    data: { x: all(row), denominator: String(denominator), y: all(1) },
    solution: { neurons: [{ sign: 1, weights: row.map((_, j) => (j === 0 ? '1' : '0')), norm: '1' }] },
    derivation: {
      denominator: '1',
      multipliers: all('0'),
      radii: all(radius),
      positive: [{ step: 'tighten', slopes: all('c'), bounds: Array(bounds).fill(bound) }, leaf],
      negative: [leaf],
    },
  };
}

/** (steps + bounds) · n · d · ⌈β/256⌉ is 2²⁸ at 16 steps and bounds: three steps, and 13 bounds. */
const most = { dimension: DIMENSION, denominatorBits: 2 ** 16 - 3, bounds: 13 };

it.each([
  ['1024 points', {}, { points: POINTS + 1 }],
  ['2^16 bits', { points: 1, denominatorBits: 2 ** 16 - 3 }, { points: 1, denominatorBits: 2 ** 16 - 2 }],
  ['2^28 in work', most, { ...most, bounds: 14 }],
])('two-layer-margin is checked up to %s', (_, within, beyond) => {
  expect(verdict(idle(within))).toBe('accepted');
  expect(verdict(idle(beyond))).toBe('too-large');
});

describe.each(examples)('%s', (name) => {
  const certificate = valid(name);
  const json = certificate as unknown as Json;

  it('is refused where an index, a sign, a side or a step is none', () => {
    const bad: Record<string, Json[]> = {
      point: [-1, certificate.data.x.length, 2 ** 53 - 1],
      sign: [0, 2, -2],
      side: [0, 2, -2],
      step: ['', 'branches'],
    };
    for (const { path } of places(json))
      for (const other of bad[String(path.at(-1))] ?? [])
        expect(checkCertificate(changed(json, path, () => other))).toMatchObject({
          accepted: false,
          code: 'out-of-range',
          path: pathText(path),
        });
  });

  it('is accepted with a neuron of weights 0 more', () => {
    const copy = structuredClone(certificate);
    copy.solution.neurons.push({ sign: 1, weights: copy.data.x[0]!.map(() => '0'), norm: '0' });
    expect(verdict(copy)).toBe('accepted');
  });

  it('is refused with a norm below that of the weights, though the claim says the same', () => {
    for (const [k, { weights, norm }] of certificate.solution.neurons.entries()) {
      const copy = structuredClone(certificate);
      const square = weights.reduce((sum, text) => sum + BigInt(text) ** 2n, 0n);
      let less = BigInt(norm);
      while (less * less >= square) less--;
      copy.solution.neurons[k]!.norm = String(less);
      const total = ({ solution }: TwoLayerCertificate) =>
        Rational.of(solution.neurons.reduce((sum, neuron) => sum + BigInt(neuron.norm), 0n));
      const upper = Rational.parse(certificate.claim.upper);
      copy.claim.upper = String(upper.mul(total(copy)).div(total(certificate)));
      expect(checkCertificate(copy)).toMatchObject({
        code: 'wrong-value',
        path: `solution.neurons[${k}].norm`,
      });
    }
  });

  it('is accepted at 3/7 of its scale, and with no other claim', () => {
    const scaled = rescaled(certificate);
    expect(verdict(scaled)).toBe('accepted');
    for (const bound of ['lower', 'upper'] as const) {
      const other = Rational.parse(scaled.claim[bound]).mul(Rational.fromDecimal('1.00000001'));
      expect(verdict({ ...scaled, claim: { ...scaled.claim, [bound]: String(other) } })).toBe('wrong-value');
    }
  });
});

/** The data times 3/7: V* is 7/3 as large. All numbers of the derivation are over 21 times their denominator. */
function rescaled(certificate: TwoLayerCertificate): TwoLayerCertificate {
  const copy = structuredClone(certificate);
  const { claim, data, derivation } = copy;
  const times = (factor: bigint) => (text: string) => String(factor * BigInt(text));
  const [smaller, same, larger] = [times(9n), times(21n), times(49n)];
  const slopes = (texts: readonly string[]) => texts.map((text) => (/c/.test(text) ? text : larger(text)));
  const step = (old: Step): Step => {
    if (old.step === 'branch') return old;
    if (old.step === 'leaf') return { ...old, slopes: slopes(old.slopes) };
    const bounds = old.bounds.map((bound) => ({
      ...bound,
      bound: smaller(bound.bound),
      cutWeight: smaller(bound.cutWeight),
      terms: bound.terms.map((term) => ({ ...term, weight: same(term.weight) })),
    }));
    return { ...old, slopes: slopes(old.slopes), bounds };
  };
  for (const bound of ['lower', 'upper'] as const)
    claim[bound] = String(Rational.parse(claim[bound]).mul(Rational.of(7n, 3n)));
  data.x = data.x.map((row) => row.map(times(3n)));
  data.denominator = times(7n)(data.denominator);
  derivation.denominator = same(derivation.denominator);
  derivation.multipliers = derivation.multipliers.map(larger);
  derivation.radii = derivation.radii.map(smaller);
  derivation.positive = derivation.positive.map(step);
  derivation.negative = derivation.negative.map(step);
  return copy;
}

describe('a tightening that leaves nothing of its region', () => {
  // ‖x‖ = 1 = radius, F = 0: ⟨w,x⟩ ≤ ‖x‖ − 3 for every w with F(w) > 1.
  const emptied = (side: 1 | -1, bound: string, more: Step[]) => {
    const certificate = idle({ points: 1 });
    const [tighten] = certificate.derivation.positive;
    const step = { ...tighten, bounds: [{ point: 0, side, bound, cutWeight: '3', terms: [] }] };
    return { ...certificate, derivation: { ...certificate.derivation, positive: [step, ...more] } };
  };

  it.each([1, -1] as const)('covers it: no node follows (side %s)', (side) => {
    expect(verdict(emptied(side, '-2', []))).toBe('accepted');
    expect(verdict(emptied(side, '-2', [{ step: 'leaf', slopes: ['c'] }]))).toBe('wrong-tree');
    expect(verdict(emptied(side, '-3', []))).toBe('bound-not-proved');
  });

  it.each([1, -1] as const)('does not, where a point of it is left (side %s)', (side) => {
    expect(verdict(emptied(side, '-1', []))).toBe('wrong-tree');
    expect(verdict(emptied(side, '-1', [{ step: 'leaf', slopes: ['c'] }]))).toBe('accepted');
  });
});

it('two-layer-infeasible needs a weight', () => {
  const certificate = valid('two-layer-infeasible') as unknown as Json;
  const weightless = places(certificate)
    .filter(({ path }) => path.at(-1) === 'weight')
    .reduce((copy, { path }) => changed(copy, path, () => '0'), certificate);
  expect(verdict(weightless)).toBe('trivial-combination');
});
