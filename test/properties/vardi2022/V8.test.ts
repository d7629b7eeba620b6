import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normSquared } from '../../../oracles/kkt/certify.ts';
import type { ConvolutionCase } from '../../../properties/vardi2022/convolution-cases.ts';
import {
  KINK,
  LOWER_PAIR,
  OPPOSITE_PATCHES,
  TWO_EXAMPLES,
} from '../../../properties/vardi2022/convolution-cells.ts';
import { convolutionLimit, pointOf } from '../../../properties/vardi2022/convolution-limit.ts';
import { decideLimit } from '../../../properties/vardi2022/decide-limit.ts';
import { column, reflection, rotation } from '../../../properties/vardi2022/rational-orthogonal.ts';
import { V8 } from '../../../properties/vardi2022/V8-convolution.ts';
import { innerProduct } from '../../../src/data/label-mean.ts';
import { parseModel } from '../../../src/models/parse.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { flow } from '../../../src/training/flow.ts';
import { gaussianStart } from '../../../src/training/start.ts';

const tangents = fc.array(
  fc.integer({ min: -16, max: 16 }).map((k) => Rational.of(BigInt(k), 8n)),
  { minLength: 3, maxLength: 3 },
);

describe('V8', () => {
  it.each<[string, ConvolutionCase, object, string, string]>([
    ['patches e₁, 2e₂ from the lower pair', LOWER_PAIR, { kkt: true, local: false }, '1', '1/2'],
    ['X_A, X_B', TWO_EXAMPLES, { kkt: true, local: true, global: false }, '1', '1/3'],
    ['patches 1 and −2 of a ReLU', OPPOSITE_PATCHES, { kkt: true, local: true, global: false }, '1', '1/2'],
    ['patches e₁, 2e₂ of a ReLU from (1, −1)', KINK, { kkt: true, local: false }, '1', '1/2'],
  ])('%s: the printed costs', (_, run, standing, cost, better) => {
    const limit = convolutionLimit(run);
    if (typeof limit === 'string') throw new Error(limit);
    expect(decideLimit(limit, standing)).toMatchObject({ outcome: 'supports' });
    const costs = run.pairs.map((pair) =>
      normSquared(pointOf(run, pair, false).network).div(Rational.of(2n)),
    );
    expect(costs.map(String)).toEqual([cost, better]);
  });

  it('X_A, X_B: some random starts end at cost 1, the others at ⅓', () => {
    const model = parseModel(TWO_EXAMPLES.model, 4);
    const { data } = TWO_EXAMPLES;
    const costs = Array.from({ length: 40 }, (_, seed) => {
      const start = gaussianStart(4, 1, seed);
      const run = flow({ model, data, loss: 'exponential', start, until: -1e6 });
      expect(run.reason.kind).toBe('target');
      return 0.5 / run.final.normalizedMargin;
    });
    const worse = costs.filter((cost) => Math.abs(cost - 1) < 1e-3).length;
    const best = costs.filter((cost) => Math.abs(cost - 1 / 3) < 1e-3).length;
    expect(worse + best).toBe(40);
    expect(worse).toBeGreaterThan(0);
    expect(worse).toBeLessThan(best);
  });

  it('draws runs of which every hypothesis holds, with pairs of unit vectors', () => {
    fc.assert(
      fc.property(V8.cases, (instance) => {
        expect(V8.hypotheses.filter((hypothesis) => !hypothesis.holds(instance))).toEqual([]);
        for (const { left, right } of instance.pairs)
          for (const side of [left, right]) expect(String(innerProduct(side, side))).toBe('1');
      }),
      { numRuns: 60 },
    );
  });

  it('rotates and reflects exactly', () => {
    fc.assert(
      fc.property(tangents, fc.integer({ min: 2, max: 3 }), (turns, size) => {
        const mirrored = reflection([Rational.ONE, ...turns].slice(0, size));
        for (const matrix of [rotation(size, turns), mirrored])
          for (let a = 0; a < size; a++)
            for (let b = 0; b < size; b++)
              expect(String(innerProduct(column(matrix, a), column(matrix, b)))).toBe(a === b ? '1' : '0');
      }),
    );
  });
});
