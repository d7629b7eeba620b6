import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import { approachExponent, type Snapshot, snapshotsNear } from '../../../oracles/kkt/approach.ts';
import { snapTwoLayer } from '../../../oracles/kkt/snap.ts';
import { l2Margin } from '../../../oracles/l2-margin.ts';
import { type Dataset, type Label, toFloats } from '../../../src/data/dataset.ts';
import { SMALL, separable } from '../../../src/generators/datasets.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { slidingFlow } from '../../../src/training/sliding/flow.ts';
import { gaussianStart } from '../../../src/training/start.ts';
import type { Trajectory } from '../../../src/training/trajectory.ts';

const MARKS = [-1e2, -1e4, -1e6, -1e9];

function dataset(x: readonly (readonly number[])[], y: readonly Label[]): Dataset {
  return { name: 'test', x: x.map((row) => row.map(Rational.fromDouble)), y };
}

function train(
  data: Dataset,
  alpha: number,
  start: readonly number[] | Float64Array,
  until = -1e60,
): Trajectory {
  const floats = toFloats(data);
  const width = start.length / (floats.dimension + 1);
  return slidingFlow({
    ...floats,
    width,
    alpha,
    loss: 'exponential',
    start,
    until,
    snapshots: true,
    maxSeconds: 5,
  });
}

/** The records that carry a direction. */
function snapshots({ records }: Trajectory): Snapshot[] {
  return records.flatMap(({ log10Loss, direction }) => (direction ? [{ log10Loss, direction }] : []));
}

function snap(data: Dataset, alpha: number, run: Trajectory, digits?: number) {
  const seen = snapshots(run);
  const result = snapTwoLayer(data, alpha, seen.at(-1)!, snapshotsNear(seen, MARKS), digits);
  if (result.kind !== 'snapped') throw new Error(result.reasons.join('; '));
  return result;
}

/** Random data that no linear function need separate, on a grid. */
const randomData = fc
  .array(fc.integer({ min: -64, max: 64 }), { minLength: 24, maxLength: 24 })
  .map((values) => Array.from({ length: 8 }, (_, i) => values.slice(3 * i, 3 * i + 3).map((v) => v / 16)))
  .filter((rows) => rows.every((row) => row.some((value) => value !== 0)))
  .chain((rows) =>
    fc
      .array(fc.constantFrom<Label>(1, -1), { minLength: 8, maxLength: 8 })
      .map((labels) => dataset(rows, labels)),
  );

