import fc from 'fast-check';
import type { Dataset, Label } from '../../src/data/dataset.ts';
import { innerProduct } from '../../src/data/label-mean.ts';
import { gaussianCoordinate } from '../../src/generators/coordinates.ts';
import { gaussianPoints } from '../../src/generators/nearly-orthogonal.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { DataForSlope } from './orthogonal-data.ts';

/** Families of data, far from nearly orthogonal, for controls. All but the last contradict the claims on every draw, by algebra. */

const sixteenths = (k: number) => Rational.of(BigInt(k), 16n);
const sum = (a: readonly Rational[], b: readonly Rational[]) => a.map((value, j) => value.add(b[j]!));
const labels = (count: number) =>
  fc.array(fc.constantFrom<Label>(1, -1), { minLength: count, maxLength: count });
const always = (data: fc.Arbitrary<Dataset>): fc.Arbitrary<DataForSlope> => data.map((drawn) => () => drawn);

/**
 * Eight points of dimension 3 with positive y_i x_i, of which the last is the sum of the first two, which have its label.
 * As y_i y_l⟨x_i, x_l⟩ > 0, a step moves every ⟨w_k, x_i⟩ of a leaky net to the side of its label, by c·Σ_l −ℓ'(q_l) at least: all neurons
 * become aligned, the loss tends to 0, and the last margin is the sum of the first two from then on. K is singular: it has rank 6.
 */
export function sumOfTwo(): fc.Arbitrary<DataForSlope> {
  const dimension = 3;
  return always(
    fc
      .record({
        sizes: fc.array(fc.integer({ min: 4, max: 32 }), {
          minLength: 7 * dimension,
          maxLength: 7 * dimension,
        }),
        own: fc.constantFrom<Label>(1, -1),
        others: labels(4),
      })
      .map(({ sizes, own, others }) => {
        const y = [own, own, own === 1 ? -1 : 1, ...others] as const;
        const x = y.map((label, i) =>
          sizes.slice(i * dimension, (i + 1) * dimension).map((size) => sixteenths(label * size)),
        );
        return { name: 'with a sum of two', x: [...x, sum(x[0]!, x[1]!)], y: [...y, own] };
      }),
  );
}

/**
 * Eight Gaussian points of dimension 3, of which the last is halfway between the first two and has the other label: no neuron is on the right
 * side of all three.
 */
export function halfwayBetween(): fc.Arbitrary<DataForSlope> {
  return always(
    gaussianPoints(8, 3, 0).map(({ x, y }) => ({
      name: 'with a point halfway between two of the other label',
      x: [...x.slice(0, 7), sum(x[0]!, x[1]!).map((value) => value.scaledByPowerOfTwo(-1))],
      y: [1, 1, ...y.slice(2, 7), -1],
    })),
  );
}

/**
 * Seven points (M, g_i) with Gaussian g_i of 11 coordinates (deviation 1/64) and labels at random, for slopes α that are odd multiples of 1/16:
 * the first step moves a neuron's ⟨w, x_i⟩ by a multiple of M²·S + Σ_l c_l y_l⟨g_l, g_i⟩, S = Σ c_l y_l with every c_l either 1 or α. S is not 0,
 * for 16 divides no odd multiple of a number from 1 to 7, and one label occurs more often than the other: |S| ≥ 1/16. With
 * M² ≥ 64·7·max‖g_i‖² the first term outweighs the second, and the neuron ends on one side of all points, whatever their labels.
 */
export function farAlongTheMean(): fc.Arbitrary<DataForSlope> {
  const [points, spread] = [7, 11];
  return always(
    fc
      .record({
        noise: fc.array(gaussianCoordinate(), { minLength: points * spread, maxLength: points * spread }),
        others: labels(points - 2),
      })
      .map(({ noise, others }) => {
        const rows = Array.from({ length: points }, (_, i) =>
          noise.slice(i * spread, (i + 1) * spread).map((value) => value.scaledByPowerOfTwo(-6)),
        );
        const most = Math.max(...rows.map((row) => innerProduct(row, row).toNumber()));
        const mean = sixteenths(1 + Math.ceil(16 * Math.sqrt(64 * points * most)));
        return { name: 'far along the mean', x: rows.map((row) => [mean, ...row]), y: [1, -1, ...others] };
      }),
  );
}

/**
 * Eight Gaussian points around 2·(1, …, 1) in 12 dimensions, labels at random. Few dimensions make entries of K⁻¹1 negative, but not on every
 * draw: of a linear net on ever more of them, u_i tends to a multiple of 1 − y_i·(mean label) > 0.
 */
export function aroundCommonMean(): fc.Arbitrary<DataForSlope> {
  return always(gaussianPoints(8, 12, 2));
}
