import { z } from 'zod';

/** Version of the protocol that docs/conform-protocol.md specifies. */
export const PROTOCOL = 'farkas/conform@1';

const weights = z.record(z.string(), z.union([z.array(z.number()), z.array(z.array(z.number()))]));

/** Answer to `describe`. */
export const descriptionSchema = z.looseObject({
  id: z.int(),
  protocol: z.literal(PROTOCOL),
  name: z.string().min(1),
  precision: z.enum(['float32', 'float64']).default('float64'),
  architectures: z.array(z.enum(['linear', 'two-layer', 'diagonal-pm'])).min(1),
  losses: z.array(z.enum(['exponential', 'logistic'])).min(1),
});

/** Answer to `train`. */
export const trainedSchema = z.looseObject({
  id: z.int(),
  states: z.array(z.looseObject({ step: z.int(), weights, loss: z.number().optional() })).min(1),
});

/** What a trainer may answer instead. */
export const refusalSchema = z.looseObject({ id: z.int(), error: z.string() });
