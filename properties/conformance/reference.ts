import type { LossName } from '../../src/training/losses.ts';
import type { Architecture, TrainingRequest, Weights } from './trainer.ts';

/**
 * The networks, losses and gradients that trainers are compared with: straight from the formulas, in float64, and on
 * purpose without src/models and src/training, which are themselves judged by this.
 */

/** All weights in one row, in the order of their names' appearance. */
export function flat(weights: Weights): number[] {
  return Object.values(weights).flatMap((value) => (value as readonly (number | readonly number[])[]).flat());
}

/** Weights of the same shapes with entries from a row. */
export function shaped(like: Weights, row: readonly number[]): Weights {
  let at = 0;
  const take = (count: number) => {
    at += count;
    return row.slice(at - count, at);
  };
  return Object.fromEntries(
    Object.entries(like).map(([name, value]) => [
      name,
      Array.isArray(value[0])
        ? (value as readonly (readonly number[])[]).map((inner) => take(inner.length))
        : take(value.length),
    ]),
  );
}

/** L with f_{cθ} = c^L f_θ. */
export function degreeOf({ kind }: Architecture): number {
  return kind === 'linear' ? 1 : 2;
}

/** f(x) and ∂f/∂θ, in the order of `flat`. */
export function outputAndGradient(
  architecture: Architecture,
  weights: Weights,
  x: readonly number[],
): { readonly output: number; readonly gradient: number[] } {
  if (architecture.kind === 'linear') {
    const w = weights['w'] as readonly number[];
    return { output: inner(w, x), gradient: [...x] };
  }
  if (architecture.kind === 'diagonal-pm') {
    const plus = weights['plus'] as readonly number[];
    const minus = weights['minus'] as readonly number[];
    return {
      output: x.reduce((sum, value, j) => sum + (plus[j]! ** 2 - minus[j]! ** 2) * value, 0),
      gradient: [
        ...plus.map((value, j) => 2 * value * x[j]!),
        ...minus.map((value, j) => -2 * value * x[j]!),
      ],
    };
  }
  const { alpha } = architecture;
  const w = weights['w'] as readonly (readonly number[])[];
  const a = weights['a'] as readonly number[];
  const z = w.map((row) => inner(row, x));
  const slope = z.map((value) => (value > 0 ? 1 : alpha));
  return {
    output: a.reduce((sum, out, k) => sum + out * slope[k]! * z[k]!, 0),
    gradient: [
      ...w.flatMap((_, k) => x.map((value) => a[k]! * slope[k]! * value)),
      ...z.map((value, k) => slope[k]! * value),
    ],
  };
}

/** log 𝓛 without underflow, margins q, and −∇𝓛 / 𝓛. */
export function lossOf(
  { architecture, data, loss }: Pick<TrainingRequest, 'architecture' | 'data' | 'loss'>,
  weights: Weights,
): { readonly logLoss: number; readonly margins: number[]; readonly ascent: number[] } {
  const outputs = data.x.map((row) => outputAndGradient(architecture, weights, row));
  const margins = outputs.map(({ output }, i) => data.y[i]! * output);
  const logs = margins.map((margin) => logLossAt(loss, margin));
  const largest = Math.max(...logs);
  const total = logs.reduce((sum, value) => sum + Math.exp(value - largest), 0);
  const shares = margins.map((margin) => Math.exp(logSlopeAt(loss, margin) - largest) / total);
  const size = flat(weights).length;
  const ascent = Array.from({ length: size }, (_, j) =>
    outputs.reduce((sum, { gradient }, i) => sum + shares[i]! * data.y[i]! * gradient[j]!, 0),
  );
  return { logLoss: largest + Math.log(total / margins.length), margins, ascent };
}

/** θ − η∇𝓛. */
export function afterOneStep(request: TrainingRequest, weights: Weights): Weights {
  const { logLoss, ascent } = lossOf(request, weights);
  const length = request.step * Math.exp(logLoss);
  return shaped(
    weights,
    flat(weights).map((value, j) => value + length * ascent[j]!),
  );
}

/** The states of plain gradient descent at the recorded steps. */
export function descended(request: TrainingRequest): { step: number; weights: Weights }[] {
  const states: { step: number; weights: Weights }[] = [];
  let weights = request.start;
  for (let step = 1; step <= request.steps; step++) {
    weights = afterOneStep(request, weights);
    if (request.record.includes(step)) states.push({ step, weights });
  }
  return states;
}

/** ℓ⁻¹(n𝓛)/‖θ‖^L. */
export function smoothedMargin(request: TrainingRequest, weights: Weights): number {
  const { logLoss } = lossOf(request, weights);
  const logTotal = logLoss + Math.log(request.data.y.length);
  const inverse =
    request.loss === 'exponential'
      ? -logTotal
      : logTotal < -30
        ? -logTotal
        : -Math.log(Math.expm1(Math.exp(logTotal)));
  return inverse / Math.hypot(...flat(weights)) ** degreeOf(request.architecture);
}

function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, j) => sum + value * b[j]!, 0);
}

function logLossAt(loss: LossName, margin: number): number {
  if (loss === 'exponential') return -margin;
  return margin > 30
    ? -margin
    : Math.log(margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin);
}

/** log(−ℓ'). */
function logSlopeAt(loss: LossName, margin: number): number {
  if (loss === 'exponential') return -margin;
  return margin > 0 ? -margin - Math.log1p(Math.exp(-margin)) : -Math.log1p(Math.exp(margin));
}
