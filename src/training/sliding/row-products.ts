/** Row-major; rows are `stride` ≥ their length apart. */
export interface Rows {
  readonly values: Float64Array;
  readonly count: number;
  readonly stride: number;
}

/**
 * out[i, j] ← ⟨a_i, b_j⟩ over the first `length` entries of the rows of two matrices, out having rows `stride` apart; with
 * `lower` for j ≤ i only (and some more). In tiles of 2 × 2, because the time goes into loads, not into products.
 */
export function rowProducts(
  a: Rows,
  b: Rows,
  length: number,
  out: Float64Array,
  stride: number,
  lower = false,
): void {
  const left = a.values;
  const right = b.values;
  for (let i = 0; i < a.count; i += 2) {
    const i0 = i * a.stride;
    // The last row of an odd number is taken twice rather than by code of its own.
    const isPair = i + 1 < a.count;
    const i1 = isPair ? i0 + a.stride : i0;
    const end = lower ? Math.min(i + 2, b.count) : b.count;
    for (let j = 0; j < end; j += 2) {
      const j0 = j * b.stride;
      const isSquare = j + 1 < b.count;
      const j1 = isSquare ? j0 + b.stride : j0;
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      for (let c = 0; c < length; c++) {
        const x0 = left[i0 + c];
        const x1 = left[i1 + c];
        const y0 = right[j0 + c];
        const y1 = right[j1 + c];
        s00 += x0 * y0;
        s01 += x0 * y1;
        s10 += x1 * y0;
        s11 += x1 * y1;
      }
      const at = i * stride + j;
      out[at] = s00;
      if (isSquare) out[at + 1] = s01;
      if (isPair) out[at + stride] = s10;
      if (isPair && isSquare) out[at + stride + 1] = s11;
    }
  }
}
