import { z } from 'zod';
import { storedCaseSchema } from '../../claims/case-file.ts';
import { count, decision, evidence, exactText, figures, verdict, versions } from './parts.ts';

const control = z.looseObject({ id: z.string(), refuted: z.boolean() });

/** `farkas verify` */
export const runSchema = z
  .looseObject({
    format: z.literal('farkas/run@1'),
    seed: z.int(),
    profile: z.string(),
    claims: z.array(
      z.looseObject({
        id: z.string(),
        source: z.string().describe('The paper.'),
        verdict,
        evidence: evidence.nullable(),
        cases: count,
        undecided: count,
        controls: z.array(control),
        seconds: z.number().min(0),
        counterexample: storedCaseSchema.optional(),
      }),
    ),
  })
  .meta({ title: 'farkas/run@1', description: 'The verdicts of one run of verify.' });

/** `farkas results` */
export const resultsSchema = z
  .looseObject({
    format: z.literal('farkas/results@1'),
    results: z.array(
      z.looseObject({
        run: z.int().min(1),
        claim: z.string(),
        control: z.string().describe('"" for a case of the claim itself.'),
        seed: z.int().describe('Of the case.'),
        outcome: z.enum(['supports', 'refutes', 'undecided', 'outside']),
        evidence: z.union([evidence, z.literal('')]),
        seconds: z.union([z.number().min(0), z.literal('')]),
        why: z.string(),
        figures,
      }),
    ),
  })
  .meta({ title: 'farkas/results@1', description: 'Decided cases of earlier runs.' });

const stated = z.looseObject({ id: z.string(), statement: z.string() });

/** `farkas claims` */
export const claimsSchema = z
  .looseObject({
    format: z.literal('farkas/claims@1'),
    claims: z.array(
      z.looseObject({
        id: z.string(),
        title: z.string(),
        source: z.looseObject({ paper: z.string(), citation: z.string() }),
        statement: z.string(),
        hypotheses: z.array(stated),
        controls: z.array(stated),
      }),
    ),
  })
  .meta({ title: 'farkas/claims@1', description: 'Claims in words.' });

/** `farkas replay` */
export const replaySchema = z
  .looseObject({
    format: z.literal('farkas/replay@1'),
    claim: z.string(),
    control: z.string().nullable(),
    without: z.string().nullable().describe('The hypothesis that was dropped.'),
    decision,
    asStored: z.boolean().describe('Whether the outcome is the one in the file.'),
  })
  .meta({ title: 'farkas/replay@1', description: 'A stored case, decided again.' });

/** `PAPER.json` beside `PAPER.md` in a folder of reports. */
export const reportSchema = z
  .looseObject({
    format: z.literal('farkas/report@1'),
    paper: z.string(),
    run: z.looseObject({ seed: z.int(), profile: z.string(), runs: count.optional(), versions }),
    claims: z.array(
      z.looseObject({
        id: z.string(),
        title: z.string(),
        citation: z.string(),
        statement: z.string(),
        hypotheses: z.array(stated),
        verdict,
        evidence: evidence.nullable(),
        cases: count,
        undecided: count,
        undecidedCases: z.array(z.looseObject({ seed: z.int(), why: z.string() })),
        worst: figures.describe('The largest value seen of every figure.'),
        controls: z.array(control.extend({ statement: z.string(), cases: count, refutedCases: count })),
        seconds: z.number().min(0),
      }),
    ),
    exhibits: z.array(
      z.looseObject({ id: z.string(), title: z.string(), markdown: z.string(), data: z.unknown() }),
    ),
  })
  .meta({ title: 'farkas/report@1', description: 'Everything that the page of one paper shows.' });

/** `farkas report` */
export const reportFilesSchema = z
  .looseObject({
    format: z.literal('farkas/report-files@1'),
    folder: z.string(),
    files: z.array(z.string()).describe('Paths within the folder.'),
  })
  .meta({ title: 'farkas/report-files@1', description: 'What farkas report wrote.' });

/** `farkas check` */
export const checkSchema = z
  .looseObject({
    format: z.literal('farkas/check@1'),
    results: z.array(
      z.discriminatedUnion('accepted', [
        z.looseObject({
          file: z.string(),
          accepted: z.literal(true),
          claim: z.looseObject({ kind: z.string(), marginSquared: exactText.optional() }),
        }),
        z.looseObject({
          file: z.string(),
          accepted: z.literal(false),
          code: z.string(),
          path: z.string().describe('Where in the certificate; "" for the whole.'),
          message: z.string(),
        }),
      ]),
    ),
  })
  .meta({ title: 'farkas/check@1', description: 'What the trusted checker says of certificates.' });
