import { marks, smallStep, states } from '../asking.ts';
import { conformanceCases } from '../cases.ts';
import type { ConformanceCheck } from '../check.ts';
import { lossOf } from '../reference.ts';
import { roundingOf } from '../trainer.ts';

/** The loss a trainer reports is the loss of the weights it reports. */
export const reportedLoss: ConformanceCheck = {
  id: 'reported-loss',
  statement: 'the loss that is reported is the mean loss of the weights that are reported',
  cases: conformanceCases,
  async decide(trainer, instance) {
    const request = { ...instance, step: smallStep(instance), steps: 8, record: marks(8, 3) };
    for (const { step, weights, loss } of await states(trainer, request)) {
      if (loss === undefined) return { outcome: 'unreachable', why: 'the trainer reports no loss' };
      const expected = Math.exp(lossOf(request, weights).logLoss);
      const error = Math.abs(loss / expected - 1);
      if (error <= 1e4 * roundingOf(trainer)) continue;
      const n = instance.data.y.length;
      const cause =
        Math.abs(loss / expected / n - 1) < 1e-3 ? { cause: 'it is the sum over the points' } : {};
      return { outcome: 'fail', why: `after ${step} steps ${loss} is reported, it is ${expected}`, ...cause };
    }
    return { outcome: 'pass' };
  },
};
