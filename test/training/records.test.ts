import { describe, expect, it } from 'vitest';
import { float64Kernel } from '../../src/linalg/float64.ts';
import { samplesOf } from '../../src/models/samples.ts';
import { descend } from '../../src/training/descent.ts';
import { flow } from '../../src/training/flow.ts';
import type { LossName } from '../../src/training/losses.ts';
import { twoLayerFlow } from '../../src/training/sliding/two-layer-flow.ts';
import type { Trajectory } from '../../src/training/trajectory.ts';
import { RUNS, runOf } from './runs.ts';

/** log ℓ(q), from the definition; beyond q = 30 log(1 + e^{−q}) is e^{−q} to the last digit. */
const logLoss: Record<LossName, (q: number) => number> = {
  exponential: (q) => -q,
  logistic: (q) => (q > 30 ? -q : Math.log(Math.log1p(Math.exp(-q)))),
};
/** ℓ⁻¹(e^s). */
const inverse: Record<LossName, (s: number) => number> = {
  exponential: (s) => -s,
  logistic: (s) => (s < -30 ? -s : -Math.log(Math.expm1(Math.exp(s)))),
};

function logSum(values: readonly number[]): number {
  const most = Math.max(...values);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

const inner = (u: ArrayLike<number>, v: ArrayLike<number>) =>
  Array.from(u).reduce((sum, value, j) => sum + value * v[j]!, 0);

/** −ℓ'(q)/ℓ(q). */
const steepness: Record<LossName, (q: number) => number> = {
  exponential: () => 1,
  logistic: (q) => (q > 30 ? 1 : 1 / (1 + Math.exp(q)) / Math.log1p(Math.exp(-q))),
};

type Options = Omit<ReturnType<typeof runOf>, 'until'>;

/** What the records say of each state, from the model at the direction and the norm that they name. */
function checkStates({ model, data, loss }: Options, { records, events }: Trajectory): void {
  const network = model.on(float64Kernel, samplesOf(float64Kernel, data));
  const gradient = float64Kernel.vector(model.parameterCount);
  let initial: number[] | undefined;
  let largest: number[] = [];
  for (const record of records) {
    const direction = record.direction!;
    expect(inner(direction, direction)).toBeCloseTo(1, 12);
    network.evaluate(direction);
    const margins = Array.from(network.margins);
    const scale = Math.exp(model.degree * record.logNorm);
    const terms = margins.map((q) => logLoss[loss](scale * q));
    const total = logSum(terms);
    expect((total - Math.log(data.points)) / Math.LN10 / record.log10Loss).toBeCloseTo(1, 8);
    expect(record.normalizedMargin).toBeCloseTo(Math.min(...margins), 10);
    expect(record.smoothedMargin / (inverse[loss](total) / scale)).toBeCloseTo(1, 8);

    const pulls = margins.map((q, i) => Math.exp(terms[i]! - total) * steepness[loss](scale * q));
    network.gradientSum(pulls, gradient);
    const cosine = inner(gradient, direction) / Math.sqrt(inner(gradient, gradient));
    // Along a kink the velocity is not the gradient of either side.
    if (events.slide === 0) expect(record.alignment).toBeCloseTo(cosine, 8);

    const { values, scales } = network.invariants();
    const square = Math.exp(2 * record.logNorm);
    const invariants = Array.from(values, (value) => square * value);
    initial ??= invariants;
    largest = Array.from(scales, (size, k) => Math.max(square * size, largest[k] ?? 0));
    for (const [k, value] of invariants.entries())
      expect(Math.abs(value - initial[k]!) / largest[k]!).toBeLessThanOrEqual(
        1.5 * record.conservationDrift + 1e-12,
      );
  }
}

function checkOrder({ start }: Options, { records, final, parameters, steps }: Trajectory): void {
  const first = records[0]!;
  expect(first).toMatchObject({ time: 0, step: 0, conservationDrift: 0 });
  expect(first.logNorm).toBeCloseTo(Math.log(Math.hypot(...start)), 12);
  for (const [k, after] of records.slice(1).entries()) {
    expect(after.time).toBeGreaterThan(records[k]!.time);
    expect(after.step).toBeGreaterThan(records[k]!.step);
    expect(after.conservationDrift).toBeGreaterThanOrEqual(records[k]!.conservationDrift);
  }
  expect(final).toBe(records.at(-1));
  expect(final.step).toBe(steps.accepted);
  const size = Math.exp(final.logNorm);
  for (const [j, value] of parameters.entries()) expect(value / size).toBeCloseTo(final.direction![j]!, 10);
}

/** A reason that names a loss names that of the end. */
function checkReason({ reason, final }: Trajectory): void {
  const [named] = reason.sentence.match(/(?<=log10 loss is )-?[0-9.]+(e[+-]?[0-9]+)?(?=[ .])/) ?? [];
  expect(named !== undefined).toBe(reason.kind.startsWith('target'));
  if (named !== undefined) expect(Number.parseFloat(named) / final.log10Loss).toBeCloseTo(1, 5);
}

function checkRecords(options: Options, end: Trajectory): void {
  checkReason(end);
  checkStates(options, end);
  checkOrder(options, end);
}

describe('what is recorded holds of the parameters', () => {
  it.each(RUNS)('of the flow: $spec, seed $seed', (run) => {
    const options = runOf(run);
    checkRecords(options, flow({ ...options, snapshots: true }));
  });

  it.each(RUNS.filter(({ spec }) => spec.startsWith('two-layer')))(
    'of the sliding flow: $spec, seed $seed',
    (run) => {
      const options = runOf(run);
      checkRecords(options, twoLayerFlow({ ...options, snapshots: true })!);
    },
  );

  it.each(RUNS)('of descent: $spec, seed $seed', (run) => {
    const options = { ...runOf(run), until: -1, maxSteps: 2000 };
    const step = { kind: 'normalized', size: 0.01 } as const;
    checkRecords(options, descend({ ...options, step, snapshots: true, tolerateRises: true }));
  });

  it.each(RUNS)('of what has reached its target at the start: $spec, seed $seed', (run) => {
    const options = { ...runOf(run), until: 5 };
    const step = { kind: 'normalized', size: 0.01 } as const;
    for (const end of [flow(options), twoLayerFlow(options), descend({ ...options, step })]) {
      if (!end) continue;
      checkReason(end);
      expect(end.reason.kind).toBe('target-above-start');
      expect(end.steps).toEqual({ accepted: 0, rejected: 0 });
      for (const [j, value] of end.parameters.entries()) expect(value).toBeCloseTo(options.start[j]!, 14);
    }
  });

  it.each(RUNS.slice(0, 8))('but no direction is kept that was not asked for: $spec, seed $seed', (run) => {
    const options = { ...runOf(run), until: -1, maxSteps: 20 };
    const step = { kind: 'normalized', size: 0.01 } as const;
    for (const end of [flow(options), twoLayerFlow(options), descend({ ...options, step })])
      for (const record of end?.records ?? []) expect(record).not.toHaveProperty('direction');
  });
});
