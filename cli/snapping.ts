import type { Snapshot } from '../oracles/kkt/approach.ts';
import { type Snapped, snapTwoLayer, type Unsnapped } from '../oracles/kkt/snap.ts';
import type { Dataset } from '../src/data/dataset.ts';

/** Linearising the flow takes time cubic in the parameters: some seconds at this number. */
const MOST_PARAMETERS = 600;

/** The exact KKT point near a direction of a two-layer net; a net that is too large for that is said so at once. */
export function snap(
  data: Dataset,
  alpha: number,
  end: Snapshot,
  approach: readonly Snapshot[],
): Snapped | Unsnapped {
  const size = end.direction.length;
  if (size > MOST_PARAMETERS)
    return {
      kind: 'unsnapped',
      reasons: [`limits are looked for up to ${MOST_PARAMETERS} parameters, and the net has ${size}`],
    };
  return snapTwoLayer(data, alpha, end, approach);
}
