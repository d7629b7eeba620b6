import type { ConformanceCheck } from '../check.ts';
import { closedForm } from './closed-form.ts';
import { conservation } from './conservation.ts';
import { equivariances } from './equivariance.ts';
import { fallingLoss } from './falling-loss.ts';
import { firstStep } from './first-step.ts';
import { limits } from './limits.ts';
import { noMemory } from './no-memory.ts';
import { reportedLoss } from './reported-loss.ts';
import { smoothedMarginRises } from './smoothed-margin.ts';

/** Everything a trainer is asked, cheap and telling questions first. */
export const checks: readonly ConformanceCheck[] = [
  firstStep,
  noMemory,
  reportedLoss,
  fallingLoss,
  conservation,
  ...equivariances,
  smoothedMarginRises,
  closedForm,
  ...limits,
];
