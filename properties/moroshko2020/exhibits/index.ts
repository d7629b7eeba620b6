import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { excessAgainstLoss } from './excess-against-loss.ts';
import { lossNeeded } from './loss-needed.ts';

/** What the report on moroshko2020 shows, in reading order. */
export const exhibits: readonly Exhibit[] = [excessAgainstLoss, lossNeeded];
