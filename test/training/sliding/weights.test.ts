import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ActivationPattern } from '../../../src/training/sliding/pattern.ts';
import { reduce } from '../../../src/training/sliding/reduction.ts';
import { marginsOf, steepness, weighPoints } from '../../../src/training/sliding/weights.ts';

it.each(['exponential', 'logistic'] as const)(
  'the weights of the %s loss at any depth: log p = −log(−1/ℓ′(q)) − shift where a neuron sees the point, else 0',
  (loss) => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -16, max: 16 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(1, 64, 1e4, 1e8),
        (coordinates, scale) => {
          // One ReLU neuron with w = 1: it sees the points on its side.
          const { problem, start } = reduce({
            points: coordinates.length,
            dimension: 1,
            x: Float64Array.from(coordinates, (value) => (value + 1 / 2) * scale),
            y: new Float64Array(coordinates.length).fill(1),
            width: 1,
            alpha: 0,
            loss,
            start: [1, 1],
          });
          const pattern = new ActivationPattern(problem);
          pattern.put(0, 0, problem.lines.directions[0]! > 0 === start[0]! > 0 ? 1 : -1);
          pattern.settle();
          const q = marginsOf(problem, pattern, start);
          const { p, shift } = weighPoints(problem, pattern, start);
          const seen = [...pattern.live];
          if (!seen.includes(1)) return;
          expect(p.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
          for (const [i, weight] of p.entries()) {
            const expected = seen[i] === 1 ? Math.exp(-steepness[loss].value(q[i]!) - shift) : 0;
            expect(weight).toBeCloseTo(expected, 6);
          }
        },
      ),
    );
  },
);
