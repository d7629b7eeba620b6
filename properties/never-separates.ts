import { checkCertificate } from '../oracles/checker/check.ts';
import { l2Margin } from '../oracles/l2-margin.ts';
import { type Refutation, refutes } from '../src/claims/decision.ts';
import type { FlowCase } from '../src/generators/flow-cases.ts';

/** Models whose functions are linear. */
const LINEAR = ['linear', 'deep-linear', 'diagonal', 'diagonal-pm', 'convolution'];

/** The refutation of what is said of n𝓛 < ℓ(0), or of the limit from there on, where it is certified that no parameters get there. */
export function neverSeparates({ model, data }: FlowCase): Refutation | undefined {
  if (!LINEAR.includes(model.split(':')[0]!)) return undefined;
  const linear = l2Margin(data);
  if (linear.status === 'optimal' || !checkCertificate(linear.certificate).accepted) return undefined;
  return refutes(
    'proved',
    `Σ c_i y_i x_i = 0 for c = (${linear.combination.join(', ')}): no w separates the data, n𝓛 ≥ ℓ(0) for ever, and no point is feasible`,
  );
}
