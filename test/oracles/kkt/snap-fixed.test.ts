import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import type { SnappedLimit } from '../../../oracles/kkt/snapping/snap-limit.ts';
import { snapLimit } from '../../../oracles/kkt/snapping/snap-limit.ts';
import { l2Margin } from '../../../oracles/l2-margin.ts';
import { patternLimit } from '../../../properties/kou2023/pattern-limit.ts';
import { type Dataset, type Label, toFloats } from '../../../src/data/dataset.ts';
import { innerProduct } from '../../../src/data/label-mean.ts';
import { separable } from '../../../src/generators/datasets.ts';
import { nearlyOrthogonal, orthogonalDraws } from '../../../src/generators/nearly-orthogonal.ts';
import { parseModel } from '../../../src/models/parse.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { slidingFlow } from '../../../src/training/sliding/flow.ts';
import { gaussianStart } from '../../../src/training/start.ts';

const MARKS = [-1e2, -1e4, -1e6, -1e9];

interface FixedCase {
  readonly data: Dataset;
  readonly width: number;
  readonly alpha: number;
  readonly seed: number;
}

/** Nets of a few neurons of each sign; labels as they are drawn or at random. */
const cases = fc
  .record({
    data: separable({ points: [2, 6], dimension: [2, 3] }),
    labels: fc.option(fc.array(fc.constantFrom<Label>(1, -1), { minLength: 6, maxLength: 6 })),
    width: fc.integer({ min: 1, max: 4 }),
    alpha: fc.constantFrom(0.5, 0.1, 0),
    seed: fc.nat(),
  })
  .map(
    ({ data, labels, ...rest }): FixedCase => ({
      data: labels ? { ...data, y: labels.slice(0, data.x.length) } : data,
      ...rest,
    }),
  );

function train({ data, width, alpha, seed }: FixedCase) {
  const floats = toFloats(data);
  const start = gaussianStart(2 * width * floats.dimension, 1, seed);
  const options = { layers: 'hidden', loss: 'exponential', until: MARKS.at(-1)!, snapshots: true } as const;
  return slidingFlow({ ...floats, width, alpha, start, ...options });
}

function snapped(instance: FixedCase): SnappedLimit | undefined {
  const { data, width, alpha } = instance;
  const { reason, records, final } = train(instance);
  // Sign patterns of data that no net separates, and dead ReLUs, end elsewhere.
  if (reason.kind !== 'target') return undefined;
  const seen = [...MARKS.map((mark) => records.find(({ log10Loss }) => log10Loss <= 0.999 * mark)!), final];
  const snapshots = seen.map(({ log10Loss, direction }) => ({ log10Loss, direction: direction! }));
  const model = parseModel(`two-layer-fixed:${width}:${alpha}`, data.x[0]!.length);
  const limit = snapLimit(data, model, snapshots.at(-1)!, snapshots);
  if (limit.kind === 'snapped') return limit;
  // A neuron that slides along the kink of two points at once, for one and against the other, has a limit that no certificate speaks of.
  if (hasOppositeOnLine(data)) return undefined;
  throw new Error(limit.reasons.join('; '));
}

/** Whether two points with y_i x_i on one ray are on different sides of 0. */
function hasOppositeOnLine({ x, y }: Dataset): boolean {
  return x.some((a, i) =>
    x.some((b, k) => {
      const product = innerProduct(a, b);
      const isParallel = product.mul(product).equals(innerProduct(a, a).mul(innerProduct(b, b)));
      return isParallel && y[i] !== y[k];
    }),
  );
}

interface Parts {
  readonly solution: {
    readonly slope: string;
    readonly weights: readonly (readonly string[])[];
    readonly neurons: readonly { readonly weights: number; readonly output: string }[];
  };
  readonly derivation: {
    readonly multipliers: readonly string[];
    readonly slopes: readonly { readonly point: number; readonly neuron: number; readonly slope: string }[];
  };
}
const partsOf = ({ certificate }: SnappedLimit) => certificate as unknown as Parts;

/** A law over the limits of drawn runs; some must have one. */
function onLimits(runs: number, law: (limit: SnappedLimit, instance: FixedCase) => void): void {
  let seen = 0;
  fc.assert(
    fc.property(cases, (instance) => {
      const limit = snapped(instance);
      if (!limit) return;
      seen += 1;
      law(limit, instance);
    }),
    { numRuns: runs },
  );
  expect(seen).toBeGreaterThan(0);
}

