import { describe, expect, it } from 'vitest';
import { parseModel } from '../../src/models/parse.ts';
import { checkRun, type RunOptions, UnfitRun } from '../../src/training/run-options.ts';
import { slidingShape, twoLayerFlow } from '../../src/training/sliding/two-layer-flow.ts';
import { stop } from '../../src/training/stop.ts';

const model = parseModel('two-layer:2:0.5', 2);
const good: RunOptions = {
  model,
  data: { points: 1, dimension: 2, x: Float64Array.of(1, 2), y: Float64Array.of(1) },
  loss: 'exponential',
  start: new Float64Array(model.parameterCount).fill(0.5),
};
const startWith = (at: number, value: number) => Float64Array.from(good.start).with(at, value);

describe('what no run can start from', () => {
  it.each<[string, Partial<RunOptions>, number, RegExp]>([
    ['a dimension', {}, 3, /^expected data of dimension 2 for two-layer:2:0.5, found 3$/],
    [
      'a start too short',
      { start: new Float64Array(5) },
      2,
      /^expected a start of 6 parameters for two-layer:2:0.5, found 5$/,
    ],
    ['a start too long', { start: new Float64Array(7) }, 2, /^expected a start of 6 parameters .*, found 7$/],
    [
      'no number at the start',
      { start: startWith(0, Number.NaN) },
      2,
      /^expected finite parameters, found NaN at position 0 /,
    ],
    [
      'no finite one at the end',
      { start: startWith(5, Number.NEGATIVE_INFINITY) },
      2,
      /found -Infinity at position 5 of the start$/,
    ],
    [
      'a target',
      { until: Number.NEGATIVE_INFINITY },
      2,
      /^expected a finite target log10 loss, found -Infinity$/,
    ],
  ])('%s is refused with what was expected and found', (_, wrong, dimension, message) => {
    const refused = () => checkRun({ ...good, ...wrong }, dimension);
    expect(refused).toThrow(UnfitRun);
    expect(refused).toThrow(message);
  });

  it('is not what is fit, with a target or without', () => {
    expect(() => checkRun(good, 2)).not.toThrow();
    expect(() => checkRun({ ...good, until: -4 }, 2)).not.toThrow();
  });
});

describe('the reasons to stop', () => {
  const reasons = [
    stop.target(-20.123_456_7),
    stop.targetAboveStart(-3.5, -2),
    stop.deadPoints([3]),
    stop.deadPoints([3, 5]),
    stop.allDead(),
    stop.stationary(),
    stop.frozen(),
    stop.lossRose(-1.25, -1.125),
    stop.nonFinite(),
    stop.stepLimit(17),
    stop.timeLimit(2.5),
  ];

  it.each(reasons.map((reason) => [reason.kind, reason] as const))('%s: one sentence', (_, { sentence }) => {
    expect(sentence).toMatch(/^[A-Z][^.]*(\.\d[^.]*)*\.$/);
  });

  it('name what they were given', () => {
    const told = reasons.map(({ sentence }) => sentence.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? []);
    // "log10" is of every sentence about a loss.
    const numbers = told.map((values) => values.filter((value) => value !== 10));
    expect(numbers).toEqual([
      [-20.1235],
      [-3.5, -2],
      [3],
      [3, 5],
      [],
      [],
      [],
      [-1.25, -1.125],
      [],
      [17],
      [2.5],
    ]);
    expect(reasons[2]).toMatchObject({ points: [3], sentence: expect.stringMatching(/ point 3,/) });
    expect(reasons[3]).toMatchObject({ points: [3, 5], sentence: expect.stringMatching(/ points 3, 5,/) });
  });
});

describe('the flow of two-layer nets', () => {
  it.each([
    ['two-layer:2:0.5', { width: 2, alpha: 0.5, layers: 'both' }],
    ['two-layer-fixed:11:0', { width: 11, alpha: 0, layers: 'hidden' }],
    ['deep-linear:2x3', undefined],
    ['diagonal:2', undefined],
  ])('knows of %s: %j', (spec, shape) => {
    expect(slidingShape(parseModel(spec, 2))).toEqual(shape);
  });

  it('is none of another model', () => {
    const other = parseModel('diagonal:2', 2);
    expect(twoLayerFlow({ ...good, model: other, start: Float64Array.of(1, 1) })).toBeUndefined();
  });
});
