import type { Snapshot } from '../oracles/kkt/approach.ts';
import type { Unsnapped } from '../oracles/kkt/snap.ts';
import { type SnappedLimit, snapLimit } from '../oracles/kkt/snapping/snap-limit.ts';
import type { Dataset } from '../src/data/dataset.ts';
import type { Model } from '../src/models/model.ts';

/**
 * Linearising the flow takes time cubic in the parameters: some seconds at these numbers. Newton's method of the models that are not two-layer
 * nets takes as long on fewer; exact arithmetic of those with a fixed second layer, on about as many; the linear model needs none of it.
 */
const MOST_PARAMETERS = { twoLayer: 600, others: 200 };

/** The exact KKT point near a direction of a model; a model that is too large for that is said so at once. */
export function snap(
  data: Dataset,
  model: Model,
  end: Snapshot,
  approach: readonly Snapshot[],
): SnappedLimit | Unsnapped {
  const size = end.direction.length;
  const most = model.spec.startsWith('two-layer') ? MOST_PARAMETERS.twoLayer : MOST_PARAMETERS.others;
  if (size > most && model.spec !== 'linear')
    return {
      kind: 'unsnapped',
      reasons: [`limits are looked for up to ${most} parameters, and the net has ${size}`],
    };
  return snapLimit(data, model, end, approach);
}
