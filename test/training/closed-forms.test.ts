import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FloatDataset } from '../../src/data/dataset.ts';
import { parseModel } from '../../src/models/parse.ts';
import type { Precision } from '../../src/numbers/arithmetic.ts';
import { type FlowOptions, flow } from '../../src/training/flow.ts';
import type { TrajectoryRecord } from '../../src/training/trajectory.ts';

function positiveData(x: readonly (readonly number[])[]): FloatDataset {
  const points = x.length;
  return {
    points,
    dimension: x[0]!.length,
    x: Float64Array.from(x.flat()),
    y: new Float64Array(points).fill(1),
  };
}

function run(spec: string, data: FloatDataset, start: readonly number[], options: Partial<FlowOptions> = {}) {
  const model = parseModel(spec, data.dimension);
  return flow({ loss: 'exponential', until: -20, snapshots: true, ...options, model, data, start });
}

/** θ of a record. */
function parametersAt({ direction, logNorm }: TrajectoryRecord): number[] {
  return Array.from(direction!, (value) => value * Math.exp(logNorm));
}

describe('linear: θ = θ(0) + Σ λ_i y_i x_i with Σ λ_i = t (exponential loss)', () => {
  it('one point: θ(t) = θ(0) + t·x', () => {
    const end = run('linear', positiveData([[1, 2]]), [3, -1]);
    for (const record of end.records) {
      const [first, second] = parametersAt(record);
      expect(first! / (3 + record.time)).toBeCloseTo(1, 5);
      expect(second! - (-1 + 2 * record.time)).toBeLessThan(1e-5 * (1 + record.time));
    }
  });
});

describe('diagonal-pm:2 from u± = α: w = 2α² sinh(4Xᵀν) with Σ|ν_i| = t (moroshko2020)', () => {
  const asinhOf = (record: TrajectoryRecord, alpha: number) => {
    const theta = parametersAt(record);
    const dimension = theta.length / 2;
    // u₊² − u₋², kept accurate for u₊ ≈ u₋.
    return Array.from({ length: dimension }, (_, j) => {
      const [plus, minus] = [theta[j]!, theta[dimension + j]!];
      return Math.asinh(((plus - minus) * (plus + minus)) / (2 * alpha ** 2));
    });
  };

  it.each<[Precision, number]>([
    ['double', -1e4],
    ['dd', -1e3],
    [30, -5],
  ])('one point, precision %s: matches at every recorded time', (precision, until) => {
    const x = [1, 2, -0.5];
    const alpha = 0.5;
    const tolerance = precision === 30 ? 1e-6 : 1e-8;
    const start = new Array<number>(6).fill(alpha);
    const end = run('diagonal-pm:2', positiveData([x]), start, { precision, until, tolerance });
    expect(end.reason.kind).toBe('target');
    for (const record of end.records)
      for (const [j, value] of asinhOf(record, alpha).entries())
        expect(Math.abs(value - 4 * x[j]! * record.time)).toBeLessThan(1e3 * tolerance * (1 + record.time));
  });

  it('two points: arcsinh(w/2α²) stays in the row space, with multipliers that add up to the time', () => {
    const grid = fc.integer({ min: 1, max: 64 }).map((k) => k / 32);
    fc.assert(
      fc.property(fc.array(grid, { minLength: 8, maxLength: 8 }), (entries) => {
        const [a, b] = [entries.slice(0, 4), entries.slice(4)];
        const gram = [a, b].flatMap((u) =>
          [a, b].map((v) => u.reduce((sum, value, j) => sum + value * v[j]!, 0)),
        );
        const determinant = gram[0]! * gram[3]! - gram[1]! * gram[2]!;
        fc.pre(determinant > 1e-2 * gram[0]! * gram[3]!);
        const end = run('diagonal-pm:2', positiveData([a, b]), new Array<number>(8).fill(1), {
          tolerance: 1e-8,
        });
        for (const record of end.records) {
          const s = asinhOf(record, 1).map((value) => value / 4);
          const right = [a, b].map((u) => u.reduce((sum, value, j) => sum + value * s[j]!, 0));
          const nu = [
            (gram[3]! * right[0]! - gram[1]! * right[1]!) / determinant,
            (gram[0]! * right[1]! - gram[2]! * right[0]!) / determinant,
          ];
          for (const [j, value] of s.entries())
            expect(Math.abs(value - nu[0]! * a[j]! - nu[1]! * b[j]!)).toBeLessThan(1e-5 * (1 + record.time));
          expect(Math.abs(nu[0]!) + Math.abs(nu[1]!)).toBeCloseTo(record.time, 4);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('x = (1, 2), α = 1: the ℓ1 excess falls under 10 %, 1 % and 0.1 % at the losses of M5', () => {
    for (const [excess, until] of [
      [0.1, -17.5069702588],
      [0.01, -2148.00224352],
      [0.001, -216928.354787],
    ] as const) {
      const end = run('diagonal-pm:2', positiveData([[1, 2]]), [1, 1, 1, 1], { until, tolerance: 1e-9 });
      const theta = Array.from(end.parameters);
      const w = [0, 1].map((j) => (theta[j]! - theta[j + 2]!) * (theta[j]! + theta[j + 2]!));
      const [first, second] = w as [number, number];
      // γ₁ = 2, so γ₁‖w‖₁/min q − 1 = 2(w₁ + w₂)/(w₁ + 2w₂) − 1.
      expect((2 * (first + second)) / (first + 2 * second) - 1).toBeCloseTo(excess, 8);
    }
  });

  it('control: the closed form is refuted for unequal starts', () => {
    const end = run('diagonal-pm:2', positiveData([[1, 2]]), [1, 0.5, 1, 1]);
    const [first, second] = asinhOf(end.final, 1);
    expect(Math.abs(second! - 2 * first!)).toBeGreaterThan(0.1);
  });
});

describe('degree 3 and more blow up in finite log-loss time', () => {
  it.each([3, 4, 5])(
    'diagonal:%i with one point and equal layers ends at t = u(0)^(2−D)/(D − 2)',
    (depth) => {
      const u0 = 0.75;
      // u' = u^(D−1) in each layer.
      const end = run(`diagonal:${depth}`, positiveData([[1]]), new Array<number>(depth).fill(u0), {
        until: -1e60,
        tolerance: 1e-8,
      });
      expect(end.reason.kind).toBe('target');
      expect(end.final.time / (u0 ** (2 - depth) / (depth - 2))).toBeCloseTo(1, 6);
    },
  );
});
