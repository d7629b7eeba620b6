import { z } from 'zod';
import type { Dataset } from '../data/dataset.ts';
import { NotAnExactNumber, Rational } from '../numbers/rational.ts';

/** Exact numbers and data inside stored cases: text "p/q", as `JSON.stringify` writes a Rational. */
export const exactNumber = z.string().transform((text, context): Rational => {
  try {
    return Rational.parse(text);
  } catch (error) {
    if (!(error instanceof NotAnExactNumber)) throw error;
    context.addIssue({ code: 'custom', message: error.message, input: text });
    return z.NEVER;
  }
});

const label = z.union([z.literal(1), z.literal(-1)]);

export const exactDataset: z.ZodType<Dataset> = z
  .strictObject({
    name: z.string(),
    x: z.array(z.array(exactNumber).min(1)).min(1),
    y: z.array(label),
  })
  .refine((data) => data.x.length === data.y.length, 'expected as many labels as points')
  .refine((data) => data.x.every((row) => row.length === data.x[0]!.length), 'expected rows of one length');

/** A training run of any model, as `src/generators/flow-cases.ts` draws them. */
export const flowCase = z.strictObject({
  model: z.string(),
  loss: z.enum(['exponential', 'logistic']),
  data: exactDataset,
  start: z.array(exactNumber),
});
