import { type HiddenLayer, parametersOf } from '../../oracles/kkt/hidden-layer.ts';
import type { SnappedLimit } from '../../oracles/kkt/snapping/snap-limit.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { parseModel } from '../../src/models/parse.ts';
import { type LocalVerdict, localVerdict } from '../local-optimality.ts';
import { snap } from '../snapping.ts';

/** Local optimality of the exact KKT point that a network is near, and how near: the distance of their directions. */
export type LocalAudit = LocalVerdict & { readonly distance: number | null };

/** As if trained to the limit: only points of nearly the least margin are taken for support vectors then. */
const AT_THE_LIMIT = -1e9;

/**
 * A trained network is never a KKT point exactly, so what is decided is the nearest one, found by snapping.
 * @param leastMargin min q of the network as it is: a net in training has a log-loss of about −min q.
 */
export function auditLocally(data: Dataset, network: HiddenLayer<number>, leastMargin: number): LocalAudit {
  const undecided = (why: string): LocalAudit => ({ verdict: 'undecided', why, distance: null });
  if (!(leastMargin > 0)) return undecided('the network does not classify every point');
  const theta = parametersOf(network);
  const norm = Math.hypot(...theta);
  const direction = theta.map((value) => value / norm);
  const spec = `two-layer:${network.neurons.length}:${network.slope}`;
  const model = parseModel(spec, data.x[0]!.length);
  const results = [AT_THE_LIMIT, -leastMargin / Math.LN10].map((log10Loss) =>
    snap(data, model, { log10Loss, direction }, []),
  );
  const [nearest] = results
    .filter((result): result is SnappedLimit => result.kind === 'snapped')
    .sort((a, b) => a.endDistance - b.endDistance);
  if (nearest) return { ...localVerdict(data, nearest.hiddenLayer!), distance: nearest.endDistance };
  const reasons = results.flatMap((result) => (result.kind === 'unsnapped' ? result.reasons : []));
  return undecided(`no exact KKT point was found near the network (${[...new Set(reasons)].join('; ')})`);
}
