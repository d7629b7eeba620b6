import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { farAlongTheMean, halfwayBetween, sumOfTwo } from '../../../properties/kou2023/control-data.ts';
import { widthOf } from '../../../properties/kou2023/descent-case.ts';
import { privateAxes, privateEquiangular } from '../../../properties/kou2023/private-neurons.ts';
import { seeing } from '../../../properties/kou2023/seen-start.ts';
import type { Dataset } from '../../../src/data/dataset.ts';
import { innerProduct } from '../../../src/data/label-mean.ts';
import { Rational } from '../../../src/numbers/rational.ts';

const times = (row: readonly Rational[], factor: number) =>
  row.map((value) => value.mul(Rational.of(BigInt(factor))));
const added = (a: readonly Rational[], b: readonly Rational[]) => a.map((value, j) => value.add(b[j]!));
const signed = ({ x, y }: Dataset) => x.map((row, i) => times(row, y[i]!));

describe('data of the controls', () => {
  it('a sum of two of its label, and all signed points at acute angles', () => {
    fc.assert(
      fc.property(sumOfTwo(), (dataFor) => {
        const data = dataFor(1 / 2);
        const z = signed(data);
        expect(z.every((a) => z.every((b) => innerProduct(a, b).sign() > 0))).toBe(true);
        expect(added(z[0]!, z[1]!).map(String)).toEqual(z[7]!.map(String));
        expect(new Set([data.y[0], data.y[1], data.y[7]]).size).toBe(1);
        expect(new Set(data.y).size).toBe(2);
      }),
    );
  });

  it('a point halfway between two of the other label: 0 is a positive combination of signed points', () => {
    fc.assert(
      fc.property(halfwayBetween(), (dataFor) => {
        const z = signed(dataFor(1 / 2));
        const combined = added(added(z[0]!, z[1]!), times(z[7]!, 2));
        expect(combined.every((value) => value.sign() === 0)).toBe(true);
      }),
    );
  });

  it('far along the mean, the first step of every activation pattern ends on one side of all points', () => {
    fc.assert(
      fc.property(
        farAlongTheMean(),
        fc.integer({ min: 0, max: 3 }),
        fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
        (dataFor, k, active) => {
          const { x, y } = dataFor(0);
          const slope = Rational.of(BigInt(2 * k + 1), 16n);
          const step = x
            .map((row, l) => times(row, y[l]!).map((value) => (active[l] ? value : value.mul(slope))))
            .reduce(added);
          expect(new Set(x.map((row) => innerProduct(row, step).sign())).size).toBe(1);
        },
      ),
    );
  });
});

describe('private neurons', () => {
  it.each([
    ['along the axes', privateAxes([2, 6])],
    ['at equal angles', privateEquiangular()],
  ])('%s: every point is seen by one neuron of its sign', (_, cases) => {
    fc.assert(
      fc.property(cases, (instance) => {
        expect(seeing(instance)).toEqual(new Array(2 * widthOf(instance)).fill(1));
      }),
    );
  });

  it('a neuron of a small slope is moved away from the points of its sign that it does not see', () => {
    fc.assert(
      fc.property(privateEquiangular(), (instance) => {
        const z = signed(instance.data);
        const width = widthOf(instance);
        const own = instance.alpha;
        // One point at slope 1 and the others of its sign at α; those of the other sign push the same way at any slope.
        const push = z
          .slice(0, width)
          .map((row, l) => innerProduct(row, z[1]!).mul(l === 0 ? Rational.ONE : own))
          .reduce((a, b) => a.add(b));
        expect(push.sign()).toBe(-1);
        expect(z.slice(width).every((row) => innerProduct(row, z[1]!).sign() < 0)).toBe(true);
      }),
    );
  });
});
