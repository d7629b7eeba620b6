import { rowProducts } from './row-products.ts';

/** Σ_c weight_c r_c r_cᵀ over vectors r_c of one length, added one by one. */
export class RankSum {
  readonly #longest: number;
  #capacity = 0;
  /** Entry l of r_c at l·capacity + c, plain and weighted. */
  #entries = new Float64Array(0);
  #weighted = new Float64Array(0);
  #count = 0;

  /** longest: length of the longest vectors. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Starts a new sum. */
  clear(): void {
    this.#count = 0;
  }

  /** Adds weight·r rᵀ for the first `length` entries of r. */
  add(weight: number, r: Float64Array, length: number): void {
    if (this.#count === this.#capacity) this.#grow();
    const c = this.#count++;
    for (let l = 0; l < length; l++) {
      this.#entries[l * this.#capacity + c] = r[l];
      this.#weighted[l * this.#capacity + c] = weight * r[l];
    }
  }

  /** Writes the sum to the lower triangle of out, rows `stride` apart. */
  write(length: number, out: Float64Array, stride: number): void {
    const rows = (values: Float64Array) => ({ values, count: length, stride: this.#capacity });
    rowProducts(rows(this.#weighted), rows(this.#entries), this.#count, out, stride, true);
  }

  #grow(): void {
    const before = this.#capacity;
    // Not a power of two, at which all entries of one vector would fall on the same few lines of the cache.
    this.#capacity = 2 * before + 24;
    const widen = (values: Float64Array) => {
      const wider = new Float64Array(this.#longest * this.#capacity);
      for (let l = 0; l < this.#longest; l++)
        wider.set(values.subarray(l * before, (l + 1) * before), l * this.#capacity);
      return wider;
    };
    this.#entries = widen(this.#entries);
    this.#weighted = widen(this.#weighted);
  }
}
