import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type StoredCase, storedCaseSchema } from '../../src/claims/case-file.ts';
import type { Executor } from '../../src/claims/case-job.ts';
import type { Counterexample } from '../../src/claims/check-claim.ts';
import type { AnyClaim } from '../../src/claims/claim.ts';
import { BadInput } from '../../src/data/bad-input.ts';
import { parseJson } from '../../src/data/json.ts';
import { readText } from '../../src/data/read-text.ts';
import { validate } from '../../src/data/validate.ts';

/** A counterexample that an earlier run or hunt found, and that has just refuted its claim again. */
export interface KnownCounterexample {
  readonly stored: Counterexample;
  readonly file: string;
}

/** What the stored cases of a results folder say today. */
export interface ReplayedCorpus {
  /** By claim: cases that satisfy every hypothesis and refute. */
  readonly counterexamples: ReadonlyMap<string, KnownCounterexample>;
  /** What a person should know of the rest, a line each. */
  readonly notices: readonly string[];
  /** Files that could not be read. */
  readonly damaged: number;
}

export const EMPTY_CORPUS: ReplayedCorpus = { counterexamples: new Map(), notices: [], damaged: 0 };

/** Decides every stored counterexample of these claims again, before anything is drawn. Controls' cases are left out. */
export async function replayCorpus(
  folder: string,
  claims: readonly AnyClaim[],
  execute: Executor,
): Promise<ReplayedCorpus> {
  const counterexamples = new Map<string, KnownCounterexample>();
  const notices: string[] = [];
  let damaged = 0;
  for (const file of filesIn(folder)) {
    let stored: StoredCase;
    try {
      stored = validate(storedCaseSchema, parseJson(readText(file), file), file) as StoredCase;
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      damaged += 1;
      notices.push(`skipped: ${error.message}`);
      continue;
    }
    const { claim, control, without, seed, instance, decision } = stored;
    if (control !== undefined || decision.outcome !== 'refutes') continue;
    if (!claims.some(({ id }) => id === claim)) continue;
    const job = { claim, assert: 'stated', seed: seed.case, instance } as const;
    const result = await execute(without === undefined ? job : { ...job, without });
    const again = 'decision' in result ? result.decision : undefined;
    if (again?.outcome !== 'refutes') notices.push(`${file}: refuted ${claim} when it was stored, not now`);
    else if (without === undefined)
      counterexamples.set(claim, { stored: { ...stored, decision: again }, file });
  }
  return { counterexamples, notices, damaged };
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}
