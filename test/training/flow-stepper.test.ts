import { expect, it } from 'vitest';
import { float64Kernel } from '../../src/linalg/float64.ts';
import { samplesOf } from '../../src/models/samples.ts';
import { FlowStepper } from '../../src/training/flow-stepper.ts';
import { LogLossFlow } from '../../src/training/log-loss-flow.ts';
import { exponential } from '../../src/training/losses.ts';
import { esdirk3 } from '../../src/training/sliding/tableau.ts';
import { LARGEST_GROWTH, LARGEST_IMPLICIT_GROWTH } from '../../src/training/step-limits.ts';
import { randomRun } from './modes/cases.ts';

/** A net with all weights of one size, which is right on both points. */
function systemAt(size: number, sign = 1): LogLossFlow<number> {
  const { model } = randomRun('deep-linear:2x2', 2, 2, 1);
  const data = { points: 2, dimension: 2, x: Float64Array.of(1, 0.5, 0.5, 1), y: Float64Array.of(1, 1) };
  const samples = samplesOf(float64Kernel, data);
  const signs = new Int8Array(model.parameterCount).fill(1);
  signs[1] = sign;
  const problem = { model, kernel: float64Kernel, samples, loss: exponential, signs };
  return new LogLossFlow(problem, new Float64Array(model.parameterCount).fill(size), 1e-6);
}

it.each([
  ['early', 0.1, true, LARGEST_GROWTH],
  ['late', 100, true, LARGEST_IMPLICIT_GROWTH],
  ['early, not asked to be implicit', 0.1, false, LARGEST_GROWTH],
  ['late, not asked to be implicit', 100, false, LARGEST_GROWTH],
])('only a step that is implicit in p may let log R grow by much: %s', (_, size, implicit, growth) => {
  const system = systemAt(size);
  expect(system.isLate).toBe(size === 100);
  const stepper = new FlowStepper(system, 1e-6, { implicit });
  expect(stepper.largestGrowth).toBe(growth);
  expect(stepper.name).toBe(implicit ? `rodas4, late ${esdirk3.name}` : 'rodas4');
});

it('a control with a wrong sign is never late: its weights are not those of a flow to be implicit in', () => {
  const system = systemAt(100, -1);
  expect(system.isLate).toBe(false);
  expect(new FlowStepper(system, 1e-6, { implicit: true }).largestGrowth).toBe(LARGEST_GROWTH);
});
