/** A direction θ/‖θ‖ of a trajectory and the loss at which it was seen. */
export interface Snapshot {
  readonly log10Loss: number;
  readonly direction: Float64Array;
}

/** How far a direction was from a limit. */
export interface Distance {
  readonly log10Loss: number;
  readonly distance: number;
}

/** Distances below this are rounding of the snapshots themselves and do not count in a fit. */
const ROUNDING = 1e-12;

/**
 * Exponent r of the least-squares fit distance ∝ log(1/loss)^r on doubly logarithmic axes; null with fewer than two
 * distances that are not rounding.
 */
export function approachExponent(distances: readonly Distance[]): number | null {
  const seen = distances.filter(({ log10Loss, distance }) => distance > ROUNDING && log10Loss < 0);
  if (seen.length < 2) return null;
  const u = seen.map(({ log10Loss }) => Math.log(-log10Loss));
  const v = seen.map(({ distance }) => Math.log(distance));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [uMean, vMean] = [mean(u), mean(v)];
  const covariance = u.reduce((sum, value, j) => sum + (value - uMean) * (v[j]! - vMean), 0);
  const variance = u.reduce((sum, value) => sum + (value - uMean) ** 2, 0);
  return covariance / variance;
}

/** The snapshots nearest in log10 loss (on a logarithmic scale) to the given marks, without repetition. */
export function snapshotsNear<S extends { readonly log10Loss: number }>(
  records: readonly S[],
  marks: readonly number[],
): S[] {
  const negative = records.filter(({ log10Loss }) => log10Loss < 0);
  const far = (record: S, mark: number) => Math.abs(Math.log(record.log10Loss / mark));
  const nearest = marks.flatMap((mark) => {
    const best = negative.reduce<S | null>(
      (chosen, record) => (!chosen || far(record, mark) < far(chosen, mark) ? record : chosen),
      null,
    );
    return best && far(best, mark) < Math.LN10 / 2 ? [best] : [];
  });
  return [...new Set(nearest)];
}
