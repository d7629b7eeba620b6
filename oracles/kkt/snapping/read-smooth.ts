import type { Network } from '../../../src/models/model.ts';
import { kktResidual } from '../residual.ts';
import { smoothGradients } from '../smooth-gradients.ts';
import type { SmoothPattern, SmoothValues } from './kkt-system.ts';
import { mortalParts } from './parts.ts';

/** Multipliers below this fraction of the largest come from rounding in the projection. */
const NO_MULTIPLIER = 1e-9;

/** A pattern with values near which its equations are to be solved, or solved. */
export interface SmoothPoint {
  readonly pattern: SmoothPattern;
  /** At least margin 1, about. */
  readonly values: SmoothValues<number>;
}

/**
 * Reads a pattern off a direction of a model, with the multipliers of least KKT residual. Null where the model does not separate the data.
 * @param excess points whose margin exceeds the least by a larger fraction are no support vectors.
 * @param dying parts of at most this fraction of ‖θ‖ are taken to be 0; see `mortalParts`.
 */
export function readSmooth(
  network: Network<number>,
  direction: Float64Array,
  excess: number,
  dying: number,
): SmoothPoint | null {
  const { model } = network;
  const theta = Float64Array.from(direction);
  const dead = mortalParts(model).filter((part) => Math.hypot(...part.map((j) => direction[j]!)) <= dying);
  for (const j of dead.flat()) theta[j] = 0;
  network.evaluate(direction);
  const margins = Array.from(network.margins);
  const least = Math.min(...margins);
  if (!(least > 0)) return null;
  const near = [...margins.keys()].filter((i) => margins[i]! <= (1 + excess) * least);
  const gradients = smoothGradients(network, theta);
  const residual = kktResidual(
    theta,
    model.degree,
    near.map((i) => gradients[i]!),
  );
  if (residual.kind === 'not-separating') return null;
  const { multipliers, scale } = residual;
  const threshold = NO_MULTIPLIER * Math.max(...multipliers);
  const kept = [...near.keys()].filter((index) => multipliers[index]! > threshold);
  const gone = new Set(dead.flat());
  return {
    pattern: {
      support: kept.map((index) => near[index]!),
      alive: [...theta.keys()].filter((j) => !gone.has(j)),
    },
    values: {
      theta: [...theta].map((value) => scale * value),
      multipliers: kept.map((index) => multipliers[index]!),
    },
  };
}
