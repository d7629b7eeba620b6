/** Seconds of work that are worth a way through Redis, which takes some milliseconds: less than a hundredth of it. */
const WORTHWHILE = 1;
/** As long as no case has come back. */
const FIRST = 4;
const LARGEST = 512;
/** The share of the newest batch in the running mean: cases of several claims alternate. */
const NEWEST = 0.2;

/** How many cases travel together, by what cases took so far. */
export class BatchSize {
  #mean: number | undefined;

  get size(): number {
    if (this.#mean === undefined) return FIRST;
    return Math.min(Math.max(Math.ceil(WORTHWHILE / this.#mean), 1), LARGEST);
  }

  /** @param seconds what each case of a batch took. */
  learn(seconds: readonly number[]): void {
    if (seconds.length === 0) return;
    const mean = seconds.reduce((sum, each) => sum + each, 0) / seconds.length;
    this.#mean = this.#mean === undefined ? mean : (1 - NEWEST) * this.#mean + NEWEST * mean;
  }
}
