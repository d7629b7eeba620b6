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

/** What a command line asks for besides claims; what it leaves out is a resumed run's. */
export type Asked = Partial<Omit<Question, 'claims'>> & { readonly seed?: number };

/**
 * The last unfinished run of the results file.
 * @throws BadInput when there is none, or not of these versions, or when it was asked for something else.
 */
export function resume(store: ResultStore, file: string, given: Asked): AskedRun {
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
  const asked = { run: last.id, seed: last.seed, question: validate(questionSchema, last.options, file) };
  const of: Asked = { ...asked.question, seed: asked.seed };
  for (const name of ['seed', 'profile', 'runs', 'data'] as const)
    if (given[name] !== undefined && given[name] !== of[name])
      throw new BadInput({
        file: 'command line',
        path: `--${name}`,
        expected: `with --resume, what the interrupted run was asked for: ${commandOf(asked)}`,
        found: String(given[name]),
      });
  return asked;
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
