import { describe, expect, it } from 'vitest';
import { parseModel } from '../../src/models/parse.ts';
import { descend } from '../../src/training/descent.ts';
import { UnfitRun } from '../../src/training/run-options.ts';
import { type SpanDescentOptions, spanDescent, weightsInSpan } from '../../src/training/span-descent.ts';
import { gaussianStart } from '../../src/training/start.ts';

const [points, dimension, width] = [5, 7, 3];

function problem(
  alpha: number,
  seed: number,
): SpanDescentOptions & { data: { points: number; dimension: number; x: Float64Array; y: Float64Array } } {
  return {
    data: {
      points,
      dimension,
      x: gaussianStart(points * dimension, 1, seed),
      y: Float64Array.from({ length: points }, (_, i) => (i % 2 ? -1 : 1)),
    },
    width,
    alpha,
    start: gaussianStart(2 * width * dimension, 0.1, seed + 1),
    stepSize: 0.2,
    marks: [0, 1, 300],
  };
}

describe('descent in the span of the data', () => {
  it.each([0.3, 0])('takes the steps of descent in weight space, slope %d', (alpha) => {
    for (let seed = 0; seed < 5; seed++) {
      const options = problem(alpha, seed);
      const states = spanDescent(options);
      expect(states.map(({ step }) => step)).toEqual([0, 1, 300]);
      for (const state of states.slice(1)) {
        const end = descend({
          model: parseModel(`two-layer-fixed:${width}:${alpha}`, dimension),
          data: options.data,
          loss: 'logistic',
          start: options.start,
          step: { kind: 'fixed', size: options.stepSize },
          maxSteps: state.step,
          until: -100,
          tolerateRises: true,
        });
        const weights = weightsInSpan(options.start, state, options.data);
        weights.forEach((w, j) => {
          expect(w).toBeCloseTo(end.parameters[j]!, 10);
        });
        expect(Math.log10(state.loss)).toBeCloseTo(end.final.log10Loss, 10);
      }
    }
  });

  it('agrees between float64 and double-double', () => {
    const [coarse, fine] = [undefined, 'dd' as const].map(
      (precision) => spanDescent({ ...problem(0.3, 9), ...(precision && { precision }) }).at(-1)!,
    );
    fine!.margins.forEach((q, i) => {
      expect(coarse!.margins[i]).toBeCloseTo(q, 12);
    });
  });

  it('dates the last crossing of a kink', () => {
    // One neuron a sign on one point: the positive one starts inactive and is pulled over the kink by no one; the
    // negative one starts active and is pushed over it by the first step.
    const [state] = spanDescent({
      data: { points: 1, dimension: 1, x: Float64Array.of(1), y: Float64Array.of(1) },
      width: 1,
      alpha: 0,
      start: Float64Array.of(-1, 0.01),
      stepSize: 1,
      marks: [10],
    });
    expect(state!.lastCrossing).toBe(1);
    expect(state!.preActivations[0]).toBe(-1);
    expect(state!.preActivations[1]).toBeLessThan(0);
  });

  it.each<[string, Partial<SpanDescentOptions>, RegExp]>([
    ['a step of 0', { stepSize: 0 }, /a positive step size, found 0/],
    ['an infinite step', { stepSize: Number.POSITIVE_INFINITY }, /a positive step size, found Infinity/],
    ['a start of the wrong length', { start: Float64Array.of(1) }, /a start of 42 parameters .*found 1/],
    ['marks that fall', { marks: [5, 3] }, /increasing numbers of steps as marks, found 3 at 1/],
    ['half a step', { marks: [0.5, 3] }, /increasing numbers of steps as marks, found 0.5 at 0/],
    ['fewer steps than none', { marks: [-1] }, /increasing numbers of steps as marks, found -1 at 0/],
  ])('refuses %s', (_name, wrong, message) => {
    const run = () => spanDescent({ ...problem(0.3, 1), ...wrong });
    expect(run).toThrow(UnfitRun);
    expect(run).toThrow(message);
  });
});
