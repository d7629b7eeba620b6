import { describe, expect, it } from 'vitest';
import { flowOnce } from '../../../properties/flow-twice.ts';
import type { ScaledCase } from '../../../properties/moroshko2020/diagonal-cases.ts';
import { diagonalProblem, nearestDepth, statesOf } from '../../../properties/moroshko2020/diagonal-run.ts';
import { l1Limit } from '../../../properties/moroshko2020/l1-limit.ts';
import { M2 } from '../../../properties/moroshko2020/M2-ultimate-limit.ts';
import { angleBetween } from '../../../properties/moroshko2020/vectors.ts';

/** Draws of M2 in which one point on the margin has a small multiplier. */
const MIDDLING = {
  data: {
    name: 'onset at 15.5',
    x: [
      ['371/1024', '-445/1024'],
      ['3685/512', '5/512'],
      ['-713/128', '11/128'],
      ['737/512', '-439/512'],
    ],
    y: [1, 1, -1, 1],
  },
  power: 2,
  alpha: '5/4',
};
const LATE = {
  data: {
    name: 'onset at 30.0',
    x: [
      ['189/512', '3/256', '333/1024'],
      ['-149/512', '-399/256', '-3517/1024'],
    ],
    y: [-1, 1],
  },
  power: 2,
  alpha: '3/4',
};
const OUT_OF_REACH = {
  data: {
    name: 'onset at 78.5',
    x: [
      ['457/64', '-1/2', '3/16'],
      ['923/512', '-63/1024', '231/128'],
      ['-3367/512', '323/1024', '331/128'],
    ],
    y: [1, 1, -1],
  },
  power: 2,
  alpha: '7/4',
};

async function errorsAround(instance: ScaledCase) {
  const optimum = await l1Limit(instance.data);
  if (typeof optimum === 'string') throw new Error(optimum);
  const square = instance.alpha.toNumber() ** 2;
  const deepest = Math.exp(optimum.onset + 6) * square;
  const states = statesOf(
    flowOnce(diagonalProblem(instance.data, 2, Math.sqrt(square), -deepest / Math.LN10)),
  ).filter(({ depth }) => depth > 1);
  const errorAt = (logDepth: number) =>
    angleBetween(nearestDepth(states, Math.exp(logDepth) * square).w, optimum.w);
  return { onset: optimum.onset, before: errorAt(optimum.onset - 3), after: errorAt(optimum.onset + 5) };
}

describe('the onset of the rate', () => {
  it.each([
    [15.5, MIDDLING],
    [30, LATE],
  ])(
    'log(G/α²) = %d: the direction is a percent off before, and at the limit after',
    async (predicted, written) => {
      const { onset, before, after } = await errorsAround(M2.caseSchema.parse(written));
      expect(onset).toBeCloseTo(predicted, 1);
      expect(before).toBeGreaterThan(0.01);
      expect(after).toBeLessThan(1e-7);
    },
  );

  it('where it is out of reach only the bound is asserted (was refuted once, then undecided)', async () => {
    const instance = M2.caseSchema.parse(OUT_OF_REACH);
    const optimum = await l1Limit(instance.data);
    expect(typeof optimum === 'string' ? optimum : optimum.onset).toBeCloseTo(78.5, 1);
    const decision = await M2.decide(instance, M2.prediction);
    expect(decision.outcome).toBe('supports');
    expect(decision.figures).not.toHaveProperty('directionError');
  });
});
