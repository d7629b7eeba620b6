import { type AnyClaim, type Control, type Hypothesis, violated } from './claim.ts';
import type { Decision } from './decision.ts';
import { drawCase } from './seeds.ts';

/** One case as a pure job: what is decided is a function of these values alone. */
export interface CaseJob {
  readonly claim: string;
  /** Draw from this control's cases. */
  readonly control?: string;
  /** Draw with this hypothesis dropped: the case must satisfy the others only. */
  readonly without?: string;
  /** Exact JSON of the case, where it is not drawn from the seed. */
  readonly instance?: unknown;
  /** Decide what the claim or control asserts, or what the control says holds there instead. */
  readonly assert: 'stated' | 'instead';
  readonly seed: number;
}

export type CaseResult =
  | { readonly outside: readonly string[] }
  | {
      readonly decision: Decision;
      readonly seconds: number;
      /** Whether the case misses the hypothesis that was dropped, where one was. */
      readonly missesDropped?: boolean;
    };

/**
 * Decides jobs somewhere: in this process, on worker threads, or behind a queue. Once `signal` is aborted nobody waits for
 * the job any more: it may reject with the signal's reason.
 */
export type Executor = (job: CaseJob, signal?: AbortSignal) => Promise<CaseResult>;

export function controlOf(claim: AnyClaim, id: string): Control<unknown, unknown> {
  const control = (claim.controls as Control<unknown, unknown>[]).find((candidate) => candidate.id === id);
  if (!control) throw new RangeError(`claim ${claim.id} has no control "${id}"`);
  return control;
}

export function hypothesisOf(claim: AnyClaim, id: string): Hypothesis<unknown> {
  const found = (claim.hypotheses as Hypothesis<unknown>[]).find((candidate) => candidate.id === id);
  if (!found) throw new RangeError(`claim ${claim.id} has no hypothesis "${id}"`);
  return found;
}

/** Stands for a hypothesis in a result: the JSON is no case of the claim. */
const MALFORMED = 'malformed';

/** What a job's cases are drawn from. */
export function arbitraryOf(claim: AnyClaim, { control, without }: Pick<CaseJob, 'control' | 'without'>) {
  if (control !== undefined) return controlOf(claim, control).cases ?? claim.cases;
  if (without !== undefined) return hypothesisOf(claim, without).without ?? claim.cases;
  return claim.cases;
}

/** Draws a job's case, or reads it, and decides it. A case of the claim itself that misses a hypothesis is no case. */
export async function decideCase(claim: AnyClaim, job: CaseJob): Promise<CaseResult> {
  const started = performance.now();
  const control = job.control === undefined ? undefined : controlOf(claim, job.control);
  let instance: unknown;
  if (job.instance === undefined) instance = drawCase<unknown>(arbitraryOf(claim, job), job.seed);
  else {
    const read = claim.caseSchema.safeParse(job.instance);
    if (!read.success) return { outside: [MALFORMED] };
    instance = read.data;
  }
  const missed = control ? [] : violated(claim, instance);
  const outside = missed.filter((id) => id !== job.without);
  if (outside.length > 0) return { outside };
  const stated = control?.variant ?? claim.prediction;
  const decision = await claim.decide(instance, job.assert === 'stated' ? stated : control?.instead);
  const result = { decision, seconds: (performance.now() - started) / 1000 };
  return job.without === undefined ? result : { ...result, missesDropped: missed.length > 0 };
}

/** Decides jobs of these claims, where nothing else waits for its turn. */
export function deciderOf(claims: readonly AnyClaim[]): (job: CaseJob) => Promise<CaseResult> {
  const byId = new Map(claims.map((claim) => [claim.id, claim]));
  return async (job) => decideCase(byId.get(job.claim)!, job);
}

/** Decides in this process, letting timers and signals in before every case. */
export function inThisProcess(claims: readonly AnyClaim[]): Executor {
  const decide = deciderOf(claims);
  return async (job) => {
    await new Promise<void>((resolve) => setImmediate(resolve));
    return decide(job);
  };
}

/**
 * Runs tasks 0, 1, …, count − 1 with at most `parallel` under way and yields their results in order, so that a run's
 * outcome does not depend on how many workers it had. Tasks whose results will not be asked for, as the caller stops or
 * `signal` is aborted, are told so by the signal that they are given.
 */
export async function* inOrder<Result>(
  task: (index: number, unwanted: AbortSignal) => Promise<Result>,
  count: number,
  parallel: number,
  signal?: AbortSignal,
): AsyncGenerator<Result> {
  const controller = new AbortController();
  const stop = (): void => controller.abort(signal?.reason);
  const underWay: Promise<Result>[] = [];
  const begin = (index: number): Promise<Result> => {
    const begun = task(index, controller.signal);
    // One that fails before its turn is thrown when its turn comes, and is no unhandled rejection until then.
    begun.catch(() => {});
    return begun;
  };
  signal?.addEventListener('abort', stop);
  try {
    for (let next = 0, yielded = 0; yielded < count; yielded++) {
      while (underWay.length < parallel && next < count) underWay.push(begin(next++));
      const result = await underWay.shift()!.catch((error: unknown) => {
        if (!signal?.aborted) throw error;
      });
      if (signal?.aborted) break;
      yield result as Result;
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
    await Promise.allSettled(underWay);
  }
}
