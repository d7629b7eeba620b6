import { storedCase } from '../../src/claims/case-file.ts';
import { inOrder } from '../../src/claims/case-job.ts';
import { ClaimCheck } from '../../src/claims/check-claim.ts';
import type { CheckOptions } from '../../src/claims/check-options.ts';
import type { AnyClaim } from '../../src/claims/claim.ts';
import type { Attempt, ClaimReport } from '../../src/claims/verdict.ts';
import { FRESH_HUNT, type HuntState, hunt } from '../../src/hunting/hunt.ts';
import type { KnownCounterexample } from './corpus.ts';
import { casesOf, type Profile } from './profiles.ts';

/** Claims under way at once on worker threads: while one waits for its last case, the other keeps them busy. */
const TOGETHER = 2;

export interface RunClaimsOptions extends Omit<CheckOptions, 'controlCases'> {
  readonly profile: Profile;
  readonly runs?: number;
  /** Counterexamples of earlier runs that still refute, by claim. */
  readonly known: ReadonlyMap<string, KnownCounterexample>;
}

function checkOf(claim: AnyClaim, options: RunClaimsOptions): ClaimCheck {
  const { controlCases } = casesOf(claim, options.profile, options.runs);
  const check = new ClaimCheck(claim, { ...options, controlCases });
  const known = options.known.get(claim.id);
  if (known) check.refuteWith(known.stored, known.file);
  return check;
}

/** Checks claims one after the other; what an interrupt leaves untouched is not reported. */
export async function checkOnce(
  claims: readonly AnyClaim[],
  options: RunClaimsOptions,
): Promise<ClaimReport[]> {
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

/** Milliseconds of directed search in each round of a claim: about as long as its drawn cases take. */
const SEARCH_MILLISECONDS = 2_000;

/** One claim of a run without end: drawn cases in rounds, and between them a search for a case that refutes. */
class StandingAttempt {
  readonly check: ClaimCheck;
  readonly #claim: AnyClaim;
  readonly #options: RunClaimsOptions;
  #state: HuntState = FRESH_HUNT;

  constructor(claim: AnyClaim, options: RunClaimsOptions) {
    this.#claim = claim;
    this.#options = options;
    this.check = checkOf(claim, options);
  }

  async round(): Promise<void> {
    const { check } = this;
    const options = this.#options;
    const claim = this.#claim;
    await check.decide(casesOf(claim, options.profile, options.runs).cases);
    if (claim.gap === undefined || check.settled || options.signal?.aborted) return;
    const { hit, ...state } = await hunt(claim, undefined, {
      ...options,
      milliseconds: SEARCH_MILLISECONDS,
      from: this.#state,
    });
    this.#state = state;
    if (!hit) return;
    const stored = storedCase(claim.id, { run: options.seed, case: hit.seed }, hit.instance, hit.decision);
    check.refuteWith(stored, options.onCounterexample?.(stored));
  }

  report(): ClaimReport {
    this.check.stop();
    const [nearest] = this.#state.nearMisses;
    const attempt: Attempt = {
      cases: this.#state.decided,
      ...(nearest ? { nearest: { figure: this.#claim.gap!, gap: nearest.gap } } : {}),
    };
    return { ...this.check.report(), attempt };
  }
}

/**
 * Checks claims in rounds of a few cases each until the signal: a standing attempt to refute each as it is stated. The
 * controls come after the first round.
 */
export async function checkUntilStopped(
  claims: readonly AnyClaim[],
  options: RunClaimsOptions & { readonly signal: AbortSignal },
): Promise<ClaimReport[]> {
  const attempts = claims.map((claim) => new StandingAttempt(claim, options));
  for (const attempt of attempts) {
    await attempt.round();
    await attempt.check.decideControls();
  }
  while (!options.signal.aborted && attempts.some(({ check }) => !check.settled))
    for (const attempt of attempts)
      if (!options.signal.aborted && !attempt.check.settled) await attempt.round();
  return attempts.map((attempt) => attempt.report());
}
