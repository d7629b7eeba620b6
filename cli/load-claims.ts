import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createJiti } from 'jiti';
import type { AnyClaim } from '../src/claims/claim.ts';
import { BadInput } from '../src/data/bad-input.ts';

/** Whether a name on the command line means a file of claims and not a claim or paper of the catalogue. */
export function isClaimFile(name: string): boolean {
  return /\.[cm]?[jt]s$/.test(name);
}

function isClaim(value: unknown): value is AnyClaim {
  if (value === null || typeof value !== 'object') return false;
  const claim = value as Partial<AnyClaim>;
  return typeof claim.id === 'string' && typeof claim.decide === 'function' && claim.cases !== undefined;
}

/** The claims that a TypeScript or JavaScript file exports, by name or as default. @throws BadInput */
export async function loadClaims(file: string): Promise<readonly AnyClaim[]> {
  const complain = (expected: string, found: string) => new BadInput({ file, path: '', expected, found });
  if (!existsSync(file)) throw complain('a file of claims', 'no such file');
  let exported: Record<string, unknown>;
  try {
    exported = await createJiti(import.meta.url).import(resolve(file));
  } catch (error) {
    throw complain('a module that loads', error instanceof Error ? error.message : String(error));
  }
  const claims = [...new Set(Object.values(exported).flat())].filter(isClaim);
  if (claims.length === 0)
    throw complain('an exported claim', `exports: ${Object.keys(exported).join(', ')}`);
  return claims;
}
