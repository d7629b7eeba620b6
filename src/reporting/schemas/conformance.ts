import { z } from 'zod';
import { count } from './parts.ts';

/** `farkas conform` */
export const conformanceSchema = z
  .looseObject({
    format: z.literal('farkas/conformance@1'),
    seed: z.int(),
    trainer: z.looseObject({
      name: z.string(),
      precision: z.string(),
      architectures: z.array(z.string()),
      losses: z.array(z.string()),
    }),
    checks: z.array(
      z.looseObject({
        id: z.string(),
        statement: z.string(),
        outcome: z.enum(['pass', 'fail', 'unreachable', 'not asked']),
        cases: count,
        why: z.string().optional(),
        cause: z.string().optional().describe('What would explain the failure, in words.'),
        note: z.string().optional(),
        failing: z.unknown().optional().describe('The smallest case that failed.'),
      }),
    ),
  })
  .meta({ title: 'farkas/conformance@1', description: "What conform found of somebody's trainer." });
