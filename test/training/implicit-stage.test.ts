import { describe, expect, it } from 'vitest';
import { float64Kernel } from '../../src/linalg/float64.ts';
import { parseModel } from '../../src/models/parse.ts';
import { samplesOf } from '../../src/models/samples.ts';
import { Evaluation } from '../../src/training/evaluation.ts';
import { ImplicitStage } from '../../src/training/implicit-stage.ts';
import { exponential } from '../../src/training/losses.ts';

const data = {
  points: 3,
  dimension: 2,
  x: Float64Array.of(1, 0.5, 0.5, 1, 1, 1),
  y: Float64Array.of(1, 1, 1),
};
const model = parseModel('deep-linear:2x2', 2);
const START = Float64Array.of(0.6, 0.2, 0.1, 0.5, 0.4, 0.3);

/** A stage from a base, at these logarithms of the scale in turn: one after the other, each time the loss is asked for. */
function stage(logScales: readonly number[], base = START) {
  const kernel = float64Kernel;
  const signs = new Int8Array(model.parameterCount).fill(1);
  const problem = { model, kernel, samples: samplesOf(kernel, data), loss: exponential, signs };
  const evaluation = new Evaluation<number>(problem);
  evaluation.at(START, logScales[0]!);
  const guess = Float64Array.from({ length: 3 }, (_, i) => evaluation.weights.p[i]!);
  let evaluations = 0;
  const evaluate = (y: ArrayLike<number>) => {
    evaluation.at(Float64Array.from(y), logScales[evaluations++ % logScales.length]!);
    return evaluation;
  };
  const y = START.slice();
  const equation = { base, tau: 0.1, rate: 0.5, evaluate, isLong: true };
  const implicit = new ImplicitStage(problem, 1e-6);
  return {
    solved: implicit.solve(equation, y, guess),
    y,
    evaluations: () => evaluations,
    implicit,
    evaluation,
  };
}

describe('an implicit stage late in a run', () => {
  it('ends where y = base + τ(Σ p_i ∂q_i − ρy), with the weights of the loss there', () => {
    const { solved, y, implicit, evaluation, evaluations } = stage([3]);
    expect(solved).toBe(true);
    expect(evaluations()).toBeLessThan(8);
    for (const [j, value] of y.entries()) expect(START[j]! + 0.1 * implicit.field[j]!).toBeCloseTo(value, 9);
    evaluation.at(y, 3);
    const sum = new Float64Array(model.parameterCount);
    evaluation.network.gradientSum(evaluation.weights.p, sum);
    for (const [j, value] of sum.entries()) expect(value - 0.5 * y[j]!).toBeCloseTo(implicit.field[j]!, 5);
  });

  it('is given up after twelve iterates where the loss is another one each time it is asked for', () => {
    const { solved, evaluations } = stage([3, 2]);
    expect(solved).toBe(false);
    expect(evaluations()).toBe(12);
  });

  it('is given up at once where there are no numbers', () => {
    const { solved, evaluations } = stage([3], START.with(1, Number.NaN));
    expect(solved).toBe(false);
    expect(evaluations()).toBe(1);
  });
});
