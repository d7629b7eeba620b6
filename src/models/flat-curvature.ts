import { fill, type Vector } from '../linalg/kernel.ts';
import type { Curvature, Network } from './model.ts';

/**
 * B = 0, for models whose margins are linear in θ on each activation pattern.
 * gradientProduct(i, j) is ⟨∂q_i/∂θ, ∂q_j/∂θ⟩.
 */
export function flatCurvature<T>(
  network: Network<T>,
  gradientProduct: (i: number, j: number) => T,
): Curvature<T> {
  const { field } = network.kernel;
  const n = network.samples.points;
  let inverse = field.one;
  return {
    times: (_v, out) => fill(out, field.zero),
    shifted: {
      prepare(beta) {
        if (!(field.compare(beta, field.zero) > 0)) return false;
        inverse = field.div(field.one, beta);
        return true;
      },
      solve(v: Vector<T>) {
        for (let j = 0; j < v.length; j++) v[j] = field.mul(v[j]!, inverse);
      },
      gram(out) {
        for (let i = 0; i < n; i++)
          for (let j = 0; j <= i; j++) {
            out[i * n + j] = field.mul(gradientProduct(i, j), inverse);
            out[j * n + i] = out[i * n + j]!;
          }
      },
    },
  };
}
