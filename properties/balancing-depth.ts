import type { Dataset } from '../src/data/dataset.ts';
import { labelMean } from '../src/data/label-mean.ts';
import type { TwoLayerStart } from '../src/generators/starts.ts';

/** log10 loss by which a balanced draw has settled, and the deepest that is ever tried. */
const LEAST = -1e9;
const DEEPEST = -1e200;

/**
 * The log10 loss by which a small start on symmetric data has settled near its limit; undefined where no run gets there.
 *
 * While the side of larger weight A₊ = Σ ‖w_k‖² (over the neurons that grow along +μ, say) leads, the points it answers on
 * its flat side carry the loss, so A₊ grows like G = log(1/𝓛); and the ratio A₊/A₋, which a small start leaves as it was
 * drawn, falls like G^{−(1−α)/α}. It takes G of the order ρ^{α/(1−α)} to balance a drawn ratio ρ: far more than 10⁹ when
 * α is near 1.
 */
export function balancingDepth(data: Dataset, alpha: number, { a, w }: TwoLayerStart): number | undefined {
  const mean = labelMean(data).map((value) => value.toNumber());
  const length = Math.hypot(...mean);
  let ahead = 0;
  let behind = 0;
  a.forEach((output, k) => {
    const along = w[k]!.reduce((sum, value, j) => sum + value.toNumber() * mean[j]!, 0) / length;
    const growth = (output.toNumber() + along) / 2;
    if (growth > 0) ahead += growth * growth;
    else behind += growth * growth;
  });
  // A one-signed draw has nothing to balance: it ends elsewhere, at any depth.
  if (ahead === 0 || behind === 0) return LEAST;
  const depth = LEAST * 10 ** ((Math.abs(Math.log10(ahead / behind)) * alpha) / (1 - alpha));
  return depth > DEEPEST ? depth : undefined;
}
