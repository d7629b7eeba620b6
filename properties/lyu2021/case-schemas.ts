import { z } from 'zod';
import { exactDataset, exactNumber } from '../../src/claims/exact-schemas.ts';
import type { TwoLayerCase } from '../../src/generators/two-layer-cases.ts';
import { Rational } from '../../src/numbers/rational.ts';

/** 0 < α ≤ 1. */
export const leakySlopeSchema = exactNumber.refine(
  (alpha) => alpha.sign() > 0 && alpha.compare(Rational.ONE) <= 0,
  'expected a slope α, 0 < α ≤ 1',
);

export const positiveNumber = exactNumber.refine((value) => value.sign() > 0, 'expected a positive number');

export const startSchema = z.strictObject({
  a: z.array(exactNumber).min(2),
  w: z.array(z.array(exactNumber)),
});

/** Fields of a two-layer net of width m ≥ 2 before training. */
export const twoLayerFields = {
  data: exactDataset,
  alpha: leakySlopeSchema,
  start: startSchema,
  scale: positiveNumber,
};

/** Whether every neuron has an output weight and an incoming weight for every coordinate. */
export function startFits({ data, start }: Pick<TwoLayerCase, 'data' | 'start'>): boolean {
  const dimension = data.x[0]!.length;
  return start.w.length === start.a.length && start.w.every((row) => row.length === dimension);
}

export const twoLayerCaseSchema: z.ZodType<TwoLayerCase> = z
  .strictObject(twoLayerFields)
  .refine(startFits, 'expected a row of w for every neuron, as long as a point');

/** What shares an index in a two-layer case. */
export const TWO_LAYER_AXES = {
  points: ['data.x', 'data.y'],
  coordinates: ['data.x.*', 'start.w.*'],
  neurons: ['start.a', 'start.w'],
} as const;
