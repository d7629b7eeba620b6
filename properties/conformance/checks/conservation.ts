import { smallStep, trained } from '../asking.ts';
import { type ConformanceCase, conformanceCases } from '../cases.ts';
import type { ConformanceCheck } from '../check.ts';
import { roundingOf, type Weights } from '../trainer.ts';

/** What the flow conserves (F4): a_k² − ‖w_k‖², or u₊u₋ coordinate by coordinate. */
function conserved({ architecture }: ConformanceCase, weights: Weights): number[] {
  if (architecture.kind === 'diagonal-pm') {
    const [plus, minus] = [weights['plus'], weights['minus']] as unknown as readonly number[][];
    return plus!.map((value, j) => value * minus![j]!);
  }
  const w = weights['w'] as readonly (readonly number[])[];
  return (weights['a'] as readonly number[]).map(
    (out, k) => out * out - w[k]!.reduce((sum, value) => sum + value * value, 0),
  );
}

/** A first-order method drifts like its step: halving it should halve the drift. 0.7 leaves room for second order. */
const LEAST_ORDER = 0.7;
const STEPS = 64;

export const conservation: ConformanceCheck = {
  id: 'conservation',
  statement: 'what the flow conserves drifts in proportion to the step (F4)',
  cases: (trainer, seed) =>
    conformanceCases(trainer, seed).filter(({ architecture }) => architecture.kind !== 'linear'),
  async decide(trainer, instance) {
    const before = conserved(instance, instance.start);
    const drift = async (halvings: number): Promise<number> => {
      const step = smallStep(instance) / 2 ** halvings;
      const after = conserved(instance, await trained(trainer, instance, step, STEPS * 2 ** halvings));
      return Math.hypot(...after.map((value, k) => value - before[k]!));
    };
    const size = Math.hypot(...before, 1);
    const [coarse, fine] = [await drift(0), await drift(2)];
    const rounding = 1e3 * STEPS * roundingOf(trainer) * size;
    if (fine <= rounding) return { outcome: 'pass' };
    const order = Math.log2(coarse / fine) / 2;
    if (order >= LEAST_ORDER) return { outcome: 'pass' };
    return {
      outcome: 'fail',
      why: `over the same time the drift is ${coarse.toExponential(2)}, and ${fine.toExponential(2)} at a quarter of the step: order ${order.toFixed(2)}`,
      cause: 'the gradients of the layers do not belong to one function (a factor or a sign in one of them)',
    };
  },
};
