import type { Trajectory, TrajectoryRecord } from '../../src/training/trajectory.ts';

/** A run is looked at when this part of its log loss is reached, and at its end. */
const MIDWAY = 1e-3;
/** Relative change between the two that counts as none. */
const STANDS_STILL = 0.05;
/** Shares of the norm below this are rounding. */
const LEAST_SHARE = 1e-250;

/** ‖w_k‖² + a_k² of every neuron, of a direction θ/‖θ‖ = (w_1, …, w_m, a). */
function shares(direction: Float64Array, width: number): number[] {
  const dimension = direction.length / width - 1;
  return Array.from({ length: width }, (_, k) =>
    direction
      .subarray(k * dimension, (k + 1) * dimension)
      .reduce((sum, value) => sum + value * value, direction[width * dimension + k]! ** 2),
  );
}

/**
 * Why the end of a two-layer run (with snapshots) may not be its limit: what it is off by (`gap`) still closes, or a neuron still
 * gains weight, however small it is. Undefined where the run has settled.
 */
export function unsettled(
  { records, final }: Trajectory,
  width: number,
  gap: (record: TrajectoryRecord) => number,
): string | undefined {
  const midway = records.find(({ log10Loss }) => log10Loss <= MIDWAY * final.log10Loss)!;
  if (gap(final) < (1 - STANDS_STILL) * gap(midway))
    return `the gap still closes, from ${gap(midway).toExponential(2)} to ${gap(final).toExponential(2)}`;
  const [before, after] = [midway, final].map(({ direction }) => shares(direction!, width));
  const growing = after!.findIndex(
    (share, k) => share > LEAST_SHARE && share > (1 + STANDS_STILL) * before![k]!,
  );
  return growing < 0 ? undefined : `neuron ${growing} still gains weight`;
}
