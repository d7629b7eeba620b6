import type { Model } from '../../src/models/model.ts';
import { rowDirections, stableRank, type WeightMatrix, weightsOf } from '../../src/models/weights.ts';
import type { TrajectoryRecord } from '../../src/training/trajectory.ts';

/** Neuron directions of larger models are left out: there are some eighty records. */
const MOST_PARAMETERS = 2000;

/** A record of a trajectory as `train --format json` prints it: what was measured, and the shape of each weight matrix. */
export function recordJson(model: Model, { direction, ...measured }: TrajectoryRecord): unknown {
  const isSmall = model.parameterCount <= MOST_PARAMETERS;
  return {
    ...measured,
    ...(direction && { weights: weightsOf(model, direction).map((matrix) => matrixJson(matrix, isSmall)) }),
  };
}

function matrixJson(matrix: WeightMatrix, withNeurons: boolean): unknown {
  return {
    name: matrix.name,
    stableRank: stableRank(matrix),
    ...(withNeurons && { directions: rowDirections(matrix).map((row) => [...row]) }),
  };
}
