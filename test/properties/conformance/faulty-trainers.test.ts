import { describe, expect, it } from 'vitest';
import { type CheckReport, runCheck } from '../../../properties/conformance/check.ts';
import { conservation } from '../../../properties/conformance/checks/conservation.ts';
import { checks } from '../../../properties/conformance/checks/index.ts';
import { smoothedMarginRises } from '../../../properties/conformance/checks/smoothed-margin.ts';
import { afterOneStep, flat, lossOf, shaped } from '../../../properties/conformance/reference.ts';
import type { Trainer, TrainingRequest, Weights } from '../../../properties/conformance/trainer.ts';

const seed = Number(process.env['FARKAS_SEED']);

type Step = (request: TrainingRequest, weights: Weights, done: number) => Weights;

/** Plain descent in float64 with another step. */
function trainerWith(step: Step): Trainer {
  return {
    name: 'faulty',
    precision: 'float64',
    architectures: ['linear', 'two-layer', 'diagonal-pm'],
    losses: ['exponential', 'logistic'],
    train: async (request) => {
      let weights = request.start;
      const states = [];
      for (let done = 1; done <= request.steps; done++) {
        weights = step(request, weights, done);
        if (request.record.includes(done))
          states.push({ step: done, weights, loss: Math.exp(lossOf(request, weights).logLoss) });
      }
      return states;
    },
  };
}

async function firstFailure(trainer: Trainer): Promise<CheckReport | undefined> {
  for (const check of checks.slice(0, 9)) {
    const report = await runCheck(check, trainer, seed);
    if (report.outcome === 'fail') return report;
  }
  return undefined;
}

const map = (weights: Weights, change: (value: number, j: number) => number) =>
  shaped(weights, flat(weights).map(change));
const plus = (weights: Weights, next: Weights, factor: (name: string) => number) =>
  Object.fromEntries(
    Object.entries(weights).map(([name, value]) => {
      const [from, to] = [flat({ [name]: value }), flat({ [name]: next[name]! })];
      const row = from.map((entry, j) => entry + factor(name) * (to[j]! - entry));
      return [name, shaped({ [name]: value }, row)[name]!];
    }),
  ) as Weights;

const longer =
  (factor: number): Step =>
  (request, weights) =>
    afterOneStep({ ...request, step: factor * request.step }, weights);

const FAULTS: readonly [string, Step, check: string, cause: RegExp][] = [
  ['uphill', longer(-1), 'first-step', /sign of the gradient/],
  [
    'summed loss',
    (request, w, k) => longer(request.data.y.length)(request, w, k),
    'first-step',
    /summed over the points/,
  ],
  ['half a step', longer(0.5), 'first-step', /step is off by a factor 0\.5/],
  [
    'second layer twice as fast',
    (request, weights) => plus(weights, afterOneStep(request, weights), (name) => (name === 'a' ? 2 : 1)),
    'first-step',
    /gradient of a is off by a factor 2/,
  ],
  [
    'second layer of wrong sign',
    (request, weights) => plus(weights, afterOneStep(request, weights), (name) => (name === 'a' ? -1 : 1)),
    'first-step',
    /gradient of a is off by a factor -1/,
  ],
  [
    'other loss',
    (request, weights) =>
      afterOneStep({ ...request, loss: request.loss === 'logistic' ? 'exponential' : 'logistic' }, weights),
    'first-step',
    /other one of exponential and logistic/,
  ],
  [
    'labels turned',
    (request, weights) =>
      afterOneStep(
        { ...request, data: { ...request.data, y: request.data.y.map((y): 1 | -1 => (y === 1 ? -1 : 1)) } },
        weights,
      ),
    'first-step',
    /labels are ignored or turned|sign of the gradient/,
  ],
  [
    'no leak',
    (request, weights) =>
      request.architecture.kind === 'two-layer'
        ? afterOneStep({ ...request, architecture: { ...request.architecture, alpha: 0 } }, weights)
        : afterOneStep(request, weights),
    'first-step',
    /leaky slope is not applied/,
  ],
  [
    'layers one after the other',
    (request, weights) => {
      if (!('a' in weights)) return afterOneStep(request, weights);
      const early = { ...weights, w: afterOneStep(request, weights)['w']! };
      return { ...afterOneStep(request, early), w: early.w };
    },
    'first-step',
    /second layer is updated with the first layer already updated/,
  ],
  [
    'weight decay',
    (request, weights) => {
      const next = afterOneStep(request, weights);
      const [from] = [flat(weights)];
      return map(next, (value, j) => value - 0.01 * request.step * from[j]!);
    },
    'first-step',
    /weight decay/,
  ],
  [
    'a step-size schedule',
    (request, weights, done) => afterOneStep({ ...request, step: request.step / done }, weights),
    'no-memory',
    /kept from step to step/,
  ],
  [
    'lost precision',
    (request, weights) => map(afterOneStep(request, weights), Math.fround),
    'first-step',
    /./,
  ],
];

/** What conservation alone must see, at either precision. */
const UNBALANCED: readonly [string, Step][] = [
  ...[-1, 1.01, 2].map((factor): [string, Step] => [
    `one layer ${factor} times as fast`,
    (request, weights) =>
      plus(weights, afterOneStep(request, weights), (name) => (name === 'a' || name === 'plus' ? factor : 1)),
  ]),
  [
    'weight decay',
    (request, weights) => {
      const from = flat(weights);
      return map(afterOneStep(request, weights), (value, j) => value - 0.01 * request.step * from[j]!);
    },
  ],
];

/** The weights rounded to float32 after every step. */
const inFloat32 = (step: Step): Trainer => ({
  ...trainerWith((request, weights, done) => map(step(request, weights, done), Math.fround)),
  precision: 'float32',
});

describe('conservation', () => {
  it.each(UNBALANCED)('does not hold for %s', async (_, step) => {
    for (const trainer of [trainerWith(step), inFloat32(step)])
      for (const kind of ['two-layer', 'diagonal-pm'] as const) {
        const report = await runCheck(conservation, { ...trainer, architectures: [kind] }, seed);
        expect(report.outcome, `${kind} in ${trainer.precision}`).toBe('fail');
        expect(report.why).toMatch(/order 0 in the step/);
      }
  });
});

describe('the smoothed margin', () => {
  it('is seen from the first step on, of right trainers', async () => {
    const report = await runCheck(smoothedMarginRises, trainerWith(longer(1)), seed);
    expect(report).toMatchObject({ outcome: 'pass' });
    expect(report.cases).toBeGreaterThan(2);
  });

  it('falls where the weights drift to one side', async () => {
    const drifting = trainerWith((request, weights) =>
      map(afterOneStep(request, weights), (value, j) => (j === 0 ? value + 0.5 * request.step : value)),
    );
    expect(await runCheck(smoothedMarginRises, drifting, seed)).toMatchObject({
      outcome: 'fail',
      why: expect.stringContaining('it falls from'),
    });
  });
});

describe('a trainer with a planted fault', () => {
  it.each(FAULTS)('%s: is caught, and the cause is named', async (_, step, check, cause) => {
    const report = await firstFailure(trainerWith(step));
    expect(report?.id).toBe(check);
    expect(report?.failing).toBeDefined();
    if (report?.cause !== undefined) expect(report.cause).toMatch(cause);
    else expect(String(cause)).toBe('/./');
  });

  it('passes without one, in float32 too', async () => {
    expect(await firstFailure(trainerWith(longer(1)))).toBeUndefined();
    expect(await firstFailure(inFloat32(longer(1)))).toBeUndefined();
  });
});
