import type { Evaluation } from '../evaluation.ts';
import type { SideForces } from './balance.ts';
import type { Mode } from './mode.ts';

/** Reads what the kinks of every plane exert on its either side, for the weights p and the θ of an evaluation. */
export function readSideForces<T>(
  evaluation: Evaluation<T>,
  mode: Mode<T>,
  { plus, minus }: SideForces,
): void {
  const { kernel, kinks, preActivations } = evaluation.network;
  const { toNumber } = kernel.field;
  if (!kinks) return;
  const signals = kernel.vector(preActivations.length);
  kinks.signals(evaluation.allWeights(), signals);
  for (const { first, planes } of mode.blocks)
    for (const [h, { members }] of planes.entries()) {
      plus[first + h] = 0;
      minus[first + h] = 0;
      for (const { argument, length } of members) {
        const force = length * toNumber(signals[argument]!);
        plus[first + h]! += length > 0 ? force : kinks.alpha * force;
        minus[first + h]! += length > 0 ? kinks.alpha * force : force;
      }
    }
}
