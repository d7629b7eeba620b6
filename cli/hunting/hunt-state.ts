import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '../../src/data/json.ts';
import { readText } from '../../src/data/read-text.ts';
import { validate } from '../../src/data/validate.ts';
import type { HuntState } from '../../src/hunting/hunt.ts';
import { huntStateSchema } from '../../src/reporting/schemas/hunt.ts';
import { ensureFolder, writeWhole } from '../write-file.ts';

/** Where an interrupted hunt is kept until it is resumed. */
export interface KeptHunt {
  readonly seed: number;
  readonly state: HuntState;
}

export function fileOfHunt(results: string, claim: string, without: string | undefined): string {
  return join(results, 'hunts', `${claim}${without === undefined ? '' : `-without-${without}`}.json`);
}

export function keepHunt(file: string, { seed, state }: KeptHunt): void {
  ensureFolder(join(file, '..'));
  writeWhole(file, `${JSON.stringify({ format: 'farkas/hunt-state@1', seed, state })}\n`);
}

/** @throws BadInput when the file is no hunt. */
export function keptHunt(file: string): KeptHunt | undefined {
  if (!existsSync(file)) return undefined;
  const { seed, state } = validate(huntStateSchema, parseJson(readText(file), file), file);
  return { seed, state: state as HuntState };
}

export function forgetHunt(file: string): void {
  rmSync(file, { force: true });
}
