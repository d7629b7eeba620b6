import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { storeCase } from '../../src/claims/case-file.ts';
import type { AnyClaim, Hypothesis } from '../../src/claims/claim.ts';
import { freshSeed } from '../../src/claims/seeds.ts';
import { BadInput } from '../../src/data/bad-input.ts';
import { FRESH_HUNT, type HuntState, hunt } from '../../src/hunting/hunt.ts';
import { EXIT } from '../exit-codes.ts';
import { describeHunt, describeState } from '../hunting/describe.ts';
import { fileOfHunt, forgetHunt, keepHunt, keptHunt } from '../hunting/hunt-state.ts';
import { isClaimFile } from '../load-claims.ts';
import { seconds, wholeNumber } from '../option-values.ts';
import { type CommonOptions, caseTimeoutOption, print, withCommonOptions } from '../options.ts';
import { progressLine } from '../progress.ts';
import { selectClaim } from '../select-claims.ts';
import { workerPool } from '../threads/worker-pool.ts';
import { ensureFolder, writing } from '../write-file.ts';

interface HuntOptions extends CommonOptions {
  readonly without?: string;
  readonly budget: number;
  readonly jobs: number;
  readonly caseTimeout: number;
  readonly results: string;
  readonly resume?: boolean;
}

/** Shrinking takes at most this long. */
const SHRINK_SECONDS = 30;
/** A hunt that is under way is written down this often. */
const KEEP_MILLISECONDS = 2_000;

function checkHypothesis(claim: AnyClaim, id: string | undefined): void {
  const hypotheses = claim.hypotheses as Hypothesis<unknown>[];
  if (id === undefined || hypotheses.some((hypothesis) => hypothesis.id === id)) return;
  throw new BadInput({
    file: 'command line',
    path: '--without',
    expected: `a hypothesis of ${claim.id} (${hypotheses.map((hypothesis) => hypothesis.id).join(', ')})`,
    found: `"${id}"`,
  });
}

async function huntFor(name: string, options: HuntOptions): Promise<void> {
  const claim = await selectClaim(name);
  const { without } = options;
  checkHypothesis(claim, without);
  ensureFolder(options.results);
  const file = fileOfHunt(options.results, claim.id, without);
  const kept = options.resume ? keptHunt(file) : undefined;
  if (options.resume && !kept)
    throw new BadInput({ file, path: '', expected: 'an interrupted hunt', found: 'none' });
  const seed = options.seed ?? kept?.seed ?? freshSeed();
  process.stderr.write(`seed ${seed} (repeat with --seed ${seed})\n`);
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  const claimFiles = isClaimFile(name) ? [name] : [];
  const pool = workerPool(options.jobs, { claimFiles }, Math.min(options.caseTimeout, options.budget));
  const line = progressLine(options.quiet ?? false);
  let keptAt = performance.now();
  const note = (state: HuntState) => {
    line.show(`${claim.id}: ${describeState(claim, state)}`);
    if (performance.now() - keptAt < KEEP_MILLISECONDS) return;
    keepHunt(file, { seed, state });
    keptAt = performance.now();
  };
  try {
    const report = await hunt(claim, without, {
      seed,
      milliseconds: 1000 * options.budget,
      shrinkMilliseconds: 1000 * SHRINK_SECONDS,
      execute: pool.execute,
      parallel: 2 * options.jobs,
      signal: interrupt.signal,
      from: kept?.state ?? FRESH_HUNT,
      onProgress: note,
    });
    line.end();
    const { hit, open, ...state } = report;
    if (hit) forgetHunt(file);
    else keepHunt(file, { seed, state });
    const stored =
      hit &&
      writing(options.results, () =>
        storeCase(join(options.results, 'cases'), {
          format: 'farkas/case@1',
          claim: claim.id,
          ...(without === undefined ? {} : { without }),
          seed: { run: seed, case: hit.seed },
          instance: hit.instance,
          decision: hit.decision,
        }),
      );
    const { nearMisses, ...counts } = state;
    print(
      options.format,
      {
        format: 'farkas/hunt@1',
        claim: claim.id,
        without: without ?? null,
        seed,
        ...counts,
        nearest: nearMisses[0] ?? null,
        counterexample: hit ?? null,
        open: open ?? null,
        file: stored ?? null,
      },
      () => describeHunt(claim, without, report, stored),
    );
    if (hit) process.exitCode = EXIT.refuted;
    else process.exitCode = interrupt.signal.aborted ? EXIT.interrupted : EXIT.holds;
  } finally {
    line.end();
    await pool.close();
  }
}

export function addHunt(program: Command): void {
  withCommonOptions(
    program
      .command('hunt')
      .description('look for a counterexample, with a hypothesis dropped or none, and make it simple')
      .argument('<claim>', 'an id such as L2, or a file such as ./my-claim.ts')
      .option('--without <hypothesis>', 'drop this hypothesis (farkas claims CLAIM lists them)')
      .addOption(
        new Option('--budget <time>', 'how long to look: 90s, 5m').argParser(seconds).default(60, '60s'),
      )
      .addOption(
        new Option('--jobs <number>', 'worker threads')
          .argParser(wholeNumber(1))
          .default(availableParallelism(), 'one a core'),
      )
      .addOption(caseTimeoutOption())
      .option('--results <folder>', 'where counterexamples are kept', 'farkas-results')
      .option('--resume', 'go on with the last hunt for the same'),
  )
    .addHelpText(
      'after',
      `
Random draws come first, then moves around the cases that came nearest. A hit is decided again, cut and rounded to what
a blackboard holds, and stored; farkas replay decides it alone, and farkas verify replays it before anything else.

Examples:
  farkas hunt L1 --without symmetric
  farkas hunt L2 --budget 10m                as stated: a standing attempt to refute it
  farkas hunt ./my-claim.ts --without small

Exit code: 0 nothing found, 1 a counterexample was found, 130 interrupted (--resume goes on).`,
    )
    .action(huntFor);
}
