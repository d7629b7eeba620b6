import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { norm } from '../../../oracles/kkt/orthogonal-factor.ts';
import { flatten, type Pattern, type Regime, unflatten } from '../../../oracles/kkt/pattern.ts';
import { linearised, scaledEquations } from '../../../oracles/kkt/pattern-newton.ts';
import { PseudoInverse } from '../../../oracles/kkt/pseudo-inverse.ts';

const entry = fc.integer({ min: -64, max: 64 }).map((value) => value / 64);
const vectorOf = (length: number) =>
  fc.array(entry, { minLength: length, maxLength: length }).map((values) => Float64Array.from(values));

describe('pseudo-inverse', () => {
  it('gives the least-squares solution of least norm, singular matrices included', () => {
    fc.assert(
      fc.property(
        fc.array(vectorOf(5), { minLength: 3, maxLength: 3 }),
        vectorOf(5),
        vectorOf(4),
        (columns, target, shift) => {
          fc.pre(columns.every((column) => norm(column) > 0));
          // The fourth column repeats the first, so that (1,0,0,−1) is a null vector.
          const matrix = [...columns, columns[0]!];
          const x = new PseudoInverse(matrix).solve(target);
          const distance = (at: Float64Array): number =>
            norm(
              target.map((value, i) => matrix.reduce((rest, column, j) => rest - at[j]! * column[i]!, value)),
            );
          expect(distance(x)).toBeLessThanOrEqual(distance(x.map((value, j) => value + shift[j]!)) + 1e-9);
          expect(Math.abs(x[0]! - x[3]!)).toBeLessThan(1e-9 * (1 + norm(x)));
        },
      ),
    );
  });
});

describe('the equations of a pattern', () => {
  const regime = fc.constantFrom<Regime>('positive', 'negative', 'kink');
  const points = fc.array(vectorOf(6), { minLength: 3, maxLength: 3 });
  const pattern = fc
    .array(fc.array(regime, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 3 })
    .map(
      (rows): Pattern => ({
        support: [0, 1, 2],
        groups: rows.map((regimes, k) => ({ neurons: [k], sign: 1, regimes })),
      }),
    );

  it('have the Jacobian that finite differences see', () => {
    fc.assert(
      fc.property(points, pattern, vectorOf(15), (rows, drawn, raw) => {
        const gram = rows.map((a) => rows.map((b) => a.reduce((sum, value, j) => sum + value * b[j]!, 0)));
        fc.pre(gram.every((row, i) => row[i]! > 0));
        const size = flatten(unflatten(drawn, [...raw])).length;
        const at = [...raw.slice(0, size)].map((value) => 1 + value / 2);
        const equations = (row: number[]) => scaledEquations(drawn, 0.25, gram, unflatten(drawn, row));
        const inverse = linearised(drawn, 0.25, gram, unflatten(drawn, at));
        // A column of J is reached by its own unknown, or, where J is singular, by a combination with the same image.
        for (let j = 0; j < size; j++) {
          const step = 2 ** -10;
          const moved = (sign: number) => equations(at.with(j, at[j]! + sign * step));
          const before = moved(-1);
          // The equations are quadratic in each unknown at most, so that central differences are exact.
          const column = moved(1).map((value, i) => (value - before[i]!) / (2 * step));
          const reached = inverse.solve(column);
          const image = new Float64Array(column.length);
          for (let k = 0; k < size; k++) {
            const low = equations(at.with(k, at[k]! - step));
            const high = equations(at.with(k, at[k]! + step));
            for (let i = 0; i < image.length; i++)
              image[i]! += (reached[k]! * (high[i]! - low[i]!)) / (2 * step);
          }
          expect(norm(image.map((value, i) => value - column[i]!))).toBeLessThan(1e-6 * (1 + norm(reached)));
        }
      }),
    );
  });
});
