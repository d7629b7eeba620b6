import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { changed, type Json, type Path, pathText, places } from './corruptions.ts';
import { rescaled } from './rescaled.ts';
import { type LinearCertificate, proves } from './second-checker.ts';
import { verdict } from './verdict.ts';

const EXAMPLES = new URL('../../certificates/', import.meta.url);

function examples(folder: 'valid' | 'invalid'): [name: string, text: string][] {
  const files = readdirSync(new URL(`${folder}/`, EXAMPLES)).sort();
  return files.map((file) => [file, readFileSync(new URL(`${folder}/${file}`, EXAMPLES), 'utf8')]);
}

const isNumberText = (value: Json): value is string =>
  typeof value === 'string' && /^-?\d+(\/\d+)?$/.test(value);

function typeExpected(value: Json): string {
  if (Array.isArray(value)) return 'an array';
  return { object: 'an object', string: 'a string', number: 'an integer' }[typeof value as string]!;
}

describe.each(examples('valid'))('the valid certificate %s', (_, text) => {
  const certificate = JSON.parse(text) as Json;

  it('is accepted as text and as a value', () => {
    expect(verdict(text)).toBe('accepted');
    expect(verdict(certificate)).toBe('accepted');
  });

  it('is rejected without any one of its fields, and with any field more', () => {
    for (const { path, value } of places(certificate)) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
      const more = checkCertificate(
        changed(certificate, path, (old) => ({ ...(old as object), extra: '1' })),
      );
      expect(more).toMatchObject({ accepted: false, code: 'unknown-field', path: pathText(path) });
      for (const name of Object.keys(value)) {
        const less = checkCertificate(changed(certificate, [...path, name], () => undefined));
        expect(less).toMatchObject({ accepted: false, code: 'missing-field', path: pathText(path) });
      }
    }
  });

  it('is rejected at the place where a value has another type, which is named', () => {
    for (const { path, value } of places(certificate)) {
      const others: [Json, string][] = [
        [null, 'null'],
        [true, 'a boolean'],
        Array.isArray(value) ? ['', 'a string'] : [[], 'an array'],
      ];
      if (typeExpected(value) !== 'an object') others.push([{}, 'an object']);
      for (const [other, found] of others) {
        const result = checkCertificate(changed(certificate, path, () => other));
        expect(result).toMatchObject({ accepted: false, code: 'wrong-type', path: pathText(path) });
        expect(result).toHaveProperty('message', `expected ${typeExpected(value)}, found ${found}`);
      }
    }
  });

  it('is rejected at the place where a number is none', () => {
    for (const { path, value } of places(certificate)) {
      if (!isNumberText(value)) continue;
      for (const bad of [
        '',
        'x',
        'NaN',
        'Infinity',
        '1/0',
        '1e999999999',
        '0x10',
        ' 1',
        '1 ',
        '1/-2',
        '--1',
      ]) {
        const result = checkCertificate(changed(certificate, path, () => bad));
        expect(result).toMatchObject({ accepted: false, code: 'not-exact-number', path: pathText(path) });
      }
    }
  });
});

/** The reasons for which a change of values under each part may be rejected. */
const REASONS: Record<string, readonly string[]> = {
  claim: ['wrong-value', 'out-of-range'],
  data: [
    'not-feasible',
    'not-stationary',
    'not-dual-feasible',
    'not-optimal',
    'not-strict',
    'not-mirrored',
    'not-balanced',
    'wrong-value',
    'out-of-range',
  ],
  solution: ['not-feasible', 'not-stationary', 'not-optimal', 'not-strict'],
  derivation: [
    'negative-multiplier',
    'trivial-combination',
    'not-balanced',
    'not-stationary',
    'not-dual-feasible',
    'not-optimal',
    'not-strict',
    'not-mirrored',
  ],
};

