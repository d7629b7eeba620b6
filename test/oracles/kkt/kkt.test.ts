import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import { convolution, diagonal, twoLayer } from '../../../oracles/kkt/hidden-layer.ts';
import { measureKkt } from '../../../oracles/kkt/kkt.ts';
import { l2Margin } from '../../../oracles/l2-margin.ts';
import type { Dataset, Label } from '../../../src/data/dataset.ts';
import { SMALL, separable } from '../../../src/generators/datasets.ts';
import { Rational } from '../../../src/numbers/rational.ts';

function dataset(x: readonly (readonly number[])[], y: readonly Label[] = x.map(() => 1)): Dataset {
  return { name: 'test', x: x.map((row) => row.map(Rational.fromDouble)), y };
}

/** The measurement of a network that separates its data. */
function measured(...args: Parameters<typeof measureKkt>) {
  const result = measureKkt(...args);
  if (result.kind !== 'separating') throw new Error(`expected a separating network, found ${result.margin}`);
  return result;
}

const corner = dataset([
  [1, 0.25],
  [-1, 0.25],
]);
const axes = dataset([
  [1, 0],
  [0, 1],
]);

describe('KKT residual', () => {
  it.each([
    [
      'V2: a live and a dead neuron',
      corner,
      twoLayer(
        0,
        [2, 0],
        [
          [0, 2],
          [0, 0],
        ],
      ),
    ],
    [
      'V2, scaled up',
      corner,
      twoLayer(
        0,
        [2e5, 0],
        [
          [0, 2e5],
          [0, 0],
        ],
      ),
    ],
    [
      "V3: each neuron on the other point's kink",
      axes,
      twoLayer(
        0,
        [1, 1],
        [
          [1, 0],
          [0, 1],
        ],
      ),
    ],
    ['V4: a dead coordinate', dataset([[1, 2]]), diagonal(1, [1, 0], [1, 0])],
    [
      'V6: a diagonal ReLU',
      dataset([
        [1, 1, 0],
        [-2, 0, 1],
      ]),
      diagonal(0, [0.6, 0.8, 1], [0.6, 0.8, 1]),
    ],
    [
      'V8: a singular pair',
      dataset([[2, 0, 0, 1]]),
      convolution(
        1,
        [1, 0].map((v) => v / 2 ** 0.5),
        [1 / 2 ** 0.5, 0],
      ),
    ],
  ])('vanishes at a KKT point and is certified exactly: %s', (_, data, network) => {
    const result = measured(data, network);
    expect(result.relative).toBeLessThan(1e-14);
    expect(result.delta).toBeLessThan(1e-14);
    const { epsilonSquared, delta, normSquared, certificate } = result.certified;
    expect(epsilonSquared.div(normSquared).toNumber()).toBeLessThan(1e-28);
    expect(delta.toNumber()).toBeLessThan(1e-14);
    expect(checkCertificate(certificate)).toMatchObject({ accepted: true });
  });

  it('vanishes at the one-neuron max-margin net of any data of one class', () => {
    fc.assert(
      fc.property(separable(SMALL), fc.constantFrom(0, 0.1, 1), ({ x, y }, alpha) => {
        const data: Dataset = {
          name: 'positive',
          x: x.map((row, i) => (y[i] === 1 ? row : row.map((value) => value.neg()))),
          y: y.map(() => 1),
        };
        const margin = l2Margin(data);
        if (margin.status !== 'optimal') throw new Error('separable by construction');
        const w = margin.w.map((value) => value.toNumber());
        const root = Math.sqrt(Math.hypot(...w));
        const result = measured(data, twoLayer(alpha, [root], [w.map((value) => value / root)]));
        expect(result.relative).toBeLessThan(1e-13);
        expect(checkCertificate(result.certified.certificate)).toMatchObject({ accepted: true });
      }),
    );
  });

  it('is large at a separating net that is not a KKT point', () => {
    const result = measured(
      corner,
      twoLayer(
        0,
        [2, 1],
        [
          [0.5, 3],
          [-0.2, 1],
        ],
      ),
    );
    expect(result.relative).toBeGreaterThan(0.1);
    expect(checkCertificate(result.certified.certificate)).toMatchObject({ accepted: true });
  });

  it('names a point on the wrong side', () => {
    expect(measureKkt(corner, twoLayer(0, [1], [[1, 0]]))).toEqual({
      kind: 'not-separating',
      point: 1,
      margin: 0,
    });
  });

  it('uses a slope between the ends where neither end will do', () => {
    // u = λ₁x₁ + λ₂σx₂ must be e₁ with x₂ on the kink of neuron 0, which pins σ.
    const data = dataset([
      [1, -0.25],
      [0, 1],
    ]);
    const ends = twoLayer(
      0,
      [1, 1],
      [
        [1, 0],
        [0, 1],
      ],
    );
    const result = measured(data, ends);
    expect(result.relative).toBeLessThan(1e-14);
    const share = result.shares.find(({ point, neuron }) => point === 1 && neuron === 0)!.share;
    expect(share).toBeCloseTo(0.25, 12);
  });
});
