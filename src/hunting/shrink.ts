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
 * Makes a counterexample simpler, greedily: the first simpler case (in the order of `simplerCases`) that still refutes
 * takes its place, until none does or the time is up.
 */
export async function shrink(hit: Hit, options: ShrinkOptions): Promise<Hit> {
  const deadline = performance.now() + options.milliseconds;
  let best = hit;
  for (;;) {
    const simpler = await firstSimpler(best, deadline, options);
    if (!simpler) return best;
    best = simpler;
  }
}

async function firstSimpler(
  { instance }: Hit,
  deadline: number,
  options: ShrinkOptions,
): Promise<Hit | undefined> {
  const cost = complexity(instance);
  const candidates = [...(options.smaller?.(instance) ?? []), ...simplerCases(instance, options.axes)].filter(
    (candidate) => complexity(candidate) < cost,
  );
  const attempt = async (index: number) => ({
    candidate: candidates[index]!,
    decision: await options.refutes(candidates[index]!),
  });
  const attempts = inOrder(attempt, candidates.length, options.parallel, options.signal);
  for await (const { candidate, decision } of attempts) {
    if (decision && options.keeps(decision)) return { instance: candidate, decision };
    if (performance.now() > deadline) return undefined;
  }
  return undefined;
}
