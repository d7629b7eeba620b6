import { type AnyClaim, type Control, violated } from './claim.ts';
import type { Decision } from './decision.ts';
import { drawCase } from './seeds.ts';

/** One case as a pure job: what is decided is a function of these four values alone. */
export interface CaseJob {
  readonly claim: string;
  /** Draw from this control's cases. */
  readonly control?: string;
  /** Decide what the claim or control asserts, or what the control says holds there instead. */
  readonly assert: 'stated' | 'instead';
  readonly seed: number;
}

export type CaseResult =
  | { readonly outside: readonly string[] }
  | { readonly decision: Decision; readonly seconds: number };

/** Decides jobs somewhere: in this process, or on worker threads. */
export type Executor = (job: CaseJob) => Promise<CaseResult>;

export function controlOf(claim: AnyClaim, id: string): Control<unknown, unknown> {
  const control = (claim.controls as Control<unknown, unknown>[]).find((candidate) => candidate.id === id);
  if (!control) throw new RangeError(`claim ${claim.id} has no control "${id}"`);
  return control;
}

/** Draws a job's case and decides it. A case of the claim itself that misses a hypothesis is no case. */
export async function decideCase(claim: AnyClaim, job: CaseJob): Promise<CaseResult> {
  const started = performance.now();
  const control = job.control === undefined ? undefined : controlOf(claim, job.control);
  const instance = drawCase(control?.cases ?? claim.cases, job.seed);
  if (!control) {
    const outside = violated(claim, instance);
    if (outside.length > 0) return { outside };
  }
  const stated = control?.variant ?? claim.prediction;
  const decision = await claim.decide(instance, job.assert === 'stated' ? stated : control?.instead);
  return { decision, seconds: (performance.now() - started) / 1000 };
}

/** Decides in this process, letting timers and signals in before every case. */
export function inThisProcess(claims: readonly AnyClaim[]): Executor {
  const byId = new Map(claims.map((claim) => [claim.id, claim]));
  return async (job) => {
    await new Promise<void>((resolve) => setImmediate(resolve));
    return decideCase(byId.get(job.claim)!, job);
  };
}

/**
 * Runs tasks 0, 1, …, count − 1 with at most `parallel` under way and yields their results in order, so that a run's
 * outcome does not depend on how many workers it had.
 */
export async function* inOrder<Result>(
  task: (index: number) => Promise<Result>,
  count: number,
  parallel: number,
  signal?: AbortSignal,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  try {
    for (let next = 0, yielded = 0; yielded < count; yielded++) {
      while (underWay.length < parallel && next < count) underWay.push(task(next++));
      const result = await underWay.shift()!;
      if (signal?.aborted) break;
      yield result;
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}
