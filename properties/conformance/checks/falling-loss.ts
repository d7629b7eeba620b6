import { marks, smallStep, states } from '../asking.ts';
import { conformanceCases } from '../cases.ts';
import type { ConformanceCheck } from '../check.ts';
import { lossOf } from '../reference.ts';
import { roundingOf } from '../trainer.ts';

/** F1 at a step that is small against the curvature. */
export const fallingLoss: ConformanceCheck = {
  id: 'falling-loss',
  statement: 'at a small step the loss falls (F1)',
  cases: conformanceCases,
  async decide(trainer, instance) {
    const request = { ...instance, step: smallStep(instance), steps: 64, record: marks(64, 6) };
    let before = lossOf(request, instance.start).logLoss;
    for (const { step, weights } of await states(trainer, request)) {
      const { logLoss } = lossOf(request, weights);
      if (logLoss > before + 1000 * roundingOf(trainer))
        return {
          outcome: 'fail',
          why: `log 𝓛 rises from ${before} to ${logLoss} by step ${step} of size ${request.step}`,
          cause: 'the step does not go down the gradient, or is longer than was asked for',
        };
      before = logLoss;
    }
    return { outcome: 'pass' };
  },
};
