import type { Unsnapped } from '../../oracles/kkt/snap.ts';
import { type SnappedLimit, snapLimit } from '../../oracles/kkt/snapping/snap-limit.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Model } from '../../src/models/model.ts';
import type { Trajectory, TrajectoryRecord } from '../../src/training/trajectory.ts';

/** A run is looked at when this part of its log loss is reached, and at its end. */
const MIDWAY = 1e-3;
/** The part of the predicted exponent at which the distance must fall in between: slower modes and logarithms take a share. */
const PART_OF_RATE = 0.5;
/** Distances of float64 directions below this do not fall any more. */
const ROUNDING = 1e-9;

const snapshot = ({ log10Loss, direction }: TrajectoryRecord) => ({ log10Loss, direction: direction! });

/**
 * The KKT point that a run (with snapshots) is seen to tend to: certified, attracting, and approached at the rate of its slowest mode. Or why none is seen. That
 * a run stands still would not do: on nearly opposite points at α = ¾ the weight of one side grew by about 1 % for each factor of ten of the
 * log10 loss, from −10⁹ to −10²⁵⁰, and was on its way.
 */
export function attractor(
  data: Dataset,
  model: Model,
  { records, final }: Trajectory,
): SnappedLimit | string {
  const midway = records.find(({ log10Loss }) => log10Loss <= MIDWAY * final.log10Loss)!;
  const limit: SnappedLimit | Unsnapped = snapLimit(data, model, snapshot(final), [snapshot(midway)]);
  if (limit.kind === 'unsnapped') return `no pattern fits its end: ${limit.reasons.join('; ')}`;
  const { endDistance, predictedExponent } = limit;
  if (predictedExponent >= 0)
    return `the KKT point at its end repels: the exponent there is ${predictedExponent.toFixed(3)}`;
  const before = limit.distances[0]!.distance;
  const fall = (final.log10Loss / midway.log10Loss) ** (PART_OF_RATE * predictedExponent);
  if (endDistance > Math.max(ROUNDING, before * fall))
    return `the KKT point at its end comes near too slowly: from ${before.toExponential(2)} to ${endDistance.toExponential(2)}, where log(1/loss)^${predictedExponent.toFixed(3)} is predicted`;
  return limit;
}
