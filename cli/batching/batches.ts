import type { CaseJob, CaseResult, Executor } from '../../src/claims/case-job.ts';
import { type BatchLimits, BatchSize } from './batch-size.ts';

/** A case that waits for its decision. */
interface Waiting {
  readonly job: CaseJob;
  readonly signal: AbortSignal | undefined;
  resolve(result: CaseResult): void;
  reject(error: unknown): void;
}

/** Cases that travel together. */
export interface Batch {
  readonly jobs: readonly CaseJob[];
  /** Aborted once nobody waits for any of them. */
  readonly unwanted: AbortSignal;
}

export interface BatchesOptions extends BatchLimits {
  /** Workers that decide batches, where it is known: while one has nothing to do, it gets its share of what there is. */
  readonly workers?: number;
  /** Has a batch decided, as a whole. */
  decide(batch: Batch): Promise<readonly CaseResult[]>;
}

/**
 * Gathers cases that are asked for one by one, as one case may take less time than its way to a worker. Cases asked for in
 * one turn of the event loop travel together, up to a batch.
 */
export class Batches {
  readonly #options: BatchesOptions;
  readonly #size: BatchSize;
  readonly #known = new WeakSet<AbortSignal>();
  readonly #underWay = new Map<AbortController, Set<Waiting>>();
  #gathered: Waiting[] = [];
  #turn: NodeJS.Immediate | undefined;

  constructor(options: BatchesOptions) {
    this.#options = options;
    this.#size = new BatchSize(options);
  }

  readonly execute: Executor = (job, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (signal) this.#watch(signal);
      this.#gathered.push({ job, signal, resolve, reject });
      this.#turn ??= setImmediate(() => this.#send());
    });

  #send(): void {
    this.#turn = undefined;
    const idle = Math.max((this.#options.workers ?? 0) - this.#underWay.size, 0);
    const share = idle > 0 ? Math.ceil(this.#gathered.length / idle) : Number.POSITIVE_INFINITY;
    const size = Math.min(this.#size.size, share);
    while (this.#gathered.length > 0) void this.#decide(this.#gathered.splice(0, size));
  }

  async #decide(sent: readonly Waiting[]): Promise<void> {
    const controller = new AbortController();
    this.#underWay.set(controller, new Set(sent));
    try {
      const jobs = sent.map(({ job }) => job);
      const results = await this.#options.decide({ jobs, unwanted: controller.signal });
      this.#size.learn(results.flatMap((result) => ('seconds' in result ? result.seconds : [])));
      for (const [index, { resolve }] of sent.entries()) resolve(results[index]!);
    } catch (error) {
      for (const { reject } of sent) reject(error);
    } finally {
      this.#underWay.delete(controller);
    }
  }

  /** One listener a signal, however many cases it is given with. */
  #watch(signal: AbortSignal): void {
    if (this.#known.has(signal)) return;
    this.#known.add(signal);
    signal.addEventListener('abort', () => this.#giveUp(signal), { once: true });
  }

  #giveUp(signal: AbortSignal): void {
    const unwanted = this.#gathered.filter((waiting) => waiting.signal === signal);
    this.#gathered = this.#gathered.filter((waiting) => waiting.signal !== signal);
    for (const [controller, sent] of this.#underWay) {
      for (const waiting of sent)
        if (waiting.signal === signal) {
          sent.delete(waiting);
          unwanted.push(waiting);
        }
      if (sent.size === 0) controller.abort();
    }
    for (const { reject } of unwanted) reject(signal.reason);
  }
}
