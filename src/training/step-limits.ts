import type { Kernel, Vector } from '../linalg/kernel.ts';
import type { LogLossFlow } from './log-loss-flow.ts';

/** Log R may grow by no more than this over a linearly implicit step, which p has to follow, … */
export const LARGEST_GROWTH = 0.3;
/** … or by this where the step is implicit in p. */
export const LARGEST_IMPLICIT_GROWTH = 3;

/** A hundredth of the time in which the field would move ψ by its own length. */
export function firstStep<T>({ speed }: LogLossFlow<T>): number {
  return speed > 0 ? 0.01 / speed : 1;
}

/** Bounds the growth of log R while p sees it, and the way left to the target. */
export function longestStep<T>(
  system: LogLossFlow<T>,
  degree: number,
  until: number,
  largestGrowth: number,
): number {
  const growth = system.evaluation.resolved
    ? largestGrowth / (degree * system.rate)
    : Number.POSITIVE_INFINITY;
  return Math.min(growth > 0 ? growth : Number.POSITIVE_INFINITY, stepToTarget(system, until));
}

/** Relative precision at which the loss meets its target. */
const LANDING = 1e-10;

/**
 * The way to the target, at the rate R‖Σ p ∂q‖² at which log 𝓛 falls and in the logarithm of its size: most of the way
 * while it is long, so as not to overshoot, and then a hair more than all of it.
 */
function stepToTarget<T>(system: LogLossFlow<T>, until: number): number {
  const { logLoss, speed, scale } = system.evaluation;
  // From 𝓛 = 1, where many starts are, rounding must not hide the target from the first step.
  if (logLoss > 1) return Number.POSITIVE_INFINITY;
  const target = until * Math.LN10;
  const size = Math.max(1, -logLoss);
  const rate = speed ** 2 * system.kernel.field.toNumber(scale);
  const way = Math.log1p((logLoss - target) / size);
  if (way > 1e-4) return ((way > 0.1 ? 0.7 : 0.97) * way * size) / rate;
  return (logLoss - target + LANDING * size) / rate;
}

/** Floor of the size that a coordinate's error is measured against, as a part of the root mean square size. */
const SIZE_FLOOR = 1e-3;

/** Root mean square of the errors, each relative to the size of its coordinate, or to `harmless` if that is larger. */
export function errorNorm<T>(
  kernel: Kernel<T>,
  before: Vector<T>,
  after: Vector<T>,
  error: Vector<T>,
  harmless: number,
): number {
  const { toNumber } = kernel.field;
  const size = before.length;
  let square = 0;
  for (let j = 0; j < size; j++) square += toNumber(after[j]!) ** 2;
  const floor = Math.max(SIZE_FLOOR * Math.sqrt(square / size), harmless);
  let sum = 0;
  for (let j = 0; j < size; j++) {
    const scale = Math.max(Math.abs(toNumber(before[j]!)), Math.abs(toNumber(after[j]!))) + floor;
    sum += (toNumber(error[j]!) / scale) ** 2;
  }
  return Math.sqrt(sum / size);
}
