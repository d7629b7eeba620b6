import { inOrder } from '../claims/case-job.ts';
import type { Axes } from '../claims/claim.ts';
import type { Refutation } from '../claims/decision.ts';
import { isExactNumber, type Json, pathsWhere } from './exact-json.ts';
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
  readonly refutes: (instance: Json, unwanted?: AbortSignal) => Promise<Refutation | undefined>;
  /** Whether a simpler refutation is as convincing as the one found. */
  readonly keeps: (decision: Refutation) => boolean;
  readonly parallel: number;
  readonly milliseconds: number;
  readonly signal?: AbortSignal;
}

/**
 * Makes a counterexample simpler, greedily: a simpler case that still refutes takes its place, until none does or the time is up. Cuts come
 * first, every time: parts go while the numbers still leave room. Among the simpler numbers the search goes on where it last succeeded, not at the
 * beginning: what was tried before would fail again, more often than not.
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

const numbersIn = (instance: Json): number => pathsWhere(instance, isExactNumber).length;

/** The first simpler case that refutes: of all cuts, then of the simpler numbers from some place of their list on and round again. */
async function nextSimpler(
  { instance }: Hit,
  from: number,
  deadline: number,
  options: ShrinkOptions,
): Promise<{ readonly hit: Hit; readonly at: number } | undefined> {
  const [cost, size] = [complexity(instance), numbersIn(instance)];
  const simpler = [...(options.smaller?.(instance) ?? []), ...simplerCases(instance, options.axes)].filter(
    (candidate) => complexity(candidate) < cost,
  );
  const cuts = simpler
    .filter((candidate) => numbersIn(candidate) < size)
    .map((candidate) => ({ candidate, at: 0 }));
  const numbers = simpler
    .filter((candidate) => numbersIn(candidate) >= size)
    .map((candidate, at) => ({ candidate, at }));
  const candidates = [...cuts, ...numbers.slice(from), ...numbers.slice(0, from)];
  const attempt = async (index: number, unwanted: AbortSignal) =>
    options.refutes(candidates[index]!.candidate, unwanted);
  let index = 0;
  for await (const decision of inOrder(attempt, candidates.length, options.parallel, options.signal)) {
    const { candidate, at } = candidates[index++]!;
    if (decision && options.keeps(decision)) return { hit: { instance: candidate, decision }, at };
    if (performance.now() > deadline) return undefined;
  }
  return undefined;
}
