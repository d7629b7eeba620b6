import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../src/linalg/kernel.ts';
import type { Model, Network, Samples } from '../../src/models/model.ts';
import { flow } from '../../src/training/flow.ts';
import { twoLayerFlow } from '../../src/training/sliding/two-layer-flow.ts';
import { apart } from './modes/cases.ts';
import { RUNS, runOf } from './runs.ts';

/** What the runs cost when this was written, by spec and seed. More than `SLACK` times as much asks for a reason. */
const COSTS: Readonly<
  Record<string, { readonly steps: number; readonly calls: number; readonly sliding?: number }>
> = {
  'linear 1': { steps: 118, calls: 2525 },
  'deep-linear:2x3 2': { steps: 120, calls: 2429 },
  'diagonal:2 3': { steps: 139, calls: 3798 },
  'diagonal-pm:3 3': { steps: 73, calls: 2000 },
  'convolution:2 3': { steps: 158, calls: 3203 },
  'two-layer:4:0.1 5': { steps: 394, calls: 11844, sliding: 228 },
  'two-layer:3:0 14': { steps: 157, calls: 5100, sliding: 107 },
  'two-layer:3:0 31': { steps: 186, calls: 5279, sliding: 119 },
  'two-layer-fixed:2:0.1 21': { steps: 154, calls: 4454, sliding: 143 },
  'two-layer-fixed:2:0 0': { steps: 155, calls: 4690, sliding: 156 },
  'diagonal-relu 11': { steps: 183, calls: 5323 },
  'convolution-relu:2 0': { steps: 238, calls: 5104 },
};
const SLACK = 1.02;

/** The model, counting what is asked of its networks: to evaluate, to differentiate. */
function counted(model: Model): { readonly model: Model; calls: number } {
  const counter = { model: { ...model, on }, calls: 0 };
  function on<T>(kernel: Kernel<T>, samples: Samples<T>): Network<T> {
    return new Proxy(model.on(kernel, samples), {
      get(network, name) {
        const member: unknown = Reflect.get(network, name, network);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          counter.calls++;
          return Reflect.apply(member, network, given);
        };
      },
    });
  }
  return counter;
}

describe('a run costs no more than it did', () => {
  it.each(RUNS)('$spec, seed $seed', (run) => {
    const { steps, calls, sliding } = COSTS[`${run.spec} ${run.seed}`]!;
    const options = runOf(run);
    const counter = counted(options.model);
    const end = flow({ ...options, model: counter.model });
    expect(end.steps.accepted + end.steps.rejected).toBeLessThanOrEqual(SLACK * steps);
    expect(counter.calls).toBeLessThanOrEqual(SLACK * calls);
    const other = twoLayerFlow(options);
    if (other) expect(other.steps.accepted + other.steps.rejected).toBeLessThanOrEqual(SLACK * sliding!);
  });
});

describe('for that it is as precise as it is asked to be', () => {
  it.each(RUNS)('$spec, seed $seed', (run) => {
    const options = { ...runOf(run), until: -20 };
    const fine = { ...options, tolerance: 1e-8 };
    const [rough, reference] = [flow(options), flow(fine)];
    expect(rough.reason.kind).toBe(reference.reason.kind);
    expect(rough.events).toEqual(reference.events);
    expect(apart(rough, reference)).toBeLessThan(1e-7);
    expect(rough.final.time / reference.final.time).toBeCloseTo(1, 6);
    const [sliding, other] = [twoLayerFlow(options), twoLayerFlow(fine)];
    if (!sliding || !other) return;
    expect(apart(sliding, other)).toBeLessThan(5e-6);
    expect(apart(other, reference)).toBeLessThan(1e-7);
  });
});
