import fc from 'fast-check';
import { arbitraryOf, type CaseJob, type CaseResult, type Executor } from '../claims/case-job.ts';
import type { AnyClaim } from '../claims/claim.ts';
import type { Refutation } from '../claims/decision.ts';
import { caseSeed, drawCase } from '../claims/seeds.ts';
import type { Json } from './exact-json.ts';
import { crossings, neighbours } from './moves.ts';
import { type NearMiss, NearMisses } from './near-misses.ts';
import { type Hit, shrink } from './shrink.ts';

/** Where a hunt stands: enough to go on with it. */
export interface HuntState {
  /** Random draws made, and directed moves tried. */
  readonly draws: number;
  readonly moves: number;
  readonly decided: number;
  readonly undecided: number;
  readonly outside: number;
  readonly nearMisses: readonly NearMiss[];
}

export interface HuntReport extends HuntState {
  /** The first case that was left undecided, and why. */
  readonly open?: { readonly seed: number; readonly instance?: Json; readonly why: string };
  readonly hit?: Hit & {
    /** Seed of the draw or of the move that found it, and the case as it was found. */
    readonly seed: number;
    readonly found: Json;
  };
}

export interface HuntOptions {
  readonly seed: number;
  readonly milliseconds: number;
  readonly shrinkMilliseconds: number;
  readonly execute: Executor;
  readonly parallel: number;
  readonly signal?: AbortSignal;
  /** A hunt that was interrupted before. */
  readonly from?: HuntState;
  onProgress?(state: HuntState): void;
}

export const FRESH_HUNT: HuntState = {
  draws: 0,
  moves: 0,
  decided: 0,
  undecided: 0,
  outside: 0,
  nearMisses: [],
};

/** Share of the time that goes to random draws before the directed search begins. */
const RANDOM_SHARE = 0.4;
const NEAR_MISSES = 24;
/** A shrunk counterexample must keep this share of the gap of the one that was found. */
const KEPT_SHARE = 0.1;

/**
 * Looks for a case that refutes a claim, with one hypothesis dropped or none: random draws first, then moves around the
 * nearest misses, with restarts and crossings. The first hit is decided again, shrunk, and returned.
 */
export async function hunt(
  claim: AnyClaim,
  without: string | undefined,
  options: HuntOptions,
): Promise<HuntReport> {
  const { from = FRESH_HUNT, execute, signal } = options;
  const job = { claim: claim.id, assert: 'stated', ...(without === undefined ? {} : { without }) } as const;
  const misses = new NearMisses(NEAR_MISSES, from.nearMisses);
  const counts = { draws: from.draws, moves: from.moves, decided: from.decided, undecided: from.undecided };
  let outside = from.outside;
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / options.milliseconds;
  const state = (): HuntState => ({ ...counts, outside, nearMisses: misses.all });
  let open: HuntReport['open'];
  let hit: { instance: Json; decision: Refutation; seed: number } | undefined;

  /** Decides one case, drawn or moved, and takes note of it. */
  const tryNext = async (): Promise<void> => {
    const directed = misses.best !== undefined && elapsed() > RANDOM_SHARE;
    const label = `hunt/${claim.id}/${without ?? ''}/${directed ? 'move' : 'draw'}`;
    const seed = caseSeed(options.seed, label, directed ? counts.moves++ : counts.draws++);
    const instance = directed ? moved(claim, without, misses.all, seed) : undefined;
    const next: CaseJob = instance === undefined ? { ...job, seed } : { ...job, seed, instance };
    const result = await execute(next);
    if ('outside' in result) {
      outside += 1;
      return;
    }
    counts.decided += 1;
    const { decision } = result;
    if (decision.outcome === 'undecided') {
      counts.undecided += 1;
      open ??= { seed, ...(instance === undefined ? {} : { instance }), why: decision.why };
    }
    const value = () => instance ?? asJson(drawCase<unknown>(arbitraryOf(claim, job), seed));
    if (decision.outcome === 'refutes') hit ??= { instance: value(), decision, seed };
    else {
      const gap = gapOf(claim, result);
      if (gap !== undefined && gap > (misses.all[NEAR_MISSES - 1]?.gap ?? Number.NEGATIVE_INFINITY))
        misses.add({ instance: value(), gap });
    }
    options.onProgress?.(state());
  };
  const lane = async (): Promise<void> => {
    while (!hit && elapsed() < 1 && !signal?.aborted) await tryNext();
  };
  await Promise.all(Array.from({ length: options.parallel }, lane));
  const report = () => ({ ...state(), ...(open ? { open } : {}) });
  if (!hit) return report();

  const { instance: found, decision, seed } = hit;
  const decide = (instance: Json, unwanted?: AbortSignal) => execute({ ...job, seed, instance }, unwanted);
  const again = await decide(found);
  const confirmed = refutationIn(again);
  if (!confirmed) throw new Error(`claim ${claim.id} decides one case in two ways: ${JSON.stringify(found)}`);
  // What shows that a hypothesis is needed must go on missing it, lest it turn into a case of the claim as stated.
  const mustMiss = missesDropped(again);
  const refutes = async (instance: Json, unwanted?: AbortSignal): Promise<Refutation | undefined> => {
    const result = await decide(instance, unwanted);
    return missesDropped(result) || !mustMiss ? refutationIn(result) : undefined;
  };
  const size = gapOf(claim, { decision, seconds: 0 });
  const shrunk = await shrink(
    { instance: found, decision: confirmed },
    {
      axes: claim.axes ?? {},
      smaller: (instance) => (claim.smaller?.(claim.caseSchema.parse(instance)) ?? []).map(asJson),
      refutes,
      keeps: (simpler) =>
        size === undefined || (gapOf(claim, { decision: simpler, seconds: 0 }) ?? 0) >= KEPT_SHARE * size,
      parallel: options.parallel,
      milliseconds: options.shrinkMilliseconds,
      ...(signal ? { signal } : {}),
    },
  );
  return { ...report(), hit: { ...shrunk, seed, found } };
}

function refutationIn(result: CaseResult): Refutation | undefined {
  return 'decision' in result && result.decision.outcome === 'refutes' ? result.decision : undefined;
}

function missesDropped(result: CaseResult): boolean {
  return 'decision' in result && result.missesDropped === true;
}

function gapOf(claim: AnyClaim, result: CaseResult): number | undefined {
  if (claim.gap === undefined || !('decision' in result)) return undefined;
  const gap = result.decision.figures[claim.gap];
  return typeof gap === 'number' && !Number.isNaN(gap) ? gap : undefined;
}

/** A restart, a crossing of two near misses, or (mostly) a neighbour of one. */
function moved(
  claim: AnyClaim,
  without: string | undefined,
  misses: readonly NearMiss[],
  seed: number,
): Json | undefined {
  const pick = fc.constantFrom(...misses).map(({ instance }) => instance);
  const choice = fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.tuple(pick, pick).chain(([one, other]) => crossings(one, other)) },
    { weight: 6, arbitrary: pick.chain((instance) => neighbours(instance, claim.axes ?? {})) },
  );
  const instance = drawCase<Json | undefined>(choice, seed);
  if (instance !== undefined) return instance;
  const job = { ...(without === undefined ? {} : { without }) };
  return asJson(drawCase<unknown>(arbitraryOf(claim, job), seed));
}

function asJson(instance: unknown): Json {
  return JSON.parse(JSON.stringify(instance)) as Json;
}
