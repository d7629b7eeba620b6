import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kktResidual } from '../../../oracles/kkt/residual.ts';
import { smoothGradients } from '../../../oracles/kkt/smooth-gradients.ts';
import { l2Margin } from '../../../oracles/l2-margin.ts';
import type { Dataset } from '../../../src/data/dataset.ts';
import { separable } from '../../../src/generators/datasets.ts';
import { float64Kernel } from '../../../src/linalg/float64.ts';
import { parseModel } from '../../../src/models/parse.ts';
import { samplesOf } from '../../../src/models/samples.ts';

function residualOf(spec: string, data: Dataset, theta: Float64Array) {
  const model = parseModel(spec, data.x[0]!.length);
  const network = model.on(float64Kernel, samplesOf(float64Kernel, data));
  const result = kktResidual(theta, model.degree, smoothGradients(network, theta));
  if (result.kind !== 'separating') throw new Error(`margin ${result.margin} at point ${result.point}`);
  return result;
}

function separatorOf(data: Dataset): number[] {
  const margin = l2Margin(data);
  if (margin.status !== 'optimal') throw new Error('separable by construction');
  return margin.w.map((value) => value.toNumber());
}

const data = separable({ points: [2, 8], dimension: [2, 4] });

describe('the KKT residual of smooth models', () => {
  it('vanishes at the ℓ2 separator of a linear model, at any scale', () => {
    fc.assert(
      fc.property(data, fc.constantFrom(1, 2 ** 20, 2 ** -20), (drawn, scale) => {
        const w = separatorOf(drawn);
        const exact = residualOf(
          'linear',
          drawn,
          Float64Array.from(w, (value) => scale * value),
        );
        expect(exact.relative).toBeLessThan(1e-13);
        expect(exact.delta).toBeLessThan(1e-10 * Math.max(...exact.multipliers));
      }),
    );
  });

  it('vanishes where a deep linear net is balanced, has rank one and computes the ℓ2 separator (V1)', () => {
    fc.assert(
      fc.property(data, (drawn) => {
        const w = separatorOf(drawn);
        const length = Math.hypot(...w);
        const root = length ** (1 / 3);
        // W_1 = root·(3/5, 4/5)ᵀ(w/|w|), W_2 = root·(1, 0)ᵀ(3/5, 4/5), W_3 = root·(1, 0).
        const first = [0.6, 0.8].flatMap((c) => w.map((value) => (c * root * value) / length));
        const theta = Float64Array.from([...first, 0.6 * root, 0.8 * root, 0, 0, root, 0]);
        expect(residualOf('deep-linear:2x3', drawn, theta).relative).toBeLessThan(1e-12);
      }),
    );
  });

  it('does not change when points are repeated or permuted, or the data is rescaled', () => {
    fc.assert(
      fc.property(data, fc.constantFrom(-30, 30), (drawn, exponent) => {
        const tilted = Float64Array.from(separatorOf(drawn), (value, j) => value * (1 + 0.01 * j));
        const plain = kktResidualOrNull(drawn, tilted);
        fc.pre(plain !== null);
        const changed: Dataset = {
          name: 'changed',
          x: [...drawn.x, drawn.x[0]!]
            .toReversed()
            .map((row) => row.map((v) => v.scaledByPowerOfTwo(exponent))),
          y: [...drawn.y, drawn.y[0]!].toReversed(),
        };
        const other = kktResidualOrNull(changed, tilted)!;
        expect(Math.abs(other - plain!)).toBeLessThan(1e-10);
      }),
    );
  });
});

function kktResidualOrNull(drawn: Dataset, theta: Float64Array): number | null {
  const network = parseModel('linear', theta.length).on(float64Kernel, samplesOf(float64Kernel, drawn));
  const result = kktResidual(theta, 1, smoothGradients(network, theta));
  return result.kind === 'separating' ? result.relative : null;
}
