import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ActivationPattern, type Side } from '../../../src/training/sliding/pattern.ts';
import { reduce } from '../../../src/training/sliding/reduction.ts';
import { collinearCase } from './cases.ts';

const [POINTS, WIDTH, DIMENSION] = [6, 3, 2];
const ALPHA = 0.25;

/** Points on fewer lines than points, of which any two span the plane. */
const problems = fc
  .nat(1_000_000)
  .map(
    (seed) =>
      reduce(
        collinearCase({ points: POINTS, dimension: DIMENSION, width: WIDTH, alpha: ALPHA, scale: 1 }, seed),
      ).problem,
  );
const changes = fc.array(
  fc.record({ k: fc.nat(WIDTH - 1), line: fc.nat(POINTS / 2 - 1), side: fc.constantFrom<Side[]>(-1, 0, 1) }),
  { minLength: 12, maxLength: 30 },
);

it('lets a neuron slide along independent kinks only; a kink that depends on those keeps its side', () => {
  fc.assert(
    fc.property(problems, changes, (problem, puts) => {
      const pattern = new ActivationPattern(problem);
      const expected = new Int8Array(WIDTH * problem.lines.count).fill(-1);
      for (const { k, line, side } of puts) {
        pattern.put(k, line, side);
        const at = k * problem.lines.count;
        const slidesElsewhere = expected
          .subarray(at, at + problem.lines.count)
          .filter((other, index) => other === 0 && index !== line).length;
        if (side !== 0 || slidesElsewhere < DIMENSION) expected[at + line] = side;
        expect([...pattern.sides]).toEqual([...expected]);
        expect(pattern.side(k, line)).toBe(expected[at + line]);
        expect(pattern.sliding(k).toSorted()).toEqual(
          [...expected.subarray(at, at + problem.lines.count).keys()].filter(
            (index) => expected[at + index] === 0,
          ),
        );
      }
    }),
  );
});

it('puts every pair back on the side it had, whatever came after', () => {
  fc.assert(
    fc.property(problems, changes, changes, (problem, puts, more) => {
      const pattern = new ActivationPattern(problem);
      for (const { k, line, side } of puts) pattern.put(k, line, side);
      const sides = pattern.sides.slice();
      for (const { k, line, side } of more) pattern.put(k, line, side);
      pattern.restore(sides);
      expect(pattern.sides).toEqual(sides);
    }),
  );
});

it('drives neurons by the points they see, with the slopes of their sides, and not at all at w = 0', () => {
  fc.assert(
    fc.property(problems, changes, fc.subarray([0, 1, 2]), (problem, puts, pinned) => {
      const pattern = new ActivationPattern(problem);
      for (const { k, line, side } of puts) pattern.put(k, line, side);
      for (const k of pinned) pattern.pin(k, true);
      pattern.settle();
      const { y, lines } = problem;
      const pulls = Array.from({ length: WIDTH * POINTS }, (_, index) => {
        const [k, i] = [Math.floor(index / POINTS), index % POINTS];
        const side = pinned.includes(k) ? 0 : lines.multiples[i] * pattern.side(k, lines.of[i]);
        return y[i] * (side > 0 ? 1 : side < 0 ? ALPHA : 0);
      });
      expect(Array.from(pattern.pulls, (pull) => pull + 0)).toEqual(pulls.map((pull) => pull + 0));
      for (let k = 0; k < WIDTH; k++)
        expect(pattern.moving[k] === 1).toBe(
          pulls.slice(k * POINTS, (k + 1) * POINTS).some((pull) => pull !== 0),
        );
      for (let i = 0; i < POINTS; i++)
        expect(pattern.live[i] === 1).toBe(pulls.some((pull, index) => index % POINTS === i && pull !== 0));
    }),
  );
});

it('computes anew only what changed', () => {
  fc.assert(
    fc.property(problems, fc.nat(WIDTH - 1), fc.constantFrom<Side[]>(0, 1), (problem, k, side) => {
      const pattern = new ActivationPattern(problem);
      pattern.settle();
      const before = pattern.versions.slice();
      pattern.put(k, 0, -1);
      pattern.settle();
      expect(pattern.versions).toEqual(before);
      pattern.put(k, 0, side);
      pattern.settle();
      expect(pattern.versions).toEqual(before.map((version, other) => version + (other === k ? 1 : 0)));
    }),
  );
});
