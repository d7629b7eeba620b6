import type { Network } from '../../models/model.ts';
import { Mode } from './mode.ts';

/** The mode of a start, where zero pre-activations count as negative; undefined for a smooth model. */
export function startMode<T>(network: Network<T>, start: ArrayLike<number>): Mode<T> | undefined {
  const { kernel, kinks, model, preActivations } = network;
  if (!kinks) return undefined;
  const theta = kernel.vector(model.parameterCount);
  for (let j = 0; j < theta.length; j++) theta[j] = kernel.field.fromNumber(start[j]!);
  network.evaluate(theta);
  const mode = new Mode(network, kinks);
  const positions = new Float64Array(mode.sides.length);
  mode.readPositions(preActivations, positions);
  for (const [plane, position] of positions.entries()) mode.sides[plane] = position > 0 ? 1 : -1;
  mode.settle();
  return mode;
}
