import fc from 'fast-check';
import { expect, it } from 'vitest';
import { kernelOver } from '../../../src/linalg/kernel.ts';
import { float64 } from '../../../src/numbers/float64.ts';
import { balance } from '../../../src/training/modes/balance.ts';
import { resolveSides } from '../../../src/training/modes/complementarity.ts';

const kernel = kernelOver(float64);
const grid = fc.integer({ min: -64, max: 64 });

// A block w of two parameters at w_0, on planes that all attract, moves for a time h: w = w_0 + h Σ f_i n_i.
it('the sides with pulls position/h are those at the end of an implicit step', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ angle: grid, low: grid, rise: fc.nat(64) }), { minLength: 1, maxLength: 4 }),
      fc.tuple(grid, grid),
      fc.integer({ min: 1, max: 8 }),
      (lines, [first, second], h) => {
        const at = [first / 64, second / 64];
        const planes = lines.map(({ angle }) => {
          const radians = (angle * Math.PI) / 129;
          return { normal: Float64Array.of(Math.cos(radians), Math.sin(radians)), members: [] };
        });
        const along = (normal: Float64Array, w: readonly number[]) => normal[0]! * w[0]! + normal[1]! * w[1]!;
        const gram = Float64Array.from(
          planes.flatMap(({ normal }) => planes.map((other) => kernel.dot(2, normal, 0, other.normal, 0))),
        );
        const block = { at: 0, length: 2, first: 0, planes, gram };
        const forces = {
          plus: Float64Array.from(lines, ({ low }) => low / 64),
          minus: Float64Array.from(lines, ({ low, rise }) => (low + rise + 1) / 64),
        };
        const pulls = Float64Array.from(planes, ({ normal }) => along(normal, at) / h);
        const sides = new Int8Array(planes.length).fill(1);
        expect(resolveSides(block, [...planes.keys()], sides, forces, pulls)).toEqual({ branchings: 0 });
        const held = balance(block, sides, forces, pulls).forces;
        const end = at.map((value, j) =>
          planes.reduce((sum, { normal }, i) => sum + h * held[i]! * normal[j]!, value),
        );
        for (const [i, { normal }] of planes.entries()) {
          if (sides[i] === 0) expect(along(normal, end)).toBeCloseTo(0, 6);
          else expect(sides[i]! * along(normal, end)).toBeGreaterThan(-1e-6);
          expect(held[i]!).toBeGreaterThan(forces.plus[i]! - 1e-6);
          expect(held[i]!).toBeLessThan(forces.minus[i]! + 1e-6);
        }
      },
    ),
    { numRuns: 300 },
  );
});
