import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlignmentCase, alignmentCases } from '../../../properties/lyu2021/alignment-cases.ts';
import { madeOpposed, madeTilted, madeToGrow } from '../../../properties/lyu2021/alignment-starts.ts';
import { embedded, mergedStart, relativeDistance } from '../../../properties/lyu2021/embedding.ts';
import { firstGrowth, predictedTilt } from '../../../properties/lyu2021/first-growth.ts';
import { L3 } from '../../../properties/lyu2021/L3-simplicity-first.ts';
import { inOneOrthant } from '../../../properties/lyu2021/unmet-data.ts';
import { violated } from '../../../src/claims/claim.ts';
import { drawCase } from '../../../src/claims/seeds.ts';
import { type Dataset, toFloats } from '../../../src/data/dataset.ts';
import { innerProduct } from '../../../src/data/label-mean.ts';
import { cutStart, type TwoLayerStart, wideStart } from '../../../src/generators/starts.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { alwaysValid, sameSeedSameValue } from '../../generators/laws.ts';

describe('alignment cases', () => {
  it('satisfy every hypothesis at every draw and at every shrink, but for data that happens to be degenerate', () =>
    alwaysValid<AlignmentCase>(alignmentCases(), (instance) =>
      violated(L3, instance).every((id) => id === 'non-degenerate'),
    ));

  it('are a function of the seed', () => sameSeedSameValue<AlignmentCase>(alignmentCases()));

  it('have starts that are not small when asked to', () => {
    for (let seed = 0; seed < 50; seed++)
      expect(violated(L3, drawCase(alignmentCases({ tilt: [0, 1] }), seed))).toContain('small');
  });
});

describe('starts of controls', () => {
  const data = inOneOrthant({ points: [1, 6], dimension: [2, 4] });
  const start = wideStart(4, 4);
  const ofBoth = (check: (data: Dataset, start: TwoLayerStart) => void) =>
    fc.assert(fc.property(data, start, (data, wide) => check(data, cutStart(wide, 4, data.x[0]!.length))));
  const growthOf = (data: Dataset, start: TwoLayerStart) =>
    firstGrowth({ data, alpha: Rational.of(1n, 2n), start });

  it('that are tilted grow as they would, the heaviest neuron off the axis by 1/8 and more of its growth', () => {
    ofBoth((data, start) => {
      const before = growthOf(data, madeToGrow(start, data));
      const { growth, rest } = growthOf(data, madeTilted(start, data));
      growth.forEach((b, k) => {
        expect(b).toBeCloseTo(before.growth[k]!, 9);
      });
      const most = Math.max(...growth.map(Math.abs));
      const isTilted = rest.some(
        (off, k) => Math.abs(growth[k]!) > 0.99 * most && Math.hypot(...off) > most / 9,
      );
      expect(isTilted).toBe(true);
    });
  });

  it('that are opposed weigh the same on both sides, and points activate all or none of a side', () => {
    ofBoth((data, start) => {
      const opposed = madeOpposed(start, data);
      const { weight } = growthOf(data, opposed);
      expect(weight.positive).toBeGreaterThan(0);
      expect(weight.negative).toBeCloseTo(weight.positive, 9);
      for (const x of data.x)
        opposed.w.forEach((row, k) => {
          const side = opposed.a[k]!.sign();
          expect(side * innerProduct(row, x).sign()).toBeGreaterThanOrEqual(0);
        });
    });
  });
});

describe('the first growth', () => {
  it('pulls every neuron along μ alone, at the rate λ', () => {
    fc.assert(
      fc.property(
        alignmentCases(),
        fc.array(fc.integer({ min: -64, max: 64 }), { minLength: 4, maxLength: 4 }),
        (instance, weights) => {
          const { axis, rate } = firstGrowth(instance);
          const { points, dimension, x, y } = toFloats(instance.data);
          const alpha = instance.alpha.toNumber();
          let force = 0;
          for (let i = 0; i < points; i++) {
            let z = 0;
            for (let j = 0; j < dimension; j++) z += weights[j]! * x[i * dimension + j]!;
            force += (y[i]! * Math.max(z, alpha * z)) / points;
          }
          const along = axis.reduce((sum, value, j) => sum + value * weights[j]!, 0);
          expect(force).toBeCloseTo(rate * along, 8);
        },
      ),
    );
  });

  it('shows order 2 in σ a thousand times above the floor, but not ten times above it', () => {
    const slopes = (instance: AlignmentCase, above: number) => {
      const first = firstGrowth(instance);
      return first.growth.flatMap((b, k) => {
        if (b === 0) return [];
        // σ at which the start's part of the tilt is √above times that of the margins.
        const norm = instance.norm.toNumber();
        const unit = predictedTilt(first, k, { scale: 1, norm });
        const [start, margins] = [Math.hypot(...unit.start), Math.hypot(...unit.margins)];
        if (start === 0 || margins === 0) return [];
        const scale = (Math.sqrt(above) * margins) / start;
        const tilt = (factor: number) =>
          unit.start.reduce((sum, value, j) => sum + (factor * scale * value + unit.margins[j]!) ** 2, 0);
        return [Math.log2(tilt(2) / tilt(1))];
      });
    };
    const found: number[] = [];
    fc.assert(
      fc.property(alignmentCases(), (instance) => {
        for (const slope of slopes(instance, 1000)) expect(Math.abs(slope - 2)).toBeLessThan(0.1);
        found.push(...slopes(instance, 10));
      }),
    );
    expect(Math.max(...found.map((slope) => Math.abs(slope - 2)))).toBeGreaterThan(0.2);
  });
});

describe('merging and embedding', () => {
  it('keeps the function and the norm, and undoes each other at the start', () => {
    fc.assert(
      fc.property(alignmentCases(), fc.integer({ min: 1, max: 64 }), (instance, scale) => {
        const first = firstGrowth(instance);
        const { axis, growth } = first;
        const two = mergedStart(first, growth, scale);
        const all = embedded(two, growth);
        const asGrown = [
          ...growth.flatMap((b) => axis.map((value) => scale * b * value)),
          ...growth.map((b) => scale * b),
        ];
        expect(relativeDistance(asGrown, all)).toBeLessThan(1e-12);
        expect(Math.hypot(...all)).toBeCloseTo(Math.hypot(...two), 9);
      }),
    );
  });
});
