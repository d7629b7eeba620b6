import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import type { ExactHiddenLayer, KinkSlope } from '../../../oracles/kkt/certify.ts';
import { convolution, diagonal, type HiddenLayer, twoLayer } from '../../../oracles/kkt/hidden-layer.ts';
import { decideLocalOptimality } from '../../../oracles/local-optimality/decide.ts';
import type { Dataset } from '../../../src/data/dataset.ts';
import { Rational } from '../../../src/numbers/rational.ts';

const rational = (text: string | number) => Rational.parse(String(text));

function positive(x: readonly (readonly (string | number)[])[]): Dataset {
  return { name: 'test', x: x.map((row) => row.map(rational)), y: x.map(() => 1) };
}

function exact(
  network: HiddenLayer<string | number>,
  scales?: readonly (string | number)[],
): ExactHiddenLayer {
  return {
    slope: rational(network.slope),
    weights: network.weights.map((vector) => vector.map(rational)),
    scales: network.weights.map((_, s) => rational(scales?.[s] ?? 1)),
    neurons: network.neurons.map((neuron) => ({ ...neuron, output: rational(neuron.output) })),
  };
}

const corner = positive([
  [1, '1/4'],
  [-1, '1/4'],
]);
const slope = (point: number, neuron: number, value: string): KinkSlope => ({
  point,
  neuron,
  slope: rational(value),
});

type Case = [
  name: string,
  verdict: object,
  data: Dataset,
  network: ExactHiddenLayer,
  multipliers: (string | number)[],
  slopes?: KinkSlope[],
  layer?: 'weights' | 'outputs',
];

const cases: Case[] = [
  [
    'V2: a dead neuron',
    { verdict: 'refuted', order: 2 },
    corner,
    exact(
      twoLayer(
        0,
        [2, 0],
        [
          [0, 2],
          [0, 0],
        ],
      ),
    ),
    [2, 2],
  ],
  [
    'V2, h² ≥ 1/3',
    { verdict: 'optimal', scope: 'global' },
    positive([
      [1, 1],
      [-1, 1],
    ]),
    exact(
      twoLayer(
        0,
        [1, 0],
        [
          [0, 1],
          [0, 0],
        ],
      ),
    ),
    ['1/2', '1/2'],
  ],
  [
    'V2, both neurons alive',
    { verdict: 'optimal', scope: 'local' },
    corner,
    exact(
      twoLayer(
        0,
        [1, 1],
        [
          [0, 2],
          [0, 2],
        ],
      ),
      [2, 2],
    ),
    [2, 2],
  ],
  [
    'V3: neurons on kinks',
    { verdict: 'refuted', order: 1 },
    positive([
      [1, 0],
      [0, 1],
    ]),
    exact(
      twoLayer(
        0,
        [1, 1],
        [
          [1, 0],
          [0, 1],
        ],
      ),
    ),
    [1, 1],
  ],
  [
    'V3, the weights alone',
    { verdict: 'refuted', order: 1 },
    positive([
      [1, 0],
      [0, 1],
    ]),
    exact(
      twoLayer(
        0,
        [1, 1],
        [
          [1, 0],
          [0, 1],
        ],
      ),
    ),
    [1, 1],
    [],
    'weights',
  ],
  [
    'V4: a dead coordinate',
    { verdict: 'refuted', order: 2 },
    positive([[1, 2]]),
    exact(diagonal(1, [1, 0], [1, 0])),
    [1],
  ],
  [
    'V5: all coordinates alive',
    { verdict: 'optimal', scope: 'global' },
    positive([
      [2, 1],
      [1, 2],
    ]),
    exact(diagonal<string | number>(1, [1, 1], ['1/3', '1/3']), [3, 3]),
    ['1/3', '1/3'],
  ],
  [
    'V6: a diagonal ReLU',
    { verdict: 'optimal', scope: 'local' },
    positive([
      [1, 1, 0],
      [-2, 0, 1],
    ]),
    exact(diagonal(0, ['3/5', '4/5', 1], ['3/5', '4/5', 1])),
    [1, 1],
  ],
  [
    'a diagonal ReLU coordinate at 0 that pays on its negative side',
    { verdict: 'refuted', order: 2 },
    positive([
      ['-35/64', -1, 0],
      [-1, '-45/64', 0],
      ['155/64', '1/32', '-19/64'],
    ]),
    exact(diagonal<string | number>(0, ['-64/35', 0, '-64/19'], [1, 0, 1]), ['64/35', 1, '64/19']),
    ['64/35', 0, '64/19'],
  ],
  [
    'the same with negative labels, where one point alone pulls',
    { verdict: 'refuted', order: 2 },
    {
      ...positive([
        ['9/16', 1, 0],
        [1, '41/64', 0],
        ['-125/32', 0, '31/64'],
      ]),
      y: [-1, -1, -1],
    },
    exact(diagonal<string | number>(0, ['16/9', 0, '64/31'], [-1, 0, -1]), ['16/9', 1, '64/31']),
    ['16/9', 0, '64/31'],
  ],
  [
    'V8: a lower singular pair',
    { verdict: 'refuted', order: 2 },
    positive([[1, 0, 0, 2]]),
    exact(convolution(1, [1, 0], [1, 0])),
    [1],
  ],
  [
    'V8: the top singular pair',
    { verdict: 'optimal', scope: 'global' },
    positive([[1, 0, 0, 2]]),
    exact(convolution(1, [0, 1], [0, '1/2']), [2]),
    ['1/2'],
  ],
  [
    'V8: two examples, a strict local optimum that is not global',
    { verdict: 'optimal', scope: 'local', certificate: { claim: { kind: 'strict-local-optimum' } } },
    positive([
      [1, 1, 1, 3],
      [1, -1, -1, 3],
    ]),
    exact(convolution(1, [1, 0], [1, 0])),
    ['1/2', '1/2'],
  ],
  [
    'V8: a ReLU patch on its kink',
    { verdict: 'refuted', order: 2 },
    positive([[1, 0, 0, 2]]),
    exact(convolution(0, [1, 0], [1, 0])),
    [1],
  ],
  [
    'V9: the weights of two equal neurons',
    { verdict: 'optimal', scope: 'local' },
    corner,
    exact(
      twoLayer(
        0,
        [1, 1],
        [
          [0, 2],
          [0, 2],
        ],
      ),
      [2, 2],
    ),
    [2, 2],
    [],
    'weights',
  ],
  [
    'V9: their outputs',
    { verdict: 'optimal', scope: 'global' },
    corner,
    exact(
      twoLayer(
        0,
        [1, 1],
        [
          [0, 2],
          [0, 2],
        ],
      ),
      [2, 2],
    ),
    [2, 2],
    [],
    'outputs',
  ],
  [
    'a kink whose slope is pinned between its ends',
    { verdict: 'refuted', order: 1 },
    positive([
      [1, '-1/4'],
      [0, 1],
    ]),
    exact(
      twoLayer(
        0,
        [1, 1],
        [
          [1, 0],
          [0, 1],
        ],
      ),
    ),
    [1, 1],
    [slope(1, 0, '1/4')],
  ],
];

describe('local optimality', () => {
  it.each(cases)('%s: %o', (_, verdict, data, network, multipliers, slopes = [], layer = undefined) => {
    const decided = decideLocalOptimality(data, network, multipliers.map(rational), slopes, layer);
    expect(decided).toMatchObject(verdict);
    if (decided.verdict === 'undecided') throw new Error(decided.why);
    expect(checkCertificate(decided.certificate)).toMatchObject({ accepted: true });
  });
});
