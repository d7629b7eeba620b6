import { describe, expect, it } from 'vitest';
import { kernelOver } from '../../src/linalg/kernel.ts';
import { parseModel } from '../../src/models/parse.ts';
import { samplesOf } from '../../src/models/samples.ts';
import { float64 } from '../../src/numbers/float64.ts';
import { ImplicitStepper } from '../../src/training/implicit-stepper.ts';
import { LogLossFlow } from '../../src/training/log-loss-flow.ts';
import { lossNamed } from '../../src/training/losses.ts';
import { esdirk3, type ImplicitTableau } from '../../src/training/sliding/tableau.ts';
import { gaussianStart } from '../../src/training/start.ts';

const kernel = kernelOver(float64);

/** The direction after time 1/2 in the frame of the flow, in equal steps. */
function direction(tableau: ImplicitTableau, steps: number): Float64Array {
  const model = parseModel('deep-linear:3x2', 2);
  const samples = samplesOf(kernel, {
    points: 3,
    dimension: 2,
    x: Float64Array.from([1, 0.5, 0.25, 1, -1, 0.5]),
    y: Float64Array.from([1, 1, -1]),
  });
  const signs = new Int8Array(model.parameterCount).fill(1);
  const system = new LogLossFlow(
    { model, kernel, samples, loss: lossNamed('exponential'), signs },
    gaussianStart(model.parameterCount, 0.5, 3),
    1e-12,
  );
  const stepper = new ImplicitStepper(tableau, system);
  for (let step = 0; step < steps; step++) {
    expect(stepper.step(system.state, 0.5 / steps)).toBe(true);
    system.advance(stepper.result, 0.5 / steps, true);
  }
  const norm = Math.hypot(...(system.state as Float64Array));
  return Float64Array.from(system.state as Float64Array, (value) => value / norm);
}

function orders(tableau: ImplicitTableau): number[] {
  const exact = direction(esdirk3, 512);
  const errors = [8, 16, 32].map((steps) =>
    Math.hypot(...direction(tableau, steps).map((value, j) => value - exact[j]!)),
  );
  return [1, 2].map((k) => Math.log2(errors[k - 1]! / errors[k]!));
}

describe('the implicit steps of the flow on a smooth problem', () => {
  it('converge with order 3', () => {
    for (const order of orders(esdirk3)) expect(Math.abs(order - 3)).toBeLessThan(0.3);
  });

  it('lose their order when a coefficient is wrong', () => {
    const a = esdirk3.a.map((row) => row.slice());
    a[3]![0]! += 0.05;
    a[3]![1]! -= 0.05;
    for (const order of orders({ ...esdirk3, a })) expect(order).toBeLessThan(2.5);
  });
});
