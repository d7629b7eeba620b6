import { trained } from '../asking.ts';
import { type ConformanceCase, conformanceCases } from '../cases.ts';
import type { ConformanceCheck } from '../check.ts';
import { likelyCause } from '../likely-cause.ts';
import { afterOneStep, flat } from '../reference.ts';
import { roundingOf, type Trainer } from '../trainer.ts';

const STEP = 0.25;
/** Roundings that an update may collect. */
const ROUNDINGS = 1000;

/** The update itself: everything else follows from it. */
export const firstStep: ConformanceCheck = {
  id: 'first-step',
  statement: 'one step is θ − η∇𝓛, by the formulas of the network and the loss',
  cases: conformanceCases,
  async decide(trainer, instance) {
    const off = await errorOf(trainer, instance);
    if (off.error <= off.tolerance) return { outcome: 'pass' };
    // A small case has many explanations, a large one of the same kind has fewer.
    const telling = conformanceCases(trainer, TELLING_SEED).findLast(
      ({ architecture, loss }) => architecture.kind === instance.architecture.kind && loss === instance.loss,
    );
    const { request, found, tolerance } = telling ? await errorOf(trainer, telling) : off;
    const cause = likelyCause(request, found, tolerance);
    return {
      outcome: 'fail',
      why: `the update is off by ${(off.error / off.update).toExponential(1)} of its own size`,
      ...(cause ? { cause } : {}),
    };
  },
};

const TELLING_SEED = 1;

/** One step of the trainer, and how far it is from the right one. */
async function errorOf(trainer: Trainer, instance: ConformanceCase) {
  const request = { ...instance, step: STEP, steps: 1, record: [1] };
  const found = await trained(trainer, instance, STEP, 1);
  const [got, want, from] = [flat(found), flat(afterOneStep(request, instance.start)), flat(instance.start)];
  return {
    request,
    found,
    error: Math.hypot(...got.map((value, j) => value - want[j]!)),
    update: Math.hypot(...want.map((value, j) => value - from[j]!)),
    tolerance: ROUNDINGS * roundingOf(trainer) * (Math.hypot(...want) + Math.hypot(...from)),
  };
}
