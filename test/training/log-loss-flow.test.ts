import { describe, expect, it } from 'vitest';
import { float64Kernel } from '../../src/linalg/float64.ts';
import { parseModel } from '../../src/models/parse.ts';
import { samplesOf } from '../../src/models/samples.ts';
import { LogLossFlow } from '../../src/training/log-loss-flow.ts';
import { lossNamed } from '../../src/training/losses.ts';
import { gaussianStart } from '../../src/training/start.ts';

const data = {
  points: 3,
  dimension: 2,
  x: Float64Array.of(1, 0.5, 0.75, -0.25, -1, 0.5),
  y: Float64Array.of(1, 1, -1),
};

describe.each(['exponential', 'logistic'] as const)('the moving frame under the %s loss', (name) => {
  it.each(['deep-linear:2x3', 'diagonal:2', 'diagonal-pm:3', 'two-layer:3:0.5'])(
    '%s: the time derivative of the field, which a Rosenbrock step takes as given, is its difference in time',
    (spec) => {
      const model = parseModel(spec, 2);
      const flow = new LogLossFlow(
        {
          model,
          kernel: float64Kernel,
          samples: samplesOf(float64Kernel, data),
          loss: lossNamed(name),
          signs: new Int8Array(model.parameterCount).fill(1),
        },
        gaussianStart(model.parameterCount, 1, 3),
        1e-6,
      );
      const fieldAt = (time: number) => {
        const out = new Float64Array(flow.size);
        flow.evaluate(time, flow.state, out);
        return out;
      };
      const step = 1e-5;
      const [before, after] = [fieldAt(-step), fieldAt(step)];
      expect(Math.hypot(...Array.from(flow.timeDerivative as Float64Array))).toBeGreaterThan(1e-3);
      for (const [j, value] of after.entries())
        expect(flow.timeDerivative[j]).toBeCloseTo((value - before[j]!) / (2 * step), 7);
    },
  );
});
