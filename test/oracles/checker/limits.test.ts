import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import { verdict } from './verdict.ts';

const VALID = readFileSync(new URL('../../certificates/valid/l2-margin.json', import.meta.url), 'utf8');

/** Far above what refusing takes, far below what reading on would. */
const SECONDS = 5;

/** The valid certificate with one point of as many coordinates as w. */
function withSolution(w: readonly string[]): string {
  const certificate = JSON.parse(VALID);
  certificate.data = { x: [w.map(() => '1')], denominator: '1', y: [1] };
  certificate.solution.w = w;
  return JSON.stringify(certificate);
}

const fields = Array.from({ length: 2e5 }, (_, i) => `"k${i}":1`);
const primes = Array.from({ length: 3000 }, (_, i) => `1/${10n ** 999n + BigInt(2 * i + 1)}`);

const hostile: [name: string, text: () => string, code: string][] = [
  ['100 MB of brackets', () => '['.repeat(1e8), 'too-large'],
  ['30 MB of nesting', () => '['.repeat(15e6) + ']'.repeat(15e6), 'too-large'],
  ['nested objects', () => '{"a":'.repeat(5e6), 'too-large'],
  ['very many fields', () => `{${fields.join()}}`, 'unknown-field'],
  ['an absurd exponent', () => withSolution(['1e999999999']), 'not-exact-number'],
  ['a number of 100,000 digits', () => withSolution(['7'.repeat(1e5)]), 'too-large'],
  ['many long fractions', () => withSolution(Array(2000).fill(`${'7'.repeat(19_000)}/3`)), 'too-large'],
  ['many large exponents', () => withSolution(Array(2000).fill('1e4096')), 'too-large'],
  ['denominators without common factors', () => withSolution(primes), 'too-large'],
];

describe('hostile certificates', () => {
  it.each(hostile)('%s: refused at once', (_, text, code) => {
    const certificate = text();
    const start = performance.now();
    expect(verdict(certificate)).toBe(code);
    expect((performance.now() - start) / 1000).toBeLessThan(SECONDS);
  });

  it('does not take brackets inside strings for nesting', () => {
    const name = `${'['.repeat(100)}\\"${'{'.repeat(100)}`;
    expect(checkCertificate(`{"${name}": 1}`)).toMatchObject({ accepted: false, code: 'unknown-field' });
  });

  it.each([undefined, null, 7, 7n, 'text', [], () => 1, Number.NaN, new Date()])(
    '%s is no certificate',
    (value) => {
      expect(checkCertificate(value)).toMatchObject({ accepted: false });
    },
  );
});

const qMu = JSON.parse(
  readFileSync(new URL('../../certificates/valid/q-mu-minimum.json', import.meta.url), 'utf8'),
);

describe('limits are where FORMAT.md has them', () => {
  it.each<[what: string, within: () => unknown, beyond: () => unknown]>([
    ['2^25 characters', () => VALID.padEnd(2 ** 25), () => VALID.padEnd(2 ** 25 + 1)],
    ['32 levels', () => '['.repeat(32) + ']'.repeat(32), () => '['.repeat(33) + ']'.repeat(33)],
    [
      '20,000 characters a number',
      () => withSolution(['7'.repeat(20_000)]),
      () => withSolution(['7'.repeat(20_001)]),
    ],
    [
      '10^10 in squares of lengths',
      () => withSolution(Array(99).fill('7'.repeat(10_000))),
      () => withSolution(Array(101).fill('7'.repeat(10_000))),
    ],
    [
      '10^10 in squares of lengths, an exponent counting 4096',
      () => withSolution(Array(590).fill('1E4096')),
      () => withSolution(Array(600).fill('1e4096')),
    ],
    ['slopes to 1024', () => withSlope('1024'), () => withSlope('1025')],
    ['slopes from -1024', () => withSlope('-1024'), () => withSlope('-1025')],
    ['1024 dimensions of Q_mu', () => wideQMu(1024), () => wideQMu(1025)],
  ])('%s', (_, within, beyond) => {
    expect(verdict(within())).not.toBe('too-large');
    expect(verdict(beyond())).toBe('too-large');
  });
});

function withSlope(slope: string): unknown {
  return {
    ...qMu,
    derivation: { ...qMu.derivation, slopes: qMu.derivation.slopes.map(() => [slope, slope]) },
  };
}

/** Slopes that prove nothing: the refusal at the first of them ends it. */
function wideQMu(dimension: number): unknown {
  const ones = Array<string>(dimension).fill('1');
  const derivation = { combination: [{ point: 0, weight: '1' }], slopes: ones.map(() => ['9', '9']) };
  return { ...qMu, data: { x: [ones], denominator: '1', y: [1] }, solution: { w: ones }, derivation };
}
