import { createRequire } from 'node:module';
import { z } from 'zod';
import { freshSeed } from '../../src/claims/seeds.ts';
import { BadInput } from '../../src/data/bad-input.ts';
import { validate } from '../../src/data/validate.ts';
import type { ResultStore, RunRequest } from '../../src/results/result-store.ts';
import { version } from '../version.ts';
import { PROFILES } from './profiles.ts';

const questionSchema = z.strictObject({
  claims: z.array(z.string()).readonly(),
  profile: z.enum(Object.keys(PROFILES) as [keyof typeof PROFILES]),
  runs: z.int().optional(),
  data: z.string().optional(),
});

/** Everything besides the seed that decides which cases a run of `verify` draws. */
export type Question = z.infer<typeof questionSchema>;

/** A run of `verify` with its number in the results file. */
export interface AskedRun {
  readonly run: number;
  readonly seed: number;
  readonly question: Question;
}

const { version: fastCheck } = createRequire(import.meta.url)('fast-check/package.json') as {
  version: string;
};

/** What the numbers of a run depend on besides its seed. */
export const versions = { farkas: version, 'fast-check': fastCheck, node: process.versions.node };

const COMMAND = 'verify';

/** Notes a new run in the results file. */
export function ask(store: ResultStore, question: Question, seed = freshSeed()): AskedRun {
  const request: RunRequest = { command: COMMAND, seed, options: question, versions };
  return { run: store.startRun(request), seed, question };
}

/** The last unfinished run of the results file. @throws BadInput when there is none, or not of these versions. */
export function resume(store: ResultStore, file: string): AskedRun {
  const last = store.lastUnfinished(COMMAND);
  if (!last)
    throw new BadInput({ file, path: 'run', expected: 'an interrupted run of verify', found: 'none' });
  const [then, now] = [last.versions, versions].map((entries) => JSON.stringify(entries));
  if (then !== now)
    throw new BadInput({
      file,
      path: `run ${last.id}`,
      expected: `a run of these versions: ${now}`,
      found: `${then}`,
    });
  return { run: last.id, seed: last.seed, question: validate(questionSchema, last.options, file) };
}

/** The command line that asks the same again. */
export function commandOf({ seed, question: { claims, profile, runs, data } }: AskedRun): string {
  return [
    'farkas verify',
    ...claims,
    `--seed ${seed} --profile ${profile}`,
    ...(runs === undefined ? [] : [`--runs ${runs}`]),
    ...(data === undefined ? [] : [`--data ${data}`]),
  ].join(' ');
}