describe('the limit of a net with a fixed second layer', () => {
  it('is an exact KKT point, certified, and approached like 1/log(1/loss)', () => {
    onLimits(40, ({ certificate, relativeResidual, distances }) => {
      expect(relativeResidual).toBe(0);
      expect(certificate.claim).toMatchObject({ kind: 'optimum', layer: 'weights', relativeGap: '0' });
      expect(checkCertificate(certificate)).toMatchObject({ accepted: true });
      const [before, last] = distances.slice(-3);
      const ratio = last!.log10Loss / before!.log10Loss;
      expect(last!.distance).toBeLessThan(Math.max(1e-10, (2 * before!.distance) / ratio));
    });
  });

  it('is stationary neuron by neuron: w_k = a_k Σ λ_i y_i σ_ki x_i', () => {
    onLimits(30, (limit, { data }) => {
      const { solution, derivation } = partsOf(limit);
      const alpha = Rational.parse(solution.slope);
      const multipliers = derivation.multipliers.map((text) => Rational.parse(text));
      solution.neurons.forEach(({ weights, output }, neuron) => {
        const w = solution.weights[weights]!.map((text) => Rational.parse(text));
        const pull = w.map((_, j) =>
          data.x.reduce((sum, x, point) => {
            const side = innerProduct(w, x).sign();
            const listed = derivation.slopes.find((pair) => pair.neuron === neuron && pair.point === point);
            const slope =
              side > 0 ? Rational.ONE : side < 0 || !listed ? alpha : Rational.parse(listed.slope);
            const label = Rational.of(BigInt(data.y[point]!));
            return sum.add(multipliers[point]!.mul(label).mul(slope).mul(x[j]!));
          }, Rational.ZERO),
        );
        expect(pull.map((value) => String(value.mul(Rational.parse(output))))).toEqual(w.map(String));
      });
    });
  });

  it('has another certificate refused: longer weights, or another slope on a kink', () => {
    let slid = 0;
    onLimits(30, (limit) => {
      const { solution, derivation } = partsOf(limit);
      const more = (text: string) => String(Rational.parse(text).mul(Rational.of(1001n, 1000n)));
      const alive = solution.weights.findIndex((row) => row.some((text) => text !== '0'));
      const longer = {
        ...solution,
        weights: solution.weights.map((row, s) => (s === alive ? row.map(more) : row)),
      };
      expect(checkCertificate({ ...limit.certificate, solution: longer })).toMatchObject({ accepted: false });
      const slope = derivation.slopes.findIndex(({ point }) => Number(derivation.multipliers[point]) !== 0);
      if (slope < 0) return;
      slid += 1;
      const slopes = derivation.slopes.map((pair, index) =>
        index === slope ? { ...pair, slope: pair.slope === '1' ? '15/16' : '1' } : pair,
      );
      expect(checkCertificate({ ...limit.certificate, derivation: { ...derivation, slopes } })).toMatchObject(
        { accepted: false },
      );
    });
    expect(slid).toBeGreaterThan(0);
  });

  it('is the linear separator, half of it with each sign, where φ is linear', () => {
    fc.assert(
      fc.property(separable(), fc.integer({ min: 1, max: 3 }), fc.nat(), (data, width, seed) => {
        const optimum = l2Margin(data);
        if (optimum.status !== 'optimal') throw new Error('separable by construction');
        const limit = snapped({ data, width, alpha: 1, seed })!;
        const expected = Math.sqrt((2 * optimum.marginSquared.toNumber()) / width);
        expect(limit.normalizedMargin / expected).toBeCloseTo(1, 12);
        expect(limit.support).toEqual(optimum.support);
      }),
      { numRuns: 12 },
    );
  });

  it('has ‖W‖² = 1ᵀK⁻¹1 on nearly orthogonal data, as kou2023 predicts in float64', () => {
    const draws = orthogonalDraws({ points: [3, 5], spare: [0, 2] });
    fc.assert(
      fc.property(draws, fc.constantFrom(0.5, 0.1), fc.nat(), (draw, alpha, seed) => {
        const instance = { data: nearlyOrthogonal(draw, () => 8), width: 3, alpha, seed };
        const { parameters } = train(instance);
        const floats = toFloats(instance.data);
        const { points: n, dimension: d, x } = floats;
        const active = Array.from({ length: 6 * n }, (_, at) => {
          const w = parameters.subarray(Math.floor(at / n) * d, (Math.floor(at / n) + 1) * d);
          return w.reduce((sum, value, j) => sum + value * x[(at % n) * d + j]!, 0) > 0;
        });
        const predicted = patternLimit(floats, 3, alpha, active);
        if (predicted.status !== 'limit') return;
        expect(snapped(instance)!.normalizedMargin ** 2 * predicted.total).toBeCloseTo(1, 8);
      }),
      { numRuns: 12 },
    );
  });
});

describe('a direction with no limit of its pattern nearby', () => {
  const x = [
    [1, 2],
    [2, -1],
  ].map((row) => row.map(Rational.fromDouble));
  const data: Dataset = { name: 'test', x, y: [1, 1] };
  const model = parseModel('two-layer-fixed:1:0.5', 2);
  const at = (...theta: number[]) => {
    const direction = Float64Array.from(theta, (value) => value / Math.hypot(...theta));
    return snapLimit(data, model, { log10Loss: -1e9, direction }, []);
  };

  it('is said to separate nothing, or to be too far away', () => {
    expect(at(-1, 0, 1, 0)).toMatchObject({ reasons: ['the net does not separate the data'] });
    expect(at(4, 0, -1, 0)).toMatchObject({
      kind: 'unsnapped',
      reasons: [expect.stringContaining('away')],
    });
  });
});
