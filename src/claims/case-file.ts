import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Decision } from './decision.ts';

/** A decided case on disk: enough to decide it again alone, with every number exact. */
export interface StoredCase {
  readonly format: 'farkas/case@1';
  readonly claim: string;
  /** The control it belongs to; absent for a case of the claim itself. */
  readonly control?: string;
  /** The hypothesis that was dropped; absent for a case that satisfies all. */
  readonly without?: string;
  /** The run and case seed it was drawn from: a hint only, the value is what counts. */
  readonly seed: { readonly run: number; readonly case: number };
  readonly instance: unknown;
  readonly decision: Decision;
}

/** A case of a claim, or of one of its controls, with its decision; the instance as JSON writes it. */
export function storedCase<Outcome extends Decision>(
  claim: string,
  seed: StoredCase['seed'],
  instance: unknown,
  decision: Outcome,
  control?: string,
): StoredCase & { readonly decision: Outcome } {
  return {
    format: 'farkas/case@1',
    claim,
    ...(control === undefined ? {} : { control }),
    seed,
    instance: JSON.parse(JSON.stringify(instance)),
    decision,
  };
}

const figures = z.record(z.string(), z.union([z.number(), z.string()]));

export const storedCaseSchema = z.strictObject({
  format: z.literal('farkas/case@1'),
  claim: z.string(),
  control: z.string().optional(),
  without: z.string().optional(),
  seed: z.strictObject({ run: z.int(), case: z.int() }),
  instance: z.unknown(),
  decision: z.strictObject({
    outcome: z.enum(['supports', 'refutes', 'undecided']),
    evidence: z.enum(['proved', 'measured']).optional(),
    why: z.string().optional(),
    figures,
  }),
});

/** Stores a case under a name made from its content; the file appears whole or not at all. @returns its path. */
export function storeCase(directory: string, stored: StoredCase): string {
  mkdirSync(directory, { recursive: true });
  const identity = JSON.stringify([stored.claim, stored.control, stored.without, stored.instance]);
  const digest = createHash('sha256').update(identity).digest('hex').slice(0, 12);
  const without = stored.without === undefined ? undefined : `without-${stored.without}`;
  const name = [stored.claim, stored.control, without, digest].filter(Boolean).join('-');
  const path = join(directory, `${name}.json`);
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, `${JSON.stringify(stored, null, 2)}\n`);
  renameSync(partial, path);
  return path;
}
