import { checkCertificate } from '../../oracles/checker/check.ts';
import { twoLayerMargin } from '../../oracles/two-layer/two-layer-margin.ts';
import { symmetricOptimum } from '../../oracles/two-layer-symmetric.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Rational } from '../../src/numbers/rational.ts';

/** Relative gap of the certified bounds where the optimum has no closed form. */
export const OPTIMUM_GAP = 1e-9;
const MOST_SECONDS = 10;

/** The largest normalised margin of any two-layer net of any width, certified; or why it is not known. */
export async function bestMargin(data: Dataset, alpha: Rational): Promise<number | string> {
  const optimum = symmetricOptimum(data, alpha);
  if (optimum.status === 'infeasible') return 'the data is infeasible';
  if (optimum.status === 'optimal') {
    const checked = checkCertificate(optimum.certificate);
    if (!checked.accepted) return `the checker rejects the certificate: ${checked.message}`;
    return Math.sqrt(optimum.marginSquared.toNumber());
  }
  const general = await twoLayerMargin(data, { alpha, gap: OPTIMUM_GAP, budget: MOST_SECONDS });
  if (general.status !== 'optimal') return `no certified optimum: ${general.status}`;
  return general.margin.lower.toNumber();
}
