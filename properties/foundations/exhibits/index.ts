import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { approachRates } from './approach-rates.ts';
import { marginsAndLosses } from './margins-and-losses.ts';

/** What the report on the foundations shows, in reading order. */
export const exhibits: readonly Exhibit[] = [marginsAndLosses, approachRates];
