import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { verdict } from './verdict.ts';

/** A certificate, loosely: the changes below are to be refused, or not. */
interface Certificate {
  claim: Record<string, unknown>;
  data: { x: string[][]; denominator: string; y: number[] };
  solution: Record<string, unknown>;
  derivation: Record<string, unknown>;
}

function valid(name: string): Certificate {
  const file = new URL(`../../certificates/valid/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

const rows = (...points: number[][]) => points.map((point) => point.map(String));
const repeat = (value: string, times: number) => Array<string>(times).fill(value);
const layers = (...factors: number[]) => Array.from({ length: 3 }, () => factors.map(String));

type Change = (certificate: Certificate) => void;
const set =
  (part: Partial<Certificate>): Change =>
  (certificate) =>
    void Object.assign(certificate, part);
const diagonal = (x: number[][], factors: number[], multipliers: string[]) =>
  set({
    data: { x: rows(...x), denominator: '1', y: x.map(() => 1) },
    solution: { factors: layers(...factors) },
    derivation: { multipliers },
  });
/** One neuron on the whole of one point of ones. */
const wide = (dimension: number): Change => {
  const weights = [repeat('1', dimension)];
  return set({
    data: { x: weights, denominator: '1', y: [-1] },
    solution: { slope: '1', weights, scales: ['1'], neurons: [{ weights: 0, offset: 0, output: '1' }] },
    derivation: { multipliers: ['1'] },
  });
};
/** One ReLU on points that it does not vanish at, as a global optimum over all patterns. */
const many = (points: number): Change =>
  set({
    claim: { kind: 'optimum', scope: 'global', layer: 'all', relativeGap: '1000' },
    data: { x: Array.from({ length: points }, () => ['1']), denominator: '1', y: Array(points).fill(1) },
    solution: {
      slope: '0',
      weights: [['1']],
      scales: ['1'],
      neurons: [{ weights: 0, offset: 0, output: '1' }],
    },
    derivation: { multipliers: repeat('1/20', points), slopes: [] },
  });

/** A better point of another architecture than the solution's. */
const better =
  (change: (net: { weights: string[][]; scales: string[]; neurons: object[] }) => void): Change =>
  ({ derivation }) =>
    change(derivation['better'] as Parameters<typeof change>[0]);

const CHANGES: readonly [name: string, what: string, change: Change, code: string][] = [
  [
    'kkt',
    'a slope of no neuron',
    (c) => (c.derivation['slopes'] = [{ point: 1, neuron: 2, slope: '1/4' }]),
    'out-of-range',
  ],
  [
    'diagonal-local-optimum',
    'a residual',
    (c) => (c.derivation['multipliers'] = ['1/3', '1/4']),
    'not-stationary',
  ],
  [
    'diagonal-local-optimum',
    'two layers',
    (c) => (c.solution['factors'] = layers(1, 1, 0).slice(1)),
    'wrong-length',
  ],
  ['diagonal-local-optimum', 'wrong labels', (c) => (c.data.y = [-1, -1]), 'not-feasible'],
  [
    'diagonal-local-optimum',
    'weight off the least margin',
    diagonal([[1], [2]], [1], ['0', '1/2']),
    'not-complementary',
  ],
  [
    'diagonal-local-optimum',
    'rank of a point without weight',
    diagonal(
      [
        [1, 1],
        [3, 1],
      ],
      [1, 1],
      ['1', '0'],
    ),
    'not-optimal',
  ],
  [
    'diagonal-local-optimum',
    '65 live coordinates',
    diagonal([Array(65).fill(1)], Array(65).fill(1), ['1']),
    'too-large',
  ],
  [
    'diagonal-local-optimum',
    '64 live coordinates',
    diagonal([Array(64).fill(1)], Array(64).fill(1), ['1']),
    'not-optimal',
  ],
  ['diagonal-local-optimum', 'one live coordinate', diagonal([[1]], [1], ['1']), 'accepted'],
  [
    'diagonal-not-global-optimum',
    'a better point of two layers',
    (c) => (c.derivation['better'] = { factors: layers(2, 0).slice(1) }),
    'wrong-length',
  ],
  [
    'not-global-optimum',
    'a shared weight vector',
    better((net) => {
      net.neurons[1] = net.neurons[0]!;
    }),
    'wrong-value',
  ],
  [
    'not-global-optimum',
    'a shorter window',
    better((net) => {
      net.weights[1] = ['1'];
    }),
    'wrong-value',
  ],
  [
    'not-global-optimum',
    'one neuron more',
    better((net) => {
      net.neurons.push(net.neurons[0]!);
    }),
    'wrong-value',
  ],
  [
    'not-global-optimum',
    'one weight vector more',
    better((net) => {
      net.weights.push(['0', '0']);
      net.scales.push('1');
    }),
    'wrong-value',
  ],
  [
    'not-global-optimum',
    'other scales, where the outputs are meant',
    (c) => {
      c.claim['layer'] = 'outputs';
      c.derivation['better'] = { ...c.solution, scales: ['2', '3'] };
    },
    'wrong-value',
  ],
  ['strict-local-optimum', 'wrong labels', (c) => (c.data.y = [-1, -1]), 'not-feasible'],
  [
    'strict-local-optimum',
    'a residual',
    (c) => (c.derivation['multipliers'] = ['1/2', '1/3']),
    'not-stationary',
  ],
  [
    'strict-local-optimum',
    'weight off the least margin',
    (c) => {
      c.data.x.push(['2', '2', '2', '6']);
      c.data.y.push(1);
      c.derivation['multipliers'] = ['1/2', '1/2', '1'];
    },
    'not-complementary',
  ],
  [
    'strict-local-optimum',
    'a kink on a point of the least margin',
    (c) => {
      c.data.x[0]![2] = '0';
      c.solution['slope'] = '1/2';
    },
    'not-on-kink',
  ],
  ['strict-local-optimum', 'a zero of a linear neuron', (c) => (c.data.x[0]![2] = '0'), 'not-stationary'],
  ['strict-local-optimum', '49 parameters', wide(48), 'too-large'],
  ['strict-local-optimum', '48 parameters', wide(47), 'not-feasible'],
  ['optimum', '13 undecided pairs', many(13), 'too-large'],
  ['optimum', '12 undecided pairs', many(12), 'accepted'],
];

describe('refusals', () => {
  it.each(CHANGES)('%s with %s', (name, _, change, code) => {
    const certificate = valid(name);
    change(certificate);
    expect(verdict(certificate)).toBe(code);
  });

  it.each([
    ['1/1000', 0],
    ['-1/1000', 1],
  ])('q-mu-minimum with slopes that are not around the maximiser, moved by %s', (by, end) => {
    const slopes = valid('q-mu-minimum').derivation['slopes'] as string[][];
    for (const j of slopes.keys()) {
      const certificate = valid('q-mu-minimum');
      const moved = certificate.derivation['slopes'] as string[][];
      moved[j] = moved[j]!.map((value) => String(Rational.parse(value).add(Rational.parse(by))));
      const path = `derivation.slopes[${j}][${end}]`;
      expect(checkCertificate(certificate)).toMatchObject({
        accepted: false,
        code: 'bound-not-proved',
        path,
      });
    }
  });
});
