import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { table } from './table.ts';

/** What the report on vardi2022 shows, in reading order. */
export const exhibits: readonly Exhibit[] = [table];
