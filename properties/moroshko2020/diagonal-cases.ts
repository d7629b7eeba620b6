import fc from 'fast-check';
import { z } from 'zod';
import { exactDataset, exactNumber } from '../../src/claims/exact-schemas.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { gridCoordinate, matrix } from '../../src/generators/coordinates.ts';
import type { Rational } from '../../src/numbers/rational.ts';

/** Data and the scale of the start u± = α·1. */
export interface ScaledCase {
  readonly data: Dataset;
  /** D. */
  readonly power: number;
  readonly alpha: Rational;
}

/** A scale or a ratio; at 0 nothing moves, and a sign would change nothing. */
export const positiveNumber = exactNumber.refine((value) => value.sign() > 0, 'expected a positive number');

export const scaledCase: z.ZodType<ScaledCase> = z.strictObject({
  data: exactDataset,
  power: z.int().min(2),
  alpha: positiveNumber,
});

/** Data can lose points and coordinates. */
export const DATA_AXES = { points: ['data.x', 'data.y'], coordinates: ['data.x.*'] } as const;

/** Points on a grid with labels at random: mostly not separable. */
export function anyLabels(): fc.Arbitrary<Dataset> {
  const rows = matrix(gridCoordinate(), { minRows: 2, maxRows: 6, minColumns: 1, maxColumns: 3 });
  const coins = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 });
  return fc.record({ x: rows, coins }).map(({ x, coins }) => ({
    name: 'labelled at random',
    x,
    y: x.map((_, i) => (coins[i] ? 1 : -1)),
  }));
}