describe('snapping the limit of a two-layer flow', () => {
  it('certifies the limit to 1e-12 whenever it snaps, and the trajectory ends near it', () => {
    let reached = 0;
    let snapped = 0;
    fc.assert(
      fc.property(randomData, fc.constantFrom(0, 0.1, 0.5), fc.nat(), (data, alpha, seed) => {
        const run = train(data, alpha, gaussianStart(6 * 4, 0.3, seed));
        if (run.reason.kind !== 'target') return;
        reached += 1;
        const seen = snapshots(run);
        const result = snapTwoLayer(data, alpha, seen.at(-1)!, snapshotsNear(seen, MARKS));
        if (result.kind === 'unsnapped') return;
        snapped += 1;
        expect(result.relativeResidual).toBeLessThan(1e-25);
        expect(checkCertificate(JSON.stringify(result.certified.certificate))).toMatchObject({
          accepted: true,
        });
        expect(result.endDistance).toBeLessThan(0.1);
      }),
      { numRuns: 40 },
    );
    // A misfit is an honest answer, but 388 of 390 snapped when tried at −10¹⁵⁰.
    expect(snapped).toBeGreaterThanOrEqual(0.8 * reached);
  });

  it('finds the known optimum (1+α)/4·γ* on symmetric data from a small two-signed start', () => {
    fc.assert(
      fc.property(separable(SMALL), fc.constantFrom(0.1, 0.5), ({ x, y }, alpha) => {
        const mirrored: Dataset = {
          name: 'mirrored',
          x: [...x, ...x.map((row) => row.map((value) => value.neg()))],
          y: [...y, ...y.map((label): Label => (label === 1 ? -1 : 1))],
        };
        const margin = l2Margin(mirrored);
        if (margin.status !== 'optimal') throw new Error('separable by construction');
        const w = margin.w.map((value) => value.toNumber());
        const small = w.map((value) => (1e-3 * value) / Math.hypot(...w));
        const start = [...small, ...small.map((value) => -value), 2e-3, -2e-3];
        const result = snap(mirrored, alpha, train(mirrored, alpha, start, -1e9));
        const optimum = ((1 + alpha) / 4) * Math.sqrt(margin.marginSquared.toNumber());
        expect(Math.abs(result.normalizedMargin / optimum - 1)).toBeLessThan(1e-12);
      }),
      { numRuns: 25 },
    );
  });

  it("gives V3's limit exactly: each neuron frozen towards the other point's kink at the rate −1/2", () => {
    const axes = dataset(
      [
        [1, 0],
        [0, 1],
      ],
      [1, 1],
    );
    const result = snap(axes, 0, train(axes, 0, [1, -0.5, -0.25, 1, 1, 1], -1e9));
    const { network } = result.point;
    expect(network.weights.map((vector) => vector.map(String))).toEqual([
      ['1', '0'],
      ['0', '1'],
    ]);
    expect(String(result.certified.epsilonSquared)).toBe('0');
    // The frozen parts are 10⁻⁵ of their neurons in the end, and the flow keeps them to its tolerance of 10⁻⁶.
    expect(Math.abs(result.exponent! + 0.5)).toBeLessThan(0.02);
    expect(result.predictedExponent).toBeCloseTo(-0.5, 9);
  });

  it('predicts the rate that is seen', () => {
    const data = dataset(
      [
        [1, 0.5, -0.25],
        [-0.5, 1, 0.5],
        [0.25, -1, 1],
        [-1, -0.5, -0.75],
        [0.5, 0.25, 1.25],
        [-1.25, 0.75, -0.5],
      ],
      [1, -1, 1, 1, -1, -1],
    );
    for (const [alpha, seed] of [
      [0.5, 1],
      [0.1, 2],
      [0.5, 3],
    ] as const) {
      const start = gaussianStart(4 * 4, 0.3, seed);
      const far = snapshots(train(data, alpha, start, -1e100));
      const result = snapTwoLayer(
        data,
        alpha,
        far.at(-1)!,
        [-1e6, -1e9].map((until) => snapshots(train(data, alpha, start, until)).at(-1)!),
      );
      if (result.kind !== 'snapped') throw new Error(result.reasons.join('; '));
      const local = approachExponent(result.distances)!;
      expect(Math.abs(local - result.predictedExponent)).toBeLessThan(0.03);
    }
  });

  it('has as many digits as asked for', () => {
    const data = dataset(
      [
        [1, 0.5],
        [-0.5, 1],
        [0.25, -1],
      ],
      [1, -1, 1],
    );
    const run = train(data, 0.1, gaussianStart(4 * 3, 0.3, 5));
    expect(snap(data, 0.1, run, 100).relativeResidual).toBeLessThan(1e-95);
  });
});

describe('what is no limit', () => {
  const corner = dataset(
    [
      [1, 0.25],
      [-1, 0.25],
      [0.5, -1],
    ],
    [1, 1, -1],
  );

  it('is not snapped to from a random separating direction', () => {
    const theta = Float64Array.from([0.1, 0.9, 0.9, 0.2, -0.9, 0.3, 0.2, -0.8, 0.5, 0.4, 0.4, -0.3]);
    const direction = theta.map((value) => value / Math.hypot(...theta));
    const result = snapTwoLayer(corner, 0, { log10Loss: -1e9, direction }, []);
    expect(result.kind).toBe('unsnapped');
  });

  it('is answered, never thrown on, whatever the net: zero outputs, zero weights, ties', () => {
    const parameter = fc.constantFrom(0, 0, 1, -1, 0.5, 2 ** -20);
    fc.assert(
      fc.property(
        fc.array(parameter, { minLength: 9, maxLength: 9 }),
        fc.constantFrom(0, 0.25, 1),
        (values, alpha) => {
          const length = Math.hypot(...values);
          fc.pre(length > 0);
          const direction = Float64Array.from(values, (value) => value / length);
          const result = snapTwoLayer(corner, alpha, { log10Loss: -1e3, direction }, []);
          if (result.kind === 'snapped') expect(result.relativeResidual).toBeLessThan(1e-20);
          else expect(result.reasons.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is refused with the reason where the net does not separate', () => {
    const direction = Float64Array.from([0.6, 0, 0.8]);
    const result = snapTwoLayer(corner, 0, { log10Loss: -1e9, direction }, []);
    expect(result).toMatchObject({ kind: 'unsnapped', reasons: ['the net does not separate the data'] });
  });
});

describe('the approach', () => {
  it('has the exponent of an exact power', () => {
    const distances = MARKS.map((log10Loss) => ({ log10Loss, distance: 3 * (-log10Loss) ** -0.37 }));
    expect(approachExponent(distances)).toBeCloseTo(-0.37, 12);
    expect(approachExponent(distances.slice(0, 1))).toBeNull();
  });

  it('takes the nearest record to each mark, once, and none that is half a decade away', () => {
    const at = [-90, -120, -9e3, -2e4, -1e5, -3e8].map((log10Loss) => ({ log10Loss }));
    expect(snapshotsNear(at, MARKS).map(({ log10Loss }) => log10Loss)).toEqual([-90, -9e3]);
  });
});
