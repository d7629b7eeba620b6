import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layersOf, productOf, startsBelow } from '../../../properties/vardi2022/deep-linear-cases.ts';
import { deepLinearLimit } from '../../../properties/vardi2022/deep-linear-limit.ts';
import { standingOf } from '../../../properties/vardi2022/standing.ts';
import { V1 } from '../../../properties/vardi2022/V1-deep-linear.ts';
import { innerProduct } from '../../../src/data/label-mean.ts';
import type { FlowCase } from '../../../src/generators/flow-cases.ts';
import { parseModel } from '../../../src/models/parse.ts';

const shapesOf = ({ model, data }: FlowCase) => parseModel(model, data.x[0]!.length).weights;

describe('V1', () => {
  it('starts with mean loss below ℓ(0), of every depth from 2 to 4', () => {
    const depths = new Set<number>();
    fc.assert(
      fc.property(V1.cases, (flow) => {
        depths.add(shapesOf(flow).length);
        expect(startsBelow(flow)).toBe(true);
      }),
      { numRuns: 100 },
    );
    expect([...depths].sort()).toEqual([2, 3, 4]);
  });

  it('is at distance 0 from balanced nets of rank 1 along ŵ, whatever their hidden directions, and from no other sign', () => {
    const entry = fc.integer({ min: -8, max: 8 });
    fc.assert(
      fc.property(V1.cases, fc.array(entry, { minLength: 9, maxLength: 9 }), (flow, entries) => {
        const limit = deepLinearLimit(flow);
        if (typeof limit === 'string') throw new Error(limit);
        const shapes = shapesOf(flow);
        const unit = (v: readonly number[]) => v.map((value) => value / Math.hypot(...v));
        const hidden = shapes
          .slice(0, -1)
          .map(({ rows }, l) => unit(entries.slice(3 * l, 3 * l + rows).map((value) => value + 0.5)));
        const vectors = [unit(limit.separator.map((value) => value.toNumber())), ...hidden, [1]];
        const theta = Float64Array.from(
          shapes.flatMap((_, l) => vectors[l + 1]!.flatMap((a) => vectors[l]!.map((b) => a * b))),
          (value) => value / Math.sqrt(shapes.length),
        );
        expect(limit.distance(theta)).toBeLessThan(1e-14);
        expect(
          limit.distance(
            theta.map((value, j) => (j < theta.length - hidden.at(-1)!.length ? value : -value)),
          ),
        ).toBeGreaterThan(0.5);
      }),
      { numRuns: 50 },
    );
  });

  it('starts its saddle control where all layers balance and the product works against every label', () => {
    fc.assert(
      fc.property(V1.controls[0]!.cases!, (flow) => {
        const layers = layersOf(shapesOf(flow), flow.start);
        const sizes = layers.map((matrix) => String(innerProduct(matrix[0]!, matrix[0]!)));
        expect(new Set(sizes).size).toBe(1);
        for (const x of flow.data.x) expect(innerProduct(productOf(layers), x).sign()).toBe(-1);
      }),
      { numRuns: 50 },
    );
  });

  it('has a global optimum for its limit by the ℓ2 certificate alone', () => {
    fc.assert(
      fc.property(V1.cases, (flow) => {
        const limit = deepLinearLimit(flow);
        if (typeof limit === 'string') throw new Error(limit);
        expect(standingOf(limit.certificates)).toEqual({ kkt: true, local: true, global: true });
      }),
      { numRuns: 20 },
    );
  });
});
