/** The share of the newest batch in the running mean: cases of several claims alternate. */
const NEWEST = 0.2;

export interface BatchLimits {
  /** Seconds of work that are worth a batch's way to a worker and back. */
  readonly worthwhile: number;
  /** As long as no case has come back. */
  readonly first: number;
  readonly largest: number;
}

/** How many cases travel together, by what cases took so far. */
export class BatchSize {
  readonly #limits: BatchLimits;
  #mean: number | undefined;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  get size(): number {
    const { worthwhile, first, largest } = this.#limits;
    if (this.#mean === undefined) return first;
    return Math.min(Math.max(Math.ceil(worthwhile / this.#mean), 1), largest);
  }

  /** @param seconds what each case of a batch took. */
  learn(seconds: readonly number[]): void {
    if (seconds.length === 0) return;
    const mean = seconds.reduce((sum, each) => sum + each, 0) / seconds.length;
    this.#mean = this.#mean === undefined ? mean : (1 - NEWEST) * this.#mean + NEWEST * mean;
  }
}
