import { z } from 'zod';
import { count, decision, evidence, versions } from './parts.ts';

const counts = { draws: count, moves: count, decided: count, undecided: count, outside: count };

const nearMiss = z.strictObject({ instance: z.json(), gap: z.number() });

/** `farkas hunt` */
export const huntSchema = z
  .looseObject({
    format: z.literal('farkas/hunt@1'),
    claim: z.string(),
    without: z.string().nullable().describe('The hypothesis that was dropped.'),
    seed: z.int(),
    ...counts,
    nearest: nearMiss.nullable().describe('The case that came nearest to refuting the claim.'),
    counterexample: z
      .looseObject({
        instance: z.json().describe('The shrunk case.'),
        decision,
        seed: z.int(),
        found: z.json().describe('The case before it was shrunk.'),
      })
      .nullable(),
    open: z
      .looseObject({ seed: z.int(), instance: z.json().optional(), why: z.string() })
      .nullable()
      .describe('The first case that was left undecided, and why; without an instance it was drawn.'),
    file: z.string().nullable().describe('Where the counterexample is stored (farkas/case@1).'),
  })
  .meta({ title: 'farkas/hunt@1', description: 'What a hunt for a counterexample found.' });

/** A hunt that was interrupted. */
export const huntStateSchema = z
  .strictObject({
    format: z.literal('farkas/hunt-state@1'),
    seed: z.int(),
    state: z.strictObject({ ...counts, nearMisses: z.array(nearMiss) }),
  })
  .meta({ title: 'farkas/hunt-state@1', description: 'Where a hunt stands: enough to go on with it.' });

/** `farkas ablate` */
export const ablationSchema = z
  .looseObject({
    format: z.literal('farkas/ablation@1'),
    seed: z.int(),
    budget: z.number().describe('Seconds a cell.'),
    versions,
    cells: z.array(
      z.looseObject({
        claim: z.string(),
        hypothesis: z.string(),
        statement: z.string(),
        notHunted: z.string().optional().describe('Why there was no hunt, if there was none.'),
        decided: count,
        undecided: count,
        nearest: z.looseObject({ figure: z.string(), gap: z.number() }).optional(),
        counterexample: z
          .looseObject({
            why: z.string(),
            evidence,
            file: z.string().describe('In counterexamples/.'),
            figure: z.string().optional().describe('In figures/.'),
            shown: z.string().describe('The case in a few lines.'),
          })
          .optional()
          .describe('Without one, none was found.'),
        seconds: z.number().min(0),
      }),
    ),
  })
  .meta({ title: 'farkas/ablation@1', description: 'The matrix claim × dropped hypothesis.' });
