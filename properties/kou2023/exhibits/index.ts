import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { conditions } from './conditions.ts';
import { digits } from './digits.ts';
import { flowLimits } from './flow-limits.ts';
import { limits } from './limits.ts';
import { stableRanks } from './stable-ranks.ts';

/** What the report on kou2023 shows, in reading order. */
export const exhibits: readonly Exhibit[] = [limits, stableRanks, flowLimits, conditions, digits];
