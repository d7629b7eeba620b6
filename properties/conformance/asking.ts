import type { ConformanceCase } from './cases.ts';
import { flat, lossOf } from './reference.ts';
import {
  type Architecture,
  type TrainedState,
  type Trainer,
  TrainerFault,
  type TrainingRequest,
  type Weights,
} from './trainer.ts';

/** The weights after some steps of size η. */
export async function trained(
  trainer: Trainer,
  { data, architecture, start, loss }: ConformanceCase,
  step: number,
  steps: number,
): Promise<Weights> {
  const request = { data, architecture, start, loss, step, steps, record: [steps] };
  return (await trainer.train(request)).at(-1)!.weights;
}

/** The states at every recorded number of steps; a trainer that gives only the last is asked once for each. */
export async function states(trainer: Trainer, request: TrainingRequest): Promise<readonly TrainedState[]> {
  const answered = await trainer.train(request);
  if (answered.length === request.record.length) return answered;
  const found: TrainedState[] = [];
  for (const steps of request.record) {
    const last = (await trainer.train({ ...request, steps, record: [steps] })).at(-1);
    if (!last) throw new TrainerFault('the answer holds no weights');
    found.push(last);
  }
  return found;
}

/** ‖a − b‖ / max(‖a‖, ‖b‖, floor), over all weights. */
export function apart(a: Weights, b: Weights, floor = 0): number {
  const [left, right] = [flat(a), flat(b)];
  if (left.length !== right.length) return Number.POSITIVE_INFINITY;
  const size = Math.max(Math.hypot(...left), Math.hypot(...right), floor);
  return Math.hypot(...left.map((value, j) => value - right[j]!)) / (size || 1);
}

/** Numbers of steps, spaced by a factor, up to the last. */
export function marks(steps: number, count: number): number[] {
  const spaced = Array.from({ length: count }, (_, k) => Math.round(steps ** ((k + 1) / count)));
  return [...new Set(spaced)];
}

/**
 * 1/8 of 1/(κ·max(1, 𝓛)), down to a power of 2. At the start ‖∇²𝓛‖ ≤ κ·𝓛 wherever it exists, as |ℓ'| and ℓ'' are at most ℓ:
 * κ = max_i ‖∇q_i‖² + ‖∇²q_i‖.
 */
export function smallStep(instance: ConformanceCase): number {
  const { architecture, data, start } = instance;
  const longest = Math.max(...data.x.map((row) => Math.hypot(...row)));
  const loss = Math.exp(Math.max(0, lossOf(instance, start).logLoss));
  const curvature = mostCurvature(architecture.kind, longest, Math.hypot(...flat(start)));
  return 2 ** Math.floor(Math.log2(1 / (8 * curvature * loss)));
}

/** ‖∇q‖² + ‖∇²q‖ at most, for a point no longer than `x` and weights of norm `theta`. */
function mostCurvature(kind: Architecture['kind'], x: number, theta: number): number {
  switch (kind) {
    case 'linear':
      return x ** 2;
    case 'two-layer':
      return (x * theta) ** 2 + x;
    case 'diagonal-pm':
      return (2 * x * theta) ** 2 + 2 * x;
  }
}
