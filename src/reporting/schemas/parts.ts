import { z } from 'zod';

/** Parts that several formats share. Every object is loose: a reader must tolerate fields that later versions add. */

export const exactText = z.string().describe('An exact number: "p/q", or "p" for an integer.');

/** log10 of the loss and the like may be −Infinity or undefined, which JSON writes as null. */
export const measured = z.number().nullable();

export const count = z.int().min(0);

export const verdict = z.enum(['holds', 'refuted', 'inconclusive', 'vacuous']);

export const evidence = z.enum(['proved', 'measured']);

export const figures = z
  .record(z.string(), z.union([z.number(), z.string()]).nullable())
  .describe('Numbers and words by name; an infinite number is null.');

export const decision = z.looseObject({
  outcome: z.enum(['supports', 'refutes', 'undecided']),
  evidence: evidence.optional(),
  why: z.string().optional().describe('One sentence, unless the case supports its claim.'),
  figures,
});

export const versions = z
  .record(z.string(), z.string())
  .describe('What the numbers depend on besides the seed: farkas, fast-check, node.');
