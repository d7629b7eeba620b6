import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernelOver } from '../../../src/linalg/kernel.ts';
import { float64 } from '../../../src/numbers/float64.ts';
import { attracts, balance, type SideForces } from '../../../src/training/modes/balance.ts';
import { resolveSides } from '../../../src/training/modes/complementarity.ts';
import type { KinkBlock } from '../../../src/training/modes/kink-planes.ts';

const kernel = kernelOver(float64);

interface BlockCase {
  readonly block: KinkBlock<number>;
  readonly forces: SideForces;
}

/** Planes in general position through one point of R³, and forces on a grid; `attracting` orders them so. */
function blockCases(attracting: boolean): fc.Arbitrary<BlockCase> {
  const grid = fc.integer({ min: -64, max: 64 });
  return fc.array(fc.tuple(grid, grid, grid, grid, grid), { minLength: 1, maxLength: 3 }).map((rows) => {
    const planes = rows.map(([a, b, c], h) => {
      // Diagonally dominant, so never dependent.
      const entries = [a / 64, b / 64, c / 64];
      entries[h]! += entries[h]! < 0 ? -3 : 3;
      const norm = Math.hypot(...entries);
      return { normal: Float64Array.from(entries, (entry) => entry / norm), members: [] };
    });
    const gram = new Float64Array(planes.length ** 2);
    for (const [h, { normal }] of planes.entries())
      for (const [l, other] of planes.entries())
        gram[h * planes.length + l] = kernel.dot(3, normal, 0, other.normal, 0);
    const pairs = rows.map(([, , , f, g]) => (attracting && f > g ? [g, f] : [f, g]) as [number, number]);
    return {
      block: { at: 0, length: 3, first: 0, planes, gram },
      forces: {
        plus: Float64Array.from(pairs, ([plus]) => plus),
        minus: Float64Array.from(pairs, ([, minus]) => minus),
      },
    };
  });
}

function expectAll(sides: Int8Array, side: number): void {
  expect(sides.every((own) => own === side)).toBe(true);
}

const all = ({ planes }: KinkBlock<number>) => [...planes.keys()];

describe('sides at a point where kinks meet', () => {
  it('are consistent: velocities lead to their side, sliding forces are ones the kinks can exert', () => {
    fc.assert(
      fc.property(blockCases(false), ({ block, forces }) => {
        const sides = new Int8Array(block.planes.length).fill(1);
        // Where kinks repel, no consistent sides may exist: then nothing is changed.
        if (!resolveSides(block, all(block), sides, forces)) return expectAll(sides, 1);
        const { forces: held, velocities } = balance(block, sides, forces);
        for (const h of all(block)) {
          const most = Math.max(forces.plus[h]!, forces.minus[h]!);
          const least = Math.min(forces.plus[h]!, forces.minus[h]!);
          if (sides[h] === 0) {
            expect(held[h]).toBeLessThanOrEqual(most + 1e-6);
            expect(held[h]).toBeGreaterThanOrEqual(least - 1e-6);
          } else expect(sides[h]! * velocities[h]!).toBeGreaterThanOrEqual(-1e-6);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('where all kinks attract: the velocity is the shortest that their forces can give', () => {
    fc.assert(
      fc.property(blockCases(true), ({ block, forces }) => {
        const sides = new Int8Array(block.planes.length).fill(1);
        expect(resolveSides(block, all(block), sides, forces)).toEqual({ branchings: 0 });
        expect(all(block).every((h) => !attracts(forces, h) || sides[h] !== undefined)).toBe(true);
        const energy = (lambda: readonly number[]) =>
          lambda.reduce(
            (sum, f, h) =>
              sum + lambda.reduce((part, g, l) => part + f * g * block.gram[h * lambda.length + l]!, 0),
            0,
          );
        const found = energy([...balance(block, sides, forces).forces]);
        // Any other forces within the bounds give a longer one: a grid of them.
        const parts = [0, 0.25, 0.5, 0.75, 1];
        const choices = all(block).reduce<number[][]>(
          (lists, h) =>
            lists.flatMap((list) =>
              parts.map((t) => [...list, forces.plus[h]! + t * (forces.minus[h]! - forces.plus[h]!)]),
            ),
          [[]],
        );
        for (const choice of choices) expect(energy(choice)).toBeGreaterThanOrEqual(found - 1e-6);
      }),
      { numRuns: 100 },
    );
  });

  it('a kink that repels from both sides is left to the nearer one, and counted', () => {
    const block: KinkBlock<number> = {
      at: 0,
      length: 1,
      first: 0,
      planes: [{ normal: Float64Array.of(1), members: [] }],
      gram: Float64Array.of(1),
    };
    const sides = Int8Array.of(0);
    const forces = { plus: Float64Array.of(1), minus: Float64Array.of(-3) };
    expect(resolveSides(block, [0], sides, forces)).toEqual({ branchings: 1 });
    expect([...sides]).toEqual([1]);
  });
});
