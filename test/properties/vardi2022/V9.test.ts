import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import { normSquared } from '../../../oracles/kkt/certify.ts';
import { l2Margin } from '../../../oracles/l2-margin.ts';
import { linearCases, twoExampleCases } from '../../../properties/vardi2022/convolution-cases.ts';
import { convolutionLimit } from '../../../properties/vardi2022/convolution-limit.ts';
import { twoPoints } from '../../../properties/vardi2022/dead-neuron-cases.ts';
import { neuronOptimum } from '../../../properties/vardi2022/exact-net.ts';
import { deepLinearLayers, layerOptimum, rankOneLayers } from '../../../properties/vardi2022/layers.ts';
import { cheaperPatternExists } from '../../../properties/vardi2022/shared-neuron-cases.ts';
import { betterApart, sharedNeuron } from '../../../properties/vardi2022/shared-neuron-limit.ts';
import { standingOf } from '../../../properties/vardi2022/standing.ts';
import {
  cheaperHiddenLayer,
  cheapestHiddenLayer,
  hiddenCost,
} from '../../../properties/vardi2022/two-point-patterns.ts';
import { innerProduct } from '../../../src/data/label-mean.ts';
import { separable } from '../../../src/generators/datasets.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { readNetwork } from './read-network.ts';

const { ZERO } = Rational;
const of = (num: number, den = 1) => Rational.of(BigInt(num), BigInt(den));

function optimumOf(h: Rational) {
  const optimum = neuronOptimum(twoPoints(h));
  if (typeof optimum === 'string') throw new Error(optimum);
  return optimum;
}

describe('two neurons that share ŵ on (±1, h)', () => {
  it('with equal shares and h = ¼ cost 2 in the hidden layer, against 8/17 with w_k = (16/17)x_k/√2', () => {
    const h = of(1, 4);
    const data = twoPoints(h);
    const network = sharedNeuron(optimumOf(h), [of(1, 2), of(1, 2)]);
    expect(String(hiddenCost(network.weights, network.scales))).toBe('2');
    const best = cheapestHiddenLayer(data, network);
    expect(String(best.cost)).toBe('8/17');
    // v = w·√ρ_k with ρ_k = 8, so w = (16/17)x/√2 is v = (32/17)x.
    expect(network.scales.map(String)).toEqual(['8', '8']);
    const expected = data.x.map((x) => x.map((value) => String(value.mul(of(32, 17)))));
    expect(best.weights.map((row) => row.map(String)).sort()).toEqual(expected.sort());
    expect(cheaperHiddenLayer(data, network)).toHaveLength(1);
  });

  it('cost 4 together, against at most 8/√17 with a point each', () => {
    const h = of(1, 4);
    const network = sharedNeuron(optimumOf(h), [of(1, 2), of(1, 2)]);
    expect(String(normSquared(network))).toBe('8');
    expect(betterApart(twoPoints(h), network)).toHaveLength(1);
    const apart = twoPoints(h).x.reduce((sum, x) => sum + 1 / Math.sqrt(innerProduct(x, x).toNumber()), 0);
    expect(apart).toBeCloseTo(8 / Math.sqrt(17), 14);
  });

  it('have cheaper hidden weights exactly where the criterion says; for equal shares where h² < 1/3', () => {
    const size = fc.integer({ min: 1, max: 8 }).map((k) => of(k));
    const height = fc.integer({ min: 1, max: 64 }).map((k) => of(k, 64));
    fc.assert(
      fc.property(height, size, size, (h, first, second) => {
        const improvable = cheaperPatternExists(h, [first, second]);
        const total = first.mul(first).add(second.mul(second));
        const shares = [first, second].map((value) => value.mul(value).div(total));
        const network = sharedNeuron(optimumOf(h), shares);
        const cost = hiddenCost(network.weights, network.scales);
        expect(cheapestHiddenLayer(twoPoints(h), network).cost.compare(cost)).toBe(improvable ? -1 : 0);
        expect(cheaperHiddenLayer(twoPoints(h), network)).toHaveLength(improvable ? 1 : 0);
        if (first.equals(second)) expect(improvable).toBe(h.mul(h).compare(of(1, 3)) < 0);
      }),
    );
  });

  it('are globally optimal with the outputs held for h = 0.55, A = 0.7, although h² < 1/3', () => {
    const h = of(11, 20);
    expect(h.mul(h).compare(of(1, 3))).toBe(-1);
    const shares = [of(7, 10), of(3, 10)];
    const network = sharedNeuron(optimumOf(h), shares);
    const cost = hiddenCost(network.weights, network.scales);
    expect(String(cheapestHiddenLayer(twoPoints(h), network).cost)).toBe(String(cost));
  });
});

describe('a deep linear net of rank 1 along ŵ', () => {
  it('has in each layer its own optimum, with ‖W_l‖² = Σ λ_i; with the product of another separator it has not', () => {
    const hidden = fc.array(
      fc.integer({ min: 1, max: 8 }).map((k) => of(k, 4)),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(
        separable({ points: [1, 5], dimension: [2, 3] }),
        fc.array(hidden, { minLength: 1, maxLength: 3 }),
        (data, vs) => {
          const optimum = l2Margin(data);
          if (optimum.status !== 'optimal') throw new Error('separable');
          const layers = rankOneLayers(optimum.w, vs);
          const proofs = deepLinearLayers(data, layers);
          expect(proofs).toHaveLength(vs.length + 1);
          for (const [l, { certificates }] of proofs.entries()) {
            expect(certificates.map((certificate) => checkCertificate(certificate).accepted)).toEqual([true]);
            const { combination } = certificates[0]!.derivation as { combination: { weight: string }[] };
            const total = combination.reduce((sum, { weight }) => sum.add(Rational.parse(weight)), ZERO);
            const own = layers[l]!.flat();
            expect(String(innerProduct(own, own))).toBe(String(total));
          }
          const other = optimum.w.map((value) => value.mul(of(2)));
          for (const { certificates } of deepLinearLayers(data, rankOneLayers(other, vs)))
            expect(certificates).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a linear convolution', () => {
  it('is globally optimal in each layer at its limits, at lower pairs and with two examples', () => {
    const cases = fc.oneof(linearCases('top pair'), linearCases('lower pair'), twoExampleCases);
    fc.assert(
      fc.property(cases, (instance) => {
        const limit = convolutionLimit(instance);
        if (typeof limit === 'string') throw new Error(limit);
        const point = readNetwork(limit.certificates[0]!);
        for (const layer of ['weights', 'outputs'] as const) {
          const { certificates } = layerOptimum(instance.data, point, layer);
          expect(standingOf(certificates, layer)).toEqual({ kkt: true, local: true, global: true });
        }
      }),
      { numRuns: 30 },
    );
  });
});
