import { describe, expect, it } from 'vitest';
import { parseModel } from '../../../src/models/parse.ts';
import { flow } from '../../../src/training/flow.ts';

const NOTHING = { cross: 0, slide: 0, release: 0, branch: 0, pin: 0 };

/** One neuron on two points: events before the first step, and its ⟨w, x_0⟩ after five. */
function started(alpha: number, x: readonly number[], y: readonly number[], start: readonly number[]) {
  const model = parseModel(`two-layer:1:${alpha}`, 2);
  const data = { points: 2, dimension: 2, x: Float64Array.from(x), y: Float64Array.from(y) };
  const run = (maxSteps: number) => flow({ model, data, loss: 'exponential', start, until: -100, maxSteps });
  const [w0, w1] = run(5).parameters;
  return { events: run(0).events, along: w0! * x[0]! + w1! * x[1]!, later: run(5).events };
}

describe('a neuron that starts on the kink of a point, which counts as its negative side', () => {
  it('slides along it from the first step on, where both sides drive it back', () => {
    const { events, along } = started(0.1, [1, 0, 1, 1], [1, -1], [0, 1, -1]);
    expect(events).toEqual({ ...NOTHING, slide: 1 });
    expect(along).toBe(0);
  });

  it('is across it before the first step, where both sides drive it up', () => {
    const { events, along, later } = started(0.1, [1, 0, 0, 1], [1, 1], [0, 1, 1]);
    expect(events).toEqual({ ...NOTHING, cross: 1 });
    expect(along).toBeGreaterThan(0.1);
    expect(later).toEqual(events);
  });

  it.each([
    ['both sides drive it down', [1, 0, 0, 1], [1, 1], [0, 1, -1]],
    ['either side drives it away', [1, 0, 0.3, 1], [1, -1], [0, 1, 1]],
  ])('stays below it, where %s', (_, x, y, start) => {
    const { events, along, later } = started(0.1, x, y, start);
    expect(events).toEqual(NOTHING);
    expect(along).toBeLessThan(-1e-3);
    expect(later).toEqual(NOTHING);
  });
});

describe('a neuron that starts at w = 0', () => {
  it('grows where the points pull it most, of several ways one', () => {
    const { events, along } = started(0.1, [1, 0, 0, 1], [1, 1], [0, 0, 1]);
    expect(events).toEqual({ ...NOTHING, cross: 2, branch: 1 });
    expect(along).toBeGreaterThan(0.1);
  });

  it('grows away from them, if it works against their labels', () => {
    const { events, along } = started(0.1, [1, 0, 0, 1], [1, 1], [0, 0, -1]);
    expect(events).toEqual(NOTHING);
    expect(along).toBeLessThan(-0.1);
  });

  it('does not move, if it is a ReLU', () => {
    for (const a of [1, -1]) expect(started(0, [1, 0, 0, 1], [1, 1], [0, 0, a]).along).toBe(0);
  });
});
