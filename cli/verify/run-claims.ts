import { inOrder } from '../../src/claims/case-job.ts';
import type { AnyClaim } from '../../src/claims/claim.ts';
import { ClaimCheck, type RunOptions } from '../../src/claims/runner.ts';
import type { ClaimReport } from '../../src/claims/verdict.ts';
import type { KnownCounterexample } from './corpus.ts';
import { casesOf, type Profile } from './profiles.ts';

/** Claims under way at once on worker threads: while one waits for its last case, the other keeps them busy. */
const TOGETHER = 2;

export interface CheckOptions extends Omit<RunOptions, 'controlCases'> {
  readonly profile: Profile;
  readonly runs?: number;
  /** Counterexamples of earlier runs that still refute, by claim. */
  readonly known: ReadonlyMap<string, KnownCounterexample>;
}

function checkOf(claim: AnyClaim, options: CheckOptions): ClaimCheck {
  const { controlCases } = casesOf(claim, options.profile, options.runs);
  const check = new ClaimCheck(claim, { ...options, controlCases });
  const known = options.known.get(claim.id);
  if (known) check.refuteWith(known.stored, known.file);
  return check;
}

/** Checks claims one after the other; what an interrupt leaves untouched is not reported. */
export async function checkOnce(claims: readonly AnyClaim[], options: CheckOptions): Promise<ClaimReport[]> {
  const check = async (claim: AnyClaim): Promise<ClaimReport | undefined> => {
    if (options.signal?.aborted) return undefined;
    const checked = checkOf(claim, options);
    await checked.decide(casesOf(claim, options.profile, options.runs).cases);
    await checked.decideControls();
    return checked.report();
  };
  const reports: ClaimReport[] = [];
  const together = options.parallel > 1 ? TOGETHER : 1;
  for await (const report of inOrder((index) => check(claims[index]!), claims.length, together))
    if (report) reports.push(report);
  return reports;
}

/** Checks claims in rounds of a few cases each, until the signal; the controls come first. */
export async function checkUntilStopped(
  claims: readonly AnyClaim[],
  options: CheckOptions & { readonly signal: AbortSignal },
): Promise<ClaimReport[]> {
  const checks = claims.map((claim) => ({
    round: casesOf(claim, options.profile, options.runs).cases,
    check: checkOf(claim, options),
  }));
  for (const { check } of checks) await check.decideControls();
  while (!options.signal.aborted && checks.some(({ check }) => !check.settled))
    for (const { check, round } of checks)
      if (!options.signal.aborted && !check.settled) await check.decide(round);
  return checks.map(({ check }) => {
    check.stop();
    return check.report();
  });
}
