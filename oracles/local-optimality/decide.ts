import type { Dataset } from '../../src/data/dataset.ts';
import { Rational } from '../../src/numbers/rational.ts';
import type { Certificate } from '../certificate.ts';
import type { Layer } from '../checker/layer.ts';
import { certifyKkt, type ExactHiddenLayer, type KinkSlope } from '../kkt/certify.ts';
import { firstOrderCurve } from './first-order.ts';
import { type ProvedOptimum, proveOptimum } from './optimum.ts';
import { localView } from './piece.ts';
import { secondOrderCurve } from './second-order.ts';
import { proveStrictOptimum } from './strict.ts';

/** Whether a KKT point is a local optimum, with the certificate that says so, or why that is open. */
export type LocalOptimality =
  | ({ readonly verdict: 'optimal' } & ProvedOptimum)
  | { readonly verdict: 'refuted'; readonly order: 1 | 2; readonly certificate: Certificate }
  | { readonly verdict: 'undecided'; readonly why: string };

/**
 * Decides local optimality of: minimise ½‖θ‖² (of a layer) subject to all margins at least those at hand. Global optimality is tried
 * first, then local, by bounds over whole activation patterns and by second-order sufficiency, then a curve of descent. Curves refute exact KKT points only: from one that is KKT but to 10⁻³⁰ there is
 * always a line of descent, which says nothing about the point nearby.
 * @param network least margin 1.
 */
export function decideLocalOptimality(
  data: Dataset,
  network: ExactHiddenLayer,
  multipliers: readonly Rational[],
  slopes: readonly KinkSlope[],
  layer: Layer = 'all',
): LocalOptimality {
  for (const scope of ['global', 'local'] as const) {
    const proof = proveOptimum(data, network, multipliers, slopes, scope, layer);
    if (proof) return { verdict: 'optimal', ...proof };
  }
  const { epsilonSquared, delta } = certifyKkt(data, network, multipliers, slopes);
  if (!epsilonSquared.equals(Rational.ZERO) || !delta.equals(Rational.ZERO))
    return { verdict: 'undecided', why: 'the point is KKT only to rounding, and its pattern gives no proof' };
  const strict = layer === 'all' ? proveStrictOptimum(data, network, multipliers) : null;
  if (strict) return { verdict: 'optimal', ...strict };
  const view = localView(data, network);
  const line = firstOrderCurve(view, layer);
  if (line) return { verdict: 'refuted', order: 1, certificate: line };
  const curve = layer === 'all' ? secondOrderCurve(view, multipliers) : null;
  if (curve) return { verdict: 'refuted', order: 2, certificate: curve };
  return { verdict: 'undecided', why: 'neither a proof pattern by pattern nor a curve of descent was found' };
}
