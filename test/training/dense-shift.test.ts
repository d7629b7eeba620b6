import fc from 'fast-check';
import { expect, it } from 'vitest';
import { float64Kernel } from '../../src/linalg/float64.ts';
import { parseModel } from '../../src/models/parse.ts';
import { samplesOf } from '../../src/models/samples.ts';
import { DenseShift } from '../../src/training/dense-shift.ts';
import { gaussianStart } from '../../src/training/start.ts';
import { randomRun } from './modes/cases.ts';

/** A network at a random θ, its curvature, and the dense form of βI − τB. */
function drawn(seed: number) {
  const model = parseModel('deep-linear:2x2', 3);
  const { data } = randomRun(model.spec, 4, 3, seed);
  const network = model.on(float64Kernel, samplesOf(float64Kernel, data));
  network.evaluate(gaussianStart(model.parameterCount, 1, seed));
  const curvature = network.curvature(gaussianStart(4, 1, seed + 1));
  return {
    network,
    curvature,
    shift: new DenseShift<number>().of(network, curvature),
    size: model.parameterCount,
  };
}

it('solves with βI − τB, for τ = 0 too, and refuses what is not positive definite', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.constantFrom(0, 0.01), (seed, tau) => {
      const { network, curvature, shift, size } = drawn(seed);
      const beta = 2;
      expect(shift.prepare(beta, tau)).toBe(true);
      const times = (v: Float64Array) => {
        const image = float64Kernel.vector(size);
        curvature.times(v, image);
        return v.map((value, j) => beta * value - tau * image[j]!);
      };
      const right = gaussianStart(size, 1, seed + 2);
      const v = right.slice();
      shift.solve(v);
      for (const [j, value] of times(v).entries()) expect(value).toBeCloseTo(right[j]!, 10);

      const gram = float64Kernel.vector(16);
      shift.gram(gram);
      const gradients = [0, 1, 2, 3].map((i) => {
        const row = new Float64Array(size);
        network.gradient(i, row, 0);
        return row;
      });
      for (const [i, row] of gradients.entries()) {
        const solved = row.slice();
        shift.solve(solved);
        for (const [l, other] of gradients.entries())
          expect(gram[4 * i + l]).toBeCloseTo(float64Kernel.dot(size, other, 0, solved, 0), 10);
      }
      // B has trace 0: it has a positive eigenvalue.
      expect(shift.prepare(1, 1e6)).toBe(false);
    }),
    { numRuns: 30 },
  );
});
