import { inOrder } from '../claims/case-job.ts';
import type { Axes } from '../claims/claim.ts';
import type { Refutation } from '../claims/decision.ts';
import type { Json } from './exact-json.ts';
import { complexity, simplerCases } from './simplify.ts';

/** A case that refutes, as exact JSON, with the decision that says so. */
export interface Hit {
  readonly instance: Json;
  readonly decision: Refutation;
}

export interface ShrinkOptions {
  readonly axes: Axes;
  /** Cases with one part less, as the claim makes them. */
  readonly smaller?: (instance: Json) => readonly Json[];
  /** The decision of a case if it refutes (within the hypotheses that are kept), else undefined. */
  readonly refutes: (instance: Json) => Promise<Refutation | undefined>;
  /** Whether a simpler refutation is as convincing as the one found. */
  readonly keeps: (decision: Refutation) => boolean;
  readonly parallel: number;
  readonly milliseconds: number;
  readonly signal?: AbortSignal;
}

/**
 * Makes a counterexample simpler, greedily: a simpler case (in the order of `simplerCases`) that still refutes takes its place, until none
 * does or the time is up. After a success the search goes on at the same place of the list, not at its beginning: what was tried before
 * would fail again, more often than not.
 */
export async function shrink(hit: Hit, options: ShrinkOptions): Promise<Hit> {
  const deadline = performance.now() + options.milliseconds;
  let best = hit;
  let from = 0;
  for (;;) {
    const simpler = await nextSimpler(best, from, deadline, options);
    if (!simpler) return best;
    best = simpler.hit;
    from = simpler.at;
  }
}

/** The first simpler case that refutes, of the list from some place on and round again. */
async function nextSimpler(
  { instance }: Hit,
  from: number,
  deadline: number,
  options: ShrinkOptions,
): Promise<{ readonly hit: Hit; readonly at: number } | undefined> {
  const cost = complexity(instance);
  const candidates = [...(options.smaller?.(instance) ?? []), ...simplerCases(instance, options.axes)].filter(
    (candidate) => complexity(candidate) < cost,
  );
  const attempt = async (index: number) => {
    const at = (from + index) % candidates.length;
    return { at, decision: await options.refutes(candidates[at]!) };
  };
  const attempts = inOrder(attempt, candidates.length, options.parallel, options.signal);
  for await (const { at, decision } of attempts) {
    if (decision && options.keeps(decision)) return { hit: { instance: candidates[at]!, decision }, at };
    if (performance.now() > deadline) return undefined;
  }
  return undefined;
}
