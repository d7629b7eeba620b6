import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawCase } from '../../src/claims/seeds.ts';
import { labelMean } from '../../src/data/label-mean.ts';
import { gaussianCoordinate } from '../../src/generators/coordinates.ts';
import { symmetric } from '../../src/generators/datasets.ts';
import {
  cutStart,
  growthSigns,
  isTwoSigned,
  madeOneSigned,
  madeTwoSigned,
  wideStart,
} from '../../src/generators/starts.ts';
import { Rational } from '../../src/numbers/rational.ts';

const drawn = fc
  .record({ data: symmetric(), start: wideStart(6, 4), width: fc.integer({ min: 2, max: 6 }) })
  .map(({ data, start, width }) => ({ data, start: cutStart(start, width, data.x[0]!.length) }));

describe('growth signs', () => {
  it('are those of a + ⟨w, μ/‖μ‖⟩ wherever floats can tell', () => {
    fc.assert(
      fc.property(drawn, ({ data, start }) => {
        const mean = labelMean(data).map((value) => value.toNumber());
        growthSigns(start, data).forEach((sign, k) => {
          const along = start.w[k]!.reduce((sum, value, j) => sum + value.toNumber() * mean[j]!, 0);
          const growth = start.a[k]!.toNumber() + along / Math.hypot(...mean);
          if (Math.abs(growth) > 1e-9) expect(sign).toBe(Math.sign(growth));
        });
      }),
    );
  });

  it('decide the borderline exactly: a = −‖w‖ along μ has sign 0', () => {
    const data = { name: '', x: [[3, 4]].map((row) => row.map(toExact)), y: [1] as const };
    expect(
      growthSigns({ a: [toExact(-5), toExact(5)], w: [[3, 4].map(toExact), [3, 4].map(toExact)] }, data),
    ).toEqual([0, 1]);
  });
});

describe('adapted starts', () => {
  it('two-signed and one-signed are what they say', () => {
    // In one dimension a neuron with w = ±a grows on neither side, which small integers hit often.
    const small = fc.integer({ min: -1, max: 1 }).map((k) => Rational.of(BigInt(k)));
    const neither = fc
      .record({
        data: symmetric({ points: [1, 3], dimension: [1, 1] }),
        a: fc.array(small, { minLength: 3, maxLength: 3 }),
        w: fc.array(fc.tuple(small), { minLength: 3, maxLength: 3 }),
      })
      .map(({ data, a, w }) => ({ data, start: { a, w } }));
    fc.assert(
      fc.property(fc.oneof(drawn, neither), ({ data, start }) => {
        expect(isTwoSigned(madeTwoSigned(start, data), data)).toBe(true);
        expect(new Set(growthSigns(madeOneSigned(start, data), data)).size).toBe(1);
      }),
    );
  });

  it('Gaussian draws are two-signed with probability 1 − 2^(1−m)', () => {
    for (const width of [2, 3, 4]) {
      const draws = 1500;
      let twoSigned = 0;
      for (let seed = 0; seed < draws; seed++) {
        const { data, start } = drawCase(fc.record({ data: symmetric(), start: wideStart(width, 4) }), seed);
        if (isTwoSigned(cutStart(start, width, data.x[0]!.length), data)) twoSigned += 1;
      }
      const expected = 1 - 2 ** (1 - width);
      const fourDeviations = 4 * Math.sqrt((expected * (1 - expected)) / draws);
      expect(Math.abs(twoSigned / draws - expected)).toBeLessThan(fourDeviations);
    }
  });
});

describe('Gaussian coordinates', () => {
  it('have mean 0, variance 1 and kurtosis 3', () => {
    const values = fc.sample(gaussianCoordinate(), 20_000).map((value) => value.toNumber());
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.04);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.06);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.4);
  });
});

function toExact(value: number): Rational {
  return Rational.fromDouble(value);
}
