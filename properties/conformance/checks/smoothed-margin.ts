import { marks, smallStep, states } from '../asking.ts';
import type { ConformanceCheck, Finding } from '../check.ts';
import { lossOf, smoothedMargin } from '../reference.ts';
import { logThreshold, separatedCases } from '../separated-cases.ts';

const STEPS = 4000;
/** At a finite step the smoothed margin may drop a little: by less than this share of itself. */
const ALLOWED_DROP = 1e-3;

/** F1's second half: from n𝓛 < ℓ(0) on. */
export const smoothedMarginRises: ConformanceCheck = {
  id: 'smoothed-margin',
  statement: 'once every point is classified the smoothed margin does not fall (F1)',
  cases: separatedCases,
  async decide(trainer, instance): Promise<Finding> {
    const request = { ...instance, step: smallStep(instance), steps: STEPS, record: marks(STEPS, 12) };
    const separated = logThreshold(instance.loss, instance.data.y.length);
    let highest = smoothedMargin(request, instance.start);
    let seen = 0;
    for (const { step, weights } of await states(trainer, request)) {
      if (lossOf(request, weights).logLoss >= separated) continue;
      seen += 1;
      const margin = smoothedMargin(request, weights);
      if (margin < highest - ALLOWED_DROP * Math.abs(highest))
        return { outcome: 'fail', why: `it falls from ${highest} to ${margin} by step ${step}` };
      highest = Math.max(highest, margin);
    }
    if (seen >= 2) return { outcome: 'pass' };
    return { outcome: 'unreachable', why: `the loss does not stay below ℓ(0)/n for ${STEPS} small steps` };
  },
};
