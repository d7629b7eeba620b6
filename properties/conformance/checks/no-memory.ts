import { apart, smallStep, trained } from '../asking.ts';
import { conformanceCases } from '../cases.ts';
import type { ConformanceCheck } from '../check.ts';
import { roundingOf } from '../trainer.ts';

/** Gradient descent keeps nothing but its weights. */
export const noMemory: ConformanceCheck = {
  id: 'no-memory',
  statement: 'three steps are one step made three times',
  cases: conformanceCases,
  async decide(trainer, instance) {
    const size = smallStep(instance);
    const together = await trained(trainer, instance, size, 3);
    let start = instance.start;
    for (let step = 0; step < 3; step++) start = await trained(trainer, { ...instance, start }, size, 1);
    const difference = apart(together, start);
    if (difference <= 1000 * roundingOf(trainer)) return { outcome: 'pass' };
    return {
      outcome: 'fail',
      why: `they differ by ${difference.toExponential(1)} (relative)`,
      cause:
        'something besides the weights is kept from step to step (momentum, a step-size schedule, averages)',
    };
  },
};