/** Other values of the same type at a place: numbers, labels and indices. */
function otherValues(value: Json, path: Path, points: number): Json[] {
  if (isNumberText(value)) {
    const old = Rational.parse(value);
    const others = ['0', '1', old.neg(), old.add(Rational.ONE), old.mul(Rational.of(2n))].map(String);
    // Data are integers; everywhere else a change by one part in 10^8 counts too.
    if (path[0] !== 'data')
      others.push(...['1.00000001', '0.99999999'].map((by) => String(old.mul(Rational.parse(by)))));
    return others.filter((other) => other !== value);
  }
  if (typeof value !== 'number') return [];
  if (path[0] === 'data') return [-value];
  return Array.from({ length: points }, (_, i) => i).filter((other) => other !== value);
}

const LINEAR = [
  'infeasible',
  'l1-face',
  'l1-margin',
  'l2-margin',
  'linf-face',
  'linf-margin',
  'two-layer-infeasible',
  'two-layer-symmetric',
];
const linear = examples('valid')
  .filter(([name]) => LINEAR.some((kind) => name.startsWith(kind)))
  .map(([name, text]): [string, LinearCertificate] => [name, JSON.parse(text) as LinearCertificate]);
const scaled = linear.map(([name, certificate]): [string, LinearCertificate] => [
  `${name} at 3/7 of its scale`,
  rescaled(certificate, Rational.of(3n, 7n)),
]);

it.each(scaled)('%s is accepted', (_, certificate) => {
  expect(verdict(certificate)).toBe('accepted');
});

describe.each([...linear, ...scaled])('the values of %s, changed one at a time', (_, linearCertificate) => {
  const certificate = linearCertificate as unknown as Json;
  const { x } = linearCertificate.data;

  it('are rejected for a reason of their place exactly where a second checker finds no proof', () => {
    let rejected = 0;
    for (const { path, value } of places(certificate))
      for (const other of otherValues(value, path, x.length)) {
        const corrupted = changed(certificate, path, () => other);
        const result = checkCertificate(corrupted);
        const place = `${pathText(path)}: ${JSON.stringify(value)} -> ${JSON.stringify(other)}`;
        const proof = proves(corrupted as unknown as LinearCertificate);
        expect([place, result.accepted]).toEqual([place, proof]);
        if (!result.accepted) {
          expect(REASONS[String(path[0])]).toContain(result.code);
          rejected++;
        }
      }
    expect(rejected).toBeGreaterThan(20);
  });

  it('are rejected where an index points outside the data', () => {
    const indices = places(certificate).filter(
      ({ path, value }) => typeof value === 'number' && path[0] === 'derivation',
    );
    expect(indices.length).toBeGreaterThan(0);
    for (const { path } of indices)
      for (const bad of [-1, x.length, 2 ** 53 - 1]) {
        const result = checkCertificate(changed(certificate, path, () => bad));
        expect(result).toMatchObject({ accepted: false, code: 'out-of-range', path: pathText(path) });
      }
  });

  it('are rejected where a row, label or coordinate is missing or repeated', () => {
    const lists = places(certificate).filter(
      ({ path, value }) => Array.isArray(value) && path[0] !== 'derivation',
    );
    for (const { path } of lists)
      for (const change of [(list: Json[]) => list.slice(1), (list: Json[]) => [...list, list[0]!]]) {
        const corrupted = changed(certificate, path, (old) => change(old as Json[]));
        expect(verdict(corrupted)).toBe('wrong-length');
      }
  });
});

describe.each(linear.filter(([name]) => !/infeasible|symmetric/.test(name)))(
  'a multiplier of %s',
  (_, certificate) => {
    it('moved to a point twice as far keeps the weighted sum, but not the total: that alone is a reason', () => {
      const moved = structuredClone(certificate);
      const term = moved.derivation.combination![0]!;
      moved.data.x.push(moved.data.x[term.point]!.map((value) => String(2n * BigInt(value))));
      moved.data.y.push(moved.data.y[term.point]!);
      term.point = moved.data.x.length - 1;
      term.weight = String(Rational.parse(term.weight).div(Rational.of(2n)));
      expect(proves(moved)).toBe(false);
      expect(verdict(moved)).toBe('not-optimal');
    });
  },
);

describe('the invalid certificates', () => {
  it.each(examples('invalid'))(
    '%s is rejected for the reason in its name, with what was expected',
    (name, text) => {
      expect(verdict(text)).toBe(name.split('--')[0]);
    },
  );
});
