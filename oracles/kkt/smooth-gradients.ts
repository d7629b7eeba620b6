import type { Network } from '../../src/models/model.ts';
import type { MarginGradient } from './residual.ts';

/**
 * Gradients of all margins of any model at θ, for `kktResidual` with the model's degree. Pre-activations of exactly 0 take the slope of the
 * negative side, so for nets with kinks use `marginGradients`, which knows the whole subdifferential.
 */
export function smoothGradients(network: Network<number>, theta: Float64Array): MarginGradient[] {
  network.evaluate(theta);
  const margins = Array.from({ length: network.samples.points }, (_, i) => network.margins[i]!);
  return margins.map((margin, i) => {
    const base = new Float64Array(theta.length);
    network.gradient(i, base, 0);
    return { margin, base, kinks: [] };
  });
}
