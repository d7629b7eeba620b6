import { describe, expect, it } from 'vitest';
import { kernelOver, type Vector } from '../../src/linalg/kernel.ts';
import { LuFactorization } from '../../src/linalg/lu.ts';
import { float64 } from '../../src/numbers/float64.ts';
import {
  type RosenbrockMethod,
  RosenbrockStepper,
  rodas4,
  rosenbrock23,
  type StiffSystem,
} from '../../src/training/rosenbrock.ts';

const kernel = kernelOver(float64);

interface TestProblem {
  readonly start: readonly number[];
  field(t: number, y: Vector<number>): number[];
  jacobian(t: number, y: Vector<number>): number[];
  timeDerivative(t: number, y: Vector<number>): number[];
}

/** A nonlinear, nonautonomous, smooth problem. */
const smooth: TestProblem = {
  start: [1, 0.5],
  field: (t, y) => [-y[0]! * y[1]! + Math.sin(t), y[0]! * y[0]! - y[1]! * Math.cos(t)],
  jacobian: (t, y) => [-y[1]!, -y[0]!, 2 * y[0]!, -Math.cos(t)],
  timeDerivative: (t, y) => [Math.cos(t), y[1]! * Math.sin(t)],
};

/** y' = −λ(y − cos t) − sin t, whose solution is cos t however large λ is (Prothero and Robinson 1974). */
const stiff = (lambda: number): TestProblem => ({
  start: [1],
  field: (t, y) => [-lambda * (y[0]! - Math.cos(t)) - Math.sin(t)],
  jacobian: () => [-lambda],
  timeDerivative: (t) => [-lambda * Math.sin(t) - Math.cos(t)],
});

/** Steps of equal length from 0 to `end`. */
function integrate(
  method: RosenbrockMethod,
  problem: TestProblem,
  end: number,
  steps: number,
): Vector<number> {
  const size = problem.start.length;
  const h = end / steps;
  const lu = new LuFactorization(kernel, size);
  const y = Float64Array.from(problem.start);
  let start = 0;
  const system: StiffSystem<number> = {
    kernel,
    size,
    initialField: kernel.vector(size),
    timeDerivative: kernel.vector(size),
    evaluate: (t, at, out) => {
      for (const [j, value] of problem.field(start + t, at).entries()) out[j] = value;
    },
    factor: (tau) => {
      for (const [at, value] of problem.jacobian(start, y).entries())
        lu.matrix[at] = (at % (size + 1) === 0 ? 1 : 0) - tau * value;
      return lu.factor();
    },
    solve: (v) => lu.solve(v),
  };
  const stepper = new RosenbrockStepper(method, system);
  for (let k = 0; k < steps; k++) {
    start = k * h;
    for (const [j, value] of problem.field(start, y).entries()) system.initialField[j] = value;
    for (const [j, value] of problem.timeDerivative(start, y).entries()) system.timeDerivative[j] = value;
    expect(stepper.step(y, h)).toBe(true);
    for (let j = 0; j < size; j++) y[j] = stepper.result[j]!;
  }
  return y;
}

function distance(a: Vector<number>, b: Vector<number>): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j]! - b[j]!) ** 2;
  return Math.sqrt(sum);
}

describe.each([rosenbrock23, rodas4])('$name', (method) => {
  const reference = integrate(rodas4, smooth, 2, 4096);

  it('has its order on a smooth problem', () => {
    const errors = [96, 192, 384].map((steps) => distance(integrate(method, smooth, 2, steps), reference));
    for (let k = 1; k < errors.length; k++)
      expect(Math.abs(Math.log2(errors[k - 1]! / errors[k]!) - method.order)).toBeLessThan(0.25);
  });

  it('loses its order when a coefficient is wrong', () => {
    const wrong: RosenbrockMethod = {
      ...method,
      m: method.m.map((value, i) => value + (i === 0 ? 1e-3 : 0)),
    };
    const errors = [192, 384].map((steps) => distance(integrate(wrong, smooth, 2, steps), reference));
    expect(Math.log2(errors[0]! / errors[1]!)).toBeLessThan(0.5);
  });

  it('is L-stable: stiffness of 10⁸ and 10¹² with steps of 0.1 does no harm', () => {
    for (const lambda of [1e8, 1e12])
      expect(Math.abs(integrate(method, stiff(lambda), 2, 20)[0]! - Math.cos(2))).toBeLessThan(5e-3);
  });

  it('estimates its error: the estimate bounds the true error of one step', () => {
    const system: StiffSystem<number> = {
      kernel,
      size: 1,
      initialField: Float64Array.of(1),
      timeDerivative: Float64Array.of(0),
      evaluate: (_t, y, out) => {
        out[0] = y[0]! ** 2;
      },
      factor: () => true,
      solve: (v) => {
        v[0] = v[0]! / (1 - 2 * 0.1 * method.gamma);
      },
    };
    const stepper = new RosenbrockStepper(method, system);
    stepper.step(Float64Array.of(1), 0.1);
    const error = Math.abs(stepper.result[0]! - 1 / 0.9);
    expect(Math.abs(stepper.error[0]!)).toBeGreaterThan(error / 2);
    expect(Math.abs(stepper.error[0]!)).toBeLessThan(1e-2);
  });
});
