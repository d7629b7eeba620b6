import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { deadParts } from './dead-parts.ts';
import { descentCurves } from './descent-curves.ts';
import { severalLimits } from './several-limits.ts';
import { slowParts } from './slow-parts.ts';
import { table } from './table.ts';
import { unstableRay } from './unstable-ray.ts';

/** What the report on vardi2022 shows, in reading order. */
export const exhibits: readonly Exhibit[] = [
  table,
  descentCurves,
  deadParts,
  unstableRay,
  severalLimits,
  slowParts,
];
