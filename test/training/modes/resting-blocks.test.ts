import fc from 'fast-check';
import { expect, it } from 'vitest';
import { float64Kernel } from '../../../src/linalg/float64.ts';
import { parseModel } from '../../../src/models/parse.ts';
import { samplesOf } from '../../../src/models/samples.ts';
import type { SideForces } from '../../../src/training/modes/balance.ts';
import { kinkBlocks } from '../../../src/training/modes/kink-planes.ts';
import { RestingBlocks } from '../../../src/training/modes/resting-blocks.ts';
import { growthAtZero, LEAST_GROWTH } from '../../../src/training/sliding/growth.ts';
import { gaussianStart } from '../../../src/training/start.ts';
import { randomRun } from './cases.ts';

/** The second of two neurons in the plane, with three kinks, and forces on either side of each. */
function drawn(seed: number) {
  const model = parseModel('two-layer:2:0.5', 2);
  const { data } = randomRun(model.spec, 3, 2, seed);
  const network = model.on(float64Kernel, samplesOf(float64Kernel, data));
  const block = kinkBlocks(network, network.kinks!)[1]!;
  /** Of which all kinks attract, or some need not. */
  const forces = (draw: number, areAttracting: boolean): SideForces => {
    const [plus, minus] = [gaussianStart(6, 1, draw), gaussianStart(6, 1, draw + 1)];
    return areAttracting
      ? { plus: plus.map((value) => -Math.abs(value)), minus: minus.map(Math.abs) }
      : { plus, minus };
  };
  const growth = ({ plus, minus }: SideForces) =>
    growthAtZero({
      directions: block.planes.map(({ normal }) => Float64Array.from(normal)),
      plus: plus.subarray(3),
      minus: minus.subarray(3),
    });
  return { block, forces, growth, resting: new RestingBlocks(float64Kernel) };
}

it('a block at 0 rests where every kink pushes back, and leaves where it can grow, to the sides it grows on', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.boolean(), fc.boolean(), (seed, areAttracting, mayLeave) => {
      const { block, forces, growth, resting } = drawn(seed);
      const here = forces(seed, areAttracting);
      const { rate, ways, direction } = growth(here);
      const sides = new Int8Array(6).fill(1);
      const leaves = mayLeave && rate > LEAST_GROWTH;
      if (areAttracting) expect(rate).toBeLessThanOrEqual(0);
      expect(resting.canGrow(block, here)).toBe(rate > LEAST_GROWTH);
      expect(resting.pass(block, sides, here, mayLeave)).toBe(leaves ? ways : 0);
      expect(resting.has(block)).toBe(!leaves);
      expect([...sides.subarray(0, 3)]).toEqual([1, 1, 1]);
      for (const [h, side] of sides.subarray(3).entries())
        if (!leaves) expect(side).toBe(0);
        else if (side !== 0) {
          const { normal } = block.planes[h]!;
          expect(side * (normal[0]! * direction[0]! + normal[1]! * direction[1]!)).toBeGreaterThan(0);
        }
    }),
    { numRuns: 40 },
  );
});

it('a resting block wakes where the rate of its growth, as it moves evenly, is past the least that counts', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.boolean(), fc.boolean(), (seed, restsBefore, restsAfter) => {
      const { block, forces, growth, resting } = drawn(seed);
      const [before, after] = [forces(seed, restsBefore), forces(seed + 2, restsAfter)];
      const at = resting.partToGrowth(block, before, after);
      const [start, end] = [growth(before).rate, growth(after).rate];
      if (end <= 2 * LEAST_GROWTH) expect(at).toBeUndefined();
      else if (start >= 1.5 * LEAST_GROWTH) expect(at).toBe(0);
      else expect(((1 - at!) * start + at! * end) / LEAST_GROWTH).toBeCloseTo(1.5, 6);
    }),
    { numRuns: 40 },
  );
});
