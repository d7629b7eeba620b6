import type { Exhibit } from '../src/reporting/exhibit.ts';

/** What the report of each paper shows beside its verdicts. */
export const exhibitsOf: Readonly<Record<string, readonly Exhibit[]>> = {};
