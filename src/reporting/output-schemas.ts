import { z } from 'zod';
import { storedCaseSchema } from '../claims/case-file.ts';
import { datasetSchema } from '../data/dataset-json.ts';
import { networkSchema } from '../data/network.ts';
import { conformanceSchema } from './schemas/conformance.ts';
import { ablationSchema, huntSchema, huntStateSchema } from './schemas/hunt.ts';
import { exactText, measured } from './schemas/parts.ts';
import {
  checkSchema,
  claimsSchema,
  replaySchema,
  reportFilesSchema,
  reportSchema,
  resultsSchema,
  runSchema,
} from './schemas/run.ts';

/**
 * The shapes of what the commands print with `--format json`. Fields named here are always there; a reader
 * must tolerate others, which later versions may add.
 */

const bounds = { lower: exactText, upper: exactText };

/** Coarse: the fields of each kind are in the checker's FORMAT.md, and the checker alone decides. */
export const certificateSchema = z
  .looseObject({
    format: z.literal('farkas/certificate@1'),
    claim: z.looseObject({ kind: z.string() }),
    data: z.looseObject({}),
    solution: z.unknown(),
    derivation: z.unknown(),
  })
  .meta({
    title: 'farkas/certificate@1',
    description: 'A claim about a data set and its proof, all numbers exact text.',
  });

/** `farkas solve` */
export const solutionSchema = z
  .looseObject({
    format: z.literal('farkas/solution@1'),
    problem: z.string(),
    status: z.enum(['optimal', 'infeasible', 'undecided']),
    marginSquared: exactText.optional(),
    margin: z.looseObject({ value: z.number(), ...bounds }).optional(),
    solution: z.unknown(),
    certificate: certificateSchema.optional(),
  })
  .meta({
    title: 'farkas/solution@1',
    description: 'The optimum of a margin problem; for l2 marginSquared is exact.',
  });

const recordSchema = z.looseObject({
  time: measured.describe("Log-loss time, in which the flow is θ' = −∇ log 𝓛."),
  step: z.int().min(0),
  log10Loss: measured,
  logNorm: measured.describe('log ‖θ‖.'),
  normalizedMargin: measured,
  smoothedMargin: measured,
  alignment: measured.describe('cos(θ, −∇𝓛).'),
  conservationDrift: measured.describe('Largest so far.'),
  weights: z
    .array(
      z.looseObject({
        name: z.string(),
        stableRank: measured.describe('‖W‖_F²/‖W‖₂²; null for a zero matrix.'),
        directions: z
          .array(z.array(z.number()))
          .optional()
          .describe(
            'Rows of the matrix (neurons), each of norm 1; left out for models of more than 2,000 parameters.',
          ),
      }),
    )
    .optional(),
});

/** `farkas train` */
export const trainingSchema = z
  .looseObject({
    format: z.literal('farkas/training@1'),
    reason: z.string().describe('Why the training stopped: "target", "dead-points", ….'),
    log10Loss: measured,
    normalizedMargin: measured,
    steps: z.looseObject({ accepted: z.int().min(0), rejected: z.int().min(0) }),
    events: z
      .record(z.string(), z.int().min(0))
      .describe('How often kinks were crossed, slid along and so on.'),
    parameters: z.array(z.number()),
    drift: measured.describe('Largest relative change of a conserved quantity.'),
    records: z
      .array(recordSchema)
      .describe("From the start to the end, at most eight a decade of the loss's logarithm."),
  })
  .meta({ title: 'farkas/training@1', description: 'The end of a training run.' });

/** `farkas audit` */
export const auditSchema = z
  .looseObject({
    format: z.literal('farkas/audit@1'),
    normalizedMargin: z.unknown(),
    kkt: z.looseObject({ residual: z.unknown(), delta: z.unknown() }),
    global: z.looseObject({ lower: z.unknown(), upper: z.unknown(), relativeGap: z.unknown() }),
    local: z.unknown(),
  })
  .meta({
    title: 'farkas/audit@1',
    description: "Margins, stationarity and optimality of somebody's network.",
  });

const SCHEMAS = {
  dataset: datasetSchema,
  network: networkSchema,
  certificate: certificateSchema,
  case: storedCaseSchema.meta({
    title: 'farkas/case@1',
    description: 'A decided case of a claim: enough to decide it again.',
  }),
  run: runSchema,
  solution: solutionSchema,
  training: trainingSchema,
  audit: auditSchema,
  claims: claimsSchema,
  check: checkSchema,
  replay: replaySchema,
  results: resultsSchema,
  report: reportSchema,
  'report-files': reportFilesSchema,
  hunt: huntSchema,
  'hunt-state': huntStateSchema,
  ablation: ablationSchema,
  conformance: conformanceSchema,
} as const;

/** The JSON Schema (draft 2020-12) of every format by name, as text: the content of schemas/NAME.schema.json. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(SCHEMAS).map(([name, schema]) => [
      name,
      `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`,
    ]),
  );
}
