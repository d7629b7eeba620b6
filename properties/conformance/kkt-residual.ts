import { twoLayer } from '../../oracles/kkt/hidden-layer.ts';
import { measureKkt } from '../../oracles/kkt/kkt.ts';
import { exactData } from '../../oracles/matchers/plain.ts';
import type { TrainingRequest, Weights } from './trainer.ts';

/** ‖θ − Σ λ_i h_i‖/‖θ‖ at margin 1 of a two-layer net, evaluated exactly; 1 while a point is not classified. */
export function kktResidualOf({ architecture, data }: TrainingRequest, weights: Weights): number {
  if (architecture.kind !== 'two-layer') return Number.NaN;
  const a = weights['a'] as readonly number[];
  const w = weights['w'] as readonly (readonly number[])[];
  const measured = measureKkt(exactData(data), twoLayer(architecture.alpha, a, w));
  if (measured.kind === 'not-separating') return 1;
  const { epsilonSquared, normSquared } = measured.certified;
  return Math.sqrt(epsilonSquared.div(normSquared).toNumber());
}
