import { smallStep, states } from '../asking.ts';
import { type ConformanceCase, conformanceCases } from '../cases.ts';
import type { ConformanceCheck } from '../check.ts';
import { flat, shaped } from '../reference.ts';
import { roundingOf, type Weights } from '../trainer.ts';

/** What the flow conserves (F4), quadratic forms Q of the weights: a_k² − ‖w_k‖², or u₊u₋ coordinate by coordinate. */
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

const STEPS = 64;
/** Roundings of one step, relative to ‖θ‖²: those of the inner products and sums of the largest case, and some to spare. */
const ROUNDINGS = 100;

/**
 * A step along the gradient changes Q by Q(Δθ), exactly: its part linear in Δθ is what the flow would change, 0. So all the
 * drift that a step size allows is Σ Q(Δθ), in proportion to the step over a fixed time, and no more than rounding is left.
 */
export const conservation: ConformanceCheck = {
  id: 'conservation',
  statement: 'what the flow conserves drifts by the squares of the steps alone (F4)',
  cases: (trainer, seed) =>
    conformanceCases(trainer, seed).filter(({ architecture }) => architecture.kind !== 'linear'),
  async decide(trainer, instance) {
    const record = Array.from({ length: STEPS }, (_, k) => k + 1);
    const request = { ...instance, step: smallStep(instance), steps: STEPS, record };
    const path = [instance.start, ...(await states(trainer, request)).map(({ weights }) => weights)];
    const drift = difference(conserved(instance, path.at(-1)!), conserved(instance, instance.start));
    const allowed = path.slice(1).reduce<readonly number[]>(
      (total, weights, k) => {
        const step = difference(flat(weights), flat(path[k]!));
        const square = conserved(instance, shaped(weights, step));
        return total.map((value, j) => value + square[j]!);
      },
      drift.map(() => 0),
    );
    const unexplained = Math.hypot(...difference(drift, allowed));
    const largest = Math.max(...path.map((weights) => Math.hypot(...flat(weights))));
    if (unexplained <= ROUNDINGS * STEPS * roundingOf(trainer) * largest ** 2) return { outcome: 'pass' };
    const found = Math.hypot(...drift).toExponential(2);
    return {
      outcome: 'fail',
      why: `after ${STEPS} steps the drift is ${found}, and the squares of the steps leave ${unexplained.toExponential(2)} unexplained: order 0 in the step`,
      cause: 'the gradients of the layers do not belong to one function (a factor or a sign in one of them)',
    };
  },
};

function difference(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, j) => value - b[j]!);
}
