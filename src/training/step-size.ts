/** Accepts or rejects steps and chooses their size, for a method of a given order. */
export class StepSizeController {
  /** The next step to try. */
  h: number;
  readonly #exponent: number;
  #rejectedBefore = false;

  constructor(firstStep: number, order: number) {
    this.h = firstStep;
    this.#exponent = 1 / (order + 1);
  }

  /**
   * Judges a step of length `taken` ≤ h by its error estimate divided by the tolerance. True if it stands.
   * A step that was cut short says little about longer ones, so it never lowers h.
   */
  accept(error: number, taken: number): boolean {
    if (!(error <= 1)) {
      this.h = taken;
      this.shrink(Number.isFinite(error) ? 0.8 * error ** -this.#exponent : 0);
      return false;
    }
    const growth = Math.min(0.8 * error ** -this.#exponent, this.#rejectedBefore ? 1 : 5);
    const next = taken * Math.max(growth, 0.2);
    this.h = taken < this.h ? Math.max(this.h, next) : next;
    this.#rejectedBefore = false;
    return true;
  }

  /** After a step that cannot be judged: tries again with a tenth of it, or `factor` if larger. */
  shrink(factor = 0): void {
    this.h *= Math.max(factor, 0.1);
    this.#rejectedBefore = true;
  }
}
