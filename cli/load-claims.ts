import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createJiti } from 'jiti';
import { z } from 'zod';
import type { AnyClaim } from '../src/claims/claim.ts';
import { BadInput } from '../src/data/bad-input.ts';
import { validate } from '../src/data/validate.ts';

/** Whether a name on the command line means a file of claims and not a claim or paper of the catalogue. */
export function isClaimFile(name: string): boolean {
  return /\.[cm]?[jt]s$/.test(name);
}

/** What looks as if it were meant as a claim. */
function isMeant(value: unknown): value is object {
  return value !== null && typeof value === 'object' && 'id' in value && 'decide' in value;
}

function has(value: unknown, method: string): boolean {
  return typeof (value as Readonly<Record<string, unknown>> | undefined)?.[method] === 'function';
}

/** Names that are safe in paths: ids and papers become names of files. */
const name = z.string().regex(/^\w[\w.-]*$/, 'a name of letters, digits, ".", "-" and "_"');
const callable = z.custom((value) => typeof value === 'function', 'a function');
const parts = z.array(z.looseObject({ id: name, statement: z.string() }));

/** The parts of a claim that a type checker would have asked for. */
const claimShape = z.looseObject({
  id: name,
  title: z.string(),
  source: z.looseObject({ paper: name, citation: z.string() }),
  statement: z.string(),
  hypotheses: parts,
  // By what they can do: a user's file may bring its own copies of the two libraries.
  cases: z.custom((value) => has(value, 'generate'), 'an arbitrary of fast-check'),
  caseSchema: z.custom((value) => has(value, 'safeParse'), 'a schema of zod'),
  decide: callable,
  controls: parts,
});

/** The claims that a TypeScript or JavaScript file exports, by name or as default. @throws BadInput */
export async function loadClaims(file: string): Promise<readonly AnyClaim[]> {
  const complain = (expected: string, found: string) => new BadInput({ file, path: '', expected, found });
  if (!existsSync(file)) throw complain('a file of claims', 'no such file');
  let exported: Record<string, unknown>;
  try {
    exported = await createJiti(import.meta.url).import(resolve(file));
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw complain('a module that loads', why!);
  }
  const claims = [...new Set(Object.values(exported).flat())].filter(isMeant);
  if (claims.length === 0)
    throw complain('an exported claim', `exports: ${Object.keys(exported).join(', ')}`);
  for (const claim of claims)
    validate<unknown>(claimShape, claim, `${file}: claim ${String((claim as { id: unknown }).id)}`);
  return claims as AnyClaim[];
}
