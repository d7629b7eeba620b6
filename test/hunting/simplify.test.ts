import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/hunting/exact-json.ts';
import { neighbours } from '../../src/hunting/moves.ts';
import { complexity, simplerCases } from '../../src/hunting/simplify.ts';

const AXES = { points: ['data.x', 'data.y'], coordinates: ['data.x.*', 'w'] };

const cases: fc.Arbitrary<Json> = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }))
  .chain(([points, coordinates]) => {
    const number = fc
      .tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 1, max: 16 }))
      .map(([numerator, denominator]) => `${numerator}/${denominator}`);
    const row = fc.array(number, { minLength: coordinates, maxLength: coordinates });
    return fc.record({
      data: fc.record({
        x: fc.array(row, { minLength: points, maxLength: points }),
        y: fc.array(fc.constantFrom(1, -1), { minLength: points, maxLength: points }),
      }),
      w: row,
    });
  });

/** Rows as many as labels, and as long as w. */
function isWhole(json: Json): boolean {
  const { data, w } = json as { data: { x: string[][]; y: number[] }; w: string[] };
  return data.x.length === data.y.length && data.x.every((row) => row.length === w.length) && w.length > 0;
}

describe('simpler cases and neighbours', () => {
  it('keep arrays that are indexed together together', () => {
    fc.assert(
      fc.property(cases, (instance) => {
        for (const simpler of simplerCases(instance, AXES)) expect(isWhole(simpler)).toBe(true);
      }),
    );
    const moves = cases.chain((instance) => neighbours(instance, AXES));
    fc.assert(fc.property(moves, (moved) => isWhole(moved)));
  });

  it('include a strictly simpler one unless the case is as simple as can be', () => {
    fc.assert(
      fc.property(cases, (instance) => {
        const simplest = [...simplerCases(instance, AXES)].every(
          (simpler) => complexity(simpler) >= complexity(instance),
        );
        const { data, w } = instance as { data: { x: string[][] }; w: string[] };
        const zeros = [...data.x.flat(), ...w].every((value) => /^-?0\//.test(value));
        expect(simplest).toBe(zeros && data.x.length === 1 && w.length === 1);
      }),
    );
  });
});
