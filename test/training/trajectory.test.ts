import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Observation, TrajectoryRecorder } from '../../src/training/trajectory.ts';

/** A run as an integrator reports it: falls of log 𝓛 of all sizes with some rises, margins that mostly rise. */
const runs = fc.record({
  start: fc.integer({ min: -8, max: 24 }).map((k) => k / 8),
  steps: fc.array(
    fc.record({
      // As a share of |log 𝓛|, at least of 1.
      fall: fc.integer({ min: -8, max: 40 }).map((k) => k / 64),
      margin: fc.integer({ min: -2, max: 8 }).map((k) => k / 16),
      drift: fc.integer({ min: 0, max: 3 }).map((k) => k / 8),
    }),
    { minLength: 1, maxLength: 60 },
  ),
  separationLogLoss: fc.constantFrom(-1, -3, 100),
  // From some a run comes to a margin of exactly 0.
  firstMargin: fc.constantFrom(-31 / 32, -7 / 32, -1 / 4, 0, 33 / 32),
});

function observations({
  start,
  steps,
  firstMargin,
}: Omit<typeof runs extends fc.Arbitrary<infer T> ? T : never, 'separationLogLoss'>) {
  let [logLoss, smoothedMargin] = [start, firstMargin];
  const state = (time: number): Observation => ({
    time,
    logLoss,
    logNorm: time / 2,
    normalizedMargin: smoothedMargin,
    smoothedMargin,
    alignment: 0.5,
  });
  const states = [state(0)];
  for (const [k, { fall, margin }] of steps.entries()) {
    logLoss -= fall * Math.max(1, Math.abs(logLoss));
    smoothedMargin += margin;
    states.push(state(k + 1));
  }
  return states;
}

const about = {
  model: 'linear',
  loss: 'exponential',
  method: 'drawn',
  arithmetic: 'double',
  reason: { kind: 'target', sentence: 'The end.' },
  parameters: new Float64Array(1),
} as const;

/** log 𝓛 of a record against that of the one before: by a factor of 10^(1/8), or in 𝓛 by as much while it is near 1. */
const isFar = (before: number, after: number) =>
  before - after >= Math.max(1, Math.abs(before)) * (10 ** 0.125 - 1) * (1 - 1e-12);

describe('the recorder of a run', () => {
  it('keeps the start, the end and each state that is far below the last one kept, and no other', () => {
    fc.assert(
      fc.property(runs, fc.option(fc.boolean(), { nil: undefined }), (run, snapshots) => {
        const states = observations(run);
        const recorder = new TrajectoryRecorder({
          separationLogLoss: run.separationLogLoss,
          ...(snapshots === undefined ? {} : { snapshots }),
        });
        let asked = 0;
        const direction = () => Float64Array.of(++asked);
        states.forEach((state, k) => {
          recorder.accepted = k;
          recorder.conservationDrift += run.steps[k - 1]?.drift ?? 0;
          recorder.observe(state, direction);
        });
        recorder.rejected = 7;
        const { records, final, steps, conservationDrift } = recorder.finish(about, direction);

        const kept = [states[0]!];
        for (const state of states) if (isFar(kept.at(-1)!.logLoss, state.logLoss)) kept.push(state);
        if (kept.at(-1) !== states.at(-1)) kept.push(states.at(-1)!);
        expect(records.map(({ time }) => time)).toEqual(kept.map(({ time }) => time));
        records.forEach((record, index) => {
          const { logLoss, ...rest } = kept[index]!;
          const drift = run.steps.slice(0, record.step).reduce((sum, step) => sum + step.drift, 0);
          expect(record).toMatchObject({ ...rest, step: rest.time, conservationDrift: drift });
          expect(record.log10Loss).toBeCloseTo(logLoss / Math.log(10), 12);
          expect(record.direction).toEqual(snapshots ? Float64Array.of(index + 1) : undefined);
        });
        expect(asked).toBe(snapshots ? records.length : 0);
        expect(final).toBe(records.at(-1));
        expect(steps).toEqual({ accepted: states.length - 1, rejected: 7 });
        expect(conservationDrift).toBe(final.conservationDrift);
      }),
    );
  });

  it('knows the largest rise of a step, and the largest fall of the smoothed margin since the points were separated', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const states = observations(run);
        const recorder = new TrajectoryRecorder({ separationLogLoss: run.separationLogLoss });
        for (const state of states) recorder.observe(state, () => new Float64Array(1));
        const { largestLossRise, largestSmoothedMarginDrop } = recorder.finish(
          about,
          () => new Float64Array(1),
        );
        const rises = states
          .slice(1)
          .map(
            ({ logLoss }, k) => (logLoss - states[k]!.logLoss) / Math.max(1, Math.abs(states[k]!.logLoss)),
          );
        expect(largestLossRise).toBeCloseTo(Math.max(0, ...rises), 12);
        const drops = states.flatMap(({ smoothedMargin }, k) => {
          const separated = states.slice(0, k).filter(({ logLoss }) => logLoss < run.separationLogLoss);
          const highest = Math.max(0, ...separated.map((before) => before.smoothedMargin));
          return highest > 0 ? [(highest - smoothedMargin) / highest] : [];
        });
        expect(largestSmoothedMarginDrop).toBeCloseTo(Math.max(0, ...drops), 12);
      }),
    );
  });

  it('counts nothing before anything happened', () => {
    const recorder = new TrajectoryRecorder({ separationLogLoss: 0 });
    recorder.observe(
      observations({ start: 1, steps: [], firstMargin: 33 / 32 })[0]!,
      () => new Float64Array(1),
    );
    expect(recorder.finish(about, () => new Float64Array(1))).toMatchObject({
      ...about,
      steps: { accepted: 0, rejected: 0 },
      events: { cross: 0, slide: 0, release: 0, branch: 0, pin: 0 },
      conservationDrift: 0,
      largestLossRise: 0,
      largestSmoothedMarginDrop: 0,
    });
  });
});
