import { toFloats } from '../../data/dataset.ts';
import type { Model } from '../../models/model.ts';
import { checkRun, type RunOptions } from '../run-options.ts';
import type { Trajectory } from '../trajectory.ts';
import { type SlidingFlowOptions, slidingFlow } from './flow.ts';

/** What `slidingFlow` needs to know of a model; undefined where it is no two-layer net. */
export function slidingShape({
  spec,
}: Model): Pick<SlidingFlowOptions, 'width' | 'alpha' | 'layers'> | undefined {
  const [, name, width, alpha] = /^(two-layer|two-layer-fixed):(\d+):(.+)$/.exec(spec) ?? [];
  if (name === undefined) return undefined;
  const layers = name === 'two-layer' ? 'both' : 'hidden';
  return { width: Number(width), alpha: Number(alpha), layers };
}

/**
 * The flow of a two-layer net in double precision, through kinks and along them; undefined for any other model.
 * @throws UnfitRun
 */
export function twoLayerFlow(
  options: RunOptions & Pick<SlidingFlowOptions, 'tolerance'>,
): Trajectory | undefined {
  const shape = slidingShape(options.model);
  if (!shape) return undefined;
  const data = 'points' in options.data ? options.data : toFloats(options.data);
  checkRun(options, data.dimension);
  return slidingFlow({ ...options, ...data, ...shape });
}
