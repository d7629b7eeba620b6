import { describe, expect, it } from 'vitest';
import { descend } from '../../src/training/descent.ts';
import { diagonalLink } from '../../src/training/diagonal-link.ts';
import { flow } from '../../src/training/flow.ts';
import { reducedDiagonalFlow } from '../../src/training/reduced-diagonal.ts';
import { slidingFlow } from '../../src/training/sliding/flow.ts';
import { twoLayerFlow } from '../../src/training/sliding/two-layer-flow.ts';
import { spanDescent, weightsInSpan } from '../../src/training/span-descent.ts';
import { gaussianStart } from '../../src/training/start.ts';
import { withGuardedArrays } from './guarded-arrays.ts';
import { RUNS, runOf } from './runs.ts';
import { collinearCase, genericCase, symmetricCase } from './sliding/cases.ts';

/** The kind of every typed array, guarded or not. */
const TypedArray = Object.getPrototypeOf(Float64Array) as new () => Iterable<number>;

/** That a run returns the same numbers where an entry that an array does not have is an error. */
function expectWithinArrays<R>(run: () => R): void {
  const numbers = () =>
    JSON.stringify(run(), (_, value: unknown) => (value instanceof TypedArray ? [...value] : value));
  const plain = numbers();
  expect(withGuardedArrays(numbers) === plain).toBe(true);
}

describe('no entry is read or written that an array does not have', () => {
  it.each(RUNS)('by the flows of $spec, seed $seed', (run) => {
    expectWithinArrays(() => flow({ ...runOf(run), until: -40, snapshots: true, maxSteps: 120 }));
    expectWithinArrays(() => twoLayerFlow({ ...runOf(run), until: -1e3, snapshots: true }) ?? null);
  });

  it.each([
    ['small start', genericCase({ points: 7, dimension: 3, width: 3, alpha: 0.5, scale: 1e-3 }, 1)],
    ['ReLU', genericCase({ points: 6, dimension: 3, width: 3, alpha: 0, scale: 0.3 }, 2)],
    [
      'more coordinates than points',
      genericCase({ points: 3, dimension: 5, width: 3, alpha: 0.25, scale: 0.3 }, 3),
    ],
    ['symmetric', symmetricCase({ points: 8, dimension: 2, width: 4, alpha: 0.1, scale: 1e-3 }, 1)],
    ['collinear', collinearCase({ points: 8, dimension: 3, width: 3, alpha: 0.25, scale: 0.3 }, 1)],
    ['collinear, ReLU', collinearCase({ points: 8, dimension: 3, width: 3, alpha: 0, scale: 0.3 }, 2)],
  ])('by the sliding flow: %s', (_, options) => {
    expectWithinArrays(() => slidingFlow({ ...options, until: -100 }));
  });

  it('by descents, starts and the reduced flow', () => {
    const data = {
      points: 3,
      dimension: 2,
      x: Float64Array.of(1, 0.5, -0.5, 2, 1, 1),
      y: Float64Array.of(1, 1, -1),
    };
    for (const run of RUNS)
      expectWithinArrays(() =>
        descend({
          ...runOf(run),
          step: { kind: 'normalized', size: 0.01 },
          maxSteps: 20,
          tolerateRises: true,
        }),
      );
    const span = {
      data,
      width: 2,
      alpha: 0.25,
      start: gaussianStart(8, 0.1, 1),
      stepSize: 0.1,
      marks: [0, 3],
    };
    expectWithinArrays(() => spanDescent(span).map((state) => weightsInSpan(span.start, state, data)));
    expectWithinArrays(() => [gaussianStart(1, 1, 1), gaussianStart(4, 1, 2), gaussianStart(5, 1, 3)]);
    expectWithinArrays(() =>
      reducedDiagonalFlow({ ...data, y: Float64Array.of(1, 1, 1) }, diagonalLink(2, 0.5), [0.5]),
    );
  });

  it('as it would be noticed', () => {
    const read = (at: number) => withGuardedArrays(() => new Float64Array(3)[at]);
    expect(read(2)).toBe(0);
    for (const at of [3, -1, 0.5, Number.NaN]) expect(() => read(at)).toThrow(RangeError);
    const late = () => new Int8Array(4).subarray(1).map((_, j, all) => all[j]! + 1);
    expect([...withGuardedArrays(late)]).toEqual([1, 1, 1]);
    expect(() => withGuardedArrays(() => late().fill(1).slice(2)[1])).toThrow('reads entry 1 of 1');
    const write = () => Object.assign(Float64Array.from([1, 2]), { 2: 1 });
    expect(() => withGuardedArrays(write)).toThrow('writes entry 2 of 2');
  });
});
