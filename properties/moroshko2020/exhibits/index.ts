import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { betweenRegimes } from './between-regimes.ts';
import { deepLimits } from './deep-limits.ts';
import { excessAgainstLoss } from './excess-against-loss.ts';
import { kernelRegime } from './kernel-regime.ts';
import { lossNeeded } from './loss-needed.ts';
import { rates } from './rates.ts';

/** What the report on moroshko2020 shows, in reading order. */
export const exhibits: readonly Exhibit[] = [
  excessAgainstLoss,
  rates,
  kernelRegime,
  betweenRegimes,
  lossNeeded,
  deepLimits,
];
