import type { LossName } from '../../src/training/losses.ts';
import { smallStep } from './asking.ts';
import { type ConformanceCase, conformanceCases } from './cases.ts';
import { flat, lossOf, shaped } from './reference.ts';
import type { Trainer, Weights } from './trainer.ts';

/** Steps after which a start is given up. */
const MOST_STEPS = 4000;
/** log 𝓛 is taken this far below the threshold, and must be at half of that once the weights are rounded: at the threshold the smoothed margin is 0. */
const ROOM = 0.1;

/** log(ℓ(0)/n): below it every point is classified. */
export function logThreshold(loss: LossName, points: number): number {
  return (loss === 'exponential' ? 0 : Math.log(Math.LN2)) - Math.log(points);
}

/**
 * Drawn cases from where F1's second half speaks of them, n𝓛 < ℓ(0): their starts are taken there by descent. The three largest of every architecture; left out are those
 * that descent does not take there, as where no ReLU sees a point.
 */
export function separatedCases(trainer: Trainer, seed: number): ConformanceCase[] {
  return conformanceCases(trainer, seed)
    .slice(-3 * trainer.architectures.length)
    .flatMap((instance) => separatedFrom(instance) ?? []);
}

function separatedFrom(instance: ConformanceCase): ConformanceCase | undefined {
  const threshold = logThreshold(instance.loss, instance.data.y.length);
  let { start } = instance;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { logLoss, ascent } = lossOf(instance, start);
    if (logLoss < threshold - ROOM) {
      const short = { ...instance, start: rounded(start) };
      return lossOf(short, short.start).logLoss < threshold - ROOM / 2 ? short : undefined;
    }
    // Steps of −∇𝓛/𝓛: the fast way down.
    const length = smallStep({ ...instance, start }) * Math.max(1, Math.exp(logLoss));
    start = shaped(
      start,
      flat(start).map((value, j) => value + length * ascent[j]!),
    );
  }
  return undefined;
}

/** To multiples of 1/64: exact in float32, and short to read. */
function rounded(weights: Weights): Weights {
  return shaped(
    weights,
    flat(weights).map((value) => Math.round(64 * value) / 64),
  );
}
