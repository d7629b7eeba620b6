import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certificateData } from '../../../oracles/certificate.ts';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import { certificateNetwork, type ExactHiddenLayer } from '../../../oracles/kkt/certify.ts';
import { decideLocalOptimality } from '../../../oracles/local-optimality/decide.ts';
import { deadNeuronCases, twoPointCase, twoPoints } from '../../../properties/vardi2022/dead-neuron-cases.ts';
import { deadNeuronLimit } from '../../../properties/vardi2022/dead-neuron-limit.ts';
import { neuronOptimum } from '../../../properties/vardi2022/exact-net.ts';
import { longestSubsetSum, splitting } from '../../../properties/vardi2022/splitting.ts';
import { standingOf } from '../../../properties/vardi2022/standing.ts';
import { V2 } from '../../../properties/vardi2022/V2-dead-neuron.ts';
import { innerProduct } from '../../../src/data/label-mean.ts';
import type { FlowCase } from '../../../src/generators/flow-cases.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { readNetwork } from './read-network.ts';

const { ZERO, ONE } = Rational;
const of = (num: number, den = 1) => Rational.of(BigInt(num), BigInt(den));
const THIRD = of(1, 3);
const UP = [ZERO, ONE];
const height = fc.integer({ min: 1, max: 64 }).map((k) => of(k, 32));

function limitOf(flow: FlowCase) {
  const found = deadNeuronLimit(flow);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

describe('the printed instance: (1, ¼), (−1, ¼), both positive', () => {
  const data = twoPoints(of(1, 4));

  it('has multipliers λ₁ = λ₂ = 2 and ‖λ₁x₁‖ > 1', () => {
    const optimum = neuronOptimum(data);
    if (typeof optimum === 'string') throw new Error(optimum);
    expect(optimum.multipliers.map(String)).toEqual(['2', '2']);
    expect(String(optimum.norm)).toBe('4');
    const first = data.x[0]!.map((value) => value.mul(of(2)));
    expect(innerProduct(first, first).compare(ONE)).toBe(1);
  });

  it('is left along w₁ = (−t²/4, 2−t²), a₁ = 2, w₂ = (t, 0), a₂ = t: q₁ = q₂ = 1, ‖θ‖² − 8 = −2t² + (17/16)t⁴', () => {
    const network: ExactHiddenLayer = {
      slope: ZERO,
      weights: [
        [ZERO, of(2)],
        [ZERO, ZERO],
      ],
      scales: [ONE, ONE],
      neurons: [
        { weights: 0, offset: 0, output: of(2) },
        { weights: 1, offset: 0, output: ZERO },
      ],
    };
    const certificate = {
      format: 'farkas/certificate@1',
      claim: { kind: 'not-local-optimum', layer: 'all' },
      data: certificateData(data),
      solution: certificateNetwork(network),
      derivation: {
        weights: [
          [
            ['0', '-1/4'],
            ['0', '-1'],
          ],
          [['1'], []],
        ],
        outputs: [[], ['1']],
      },
    };
    expect(checkCertificate(certificate)).toMatchObject({ accepted: true });
    for (let k = 1; k <= 5; k++) {
      const t = of(k, 8);
      const square = t.mul(t);
      const w = [
        [square.mul(of(-1, 4)), of(2).sub(square)],
        [t, ZERO],
      ];
      const a = [of(2), t];
      const margins = data.x.map((x) =>
        w.reduce((sum, row, j) => {
          const z = innerProduct(row, x);
          return z.sign() > 0 ? sum.add(z.mul(a[j]!)) : sum;
        }, ZERO),
      );
      expect(margins.map(String)).toEqual(['1', '1']);
      const norm = [...w.flat(), ...a].reduce((sum, value) => sum.add(value.mul(value)), ZERO);
      expect(String(norm.sub(of(8)))).toBe(
        String(square.mul(of(-2)).add(square.mul(square).mul(of(17, 16)))),
      );
    }
  });

  it('is a KKT point and no local optimum', () => {
    expect(standingOf(limitOf(twoPointCase(of(1, 4))).limit.certificates)).toEqual({
      kkt: true,
      local: false,
      global: false,
    });
  });
});

describe('the criterion', () => {
  it('says of (±1, h) that splitting pays exactly where h² < 1/3', () => {
    fc.assert(
      fc.property(height, (h) => {
        const { split } = limitOf(twoPointCase(h));
        expect(split.kind).toBe(h.mul(h).compare(THIRD) < 0 ? 'pays' : 'none');
      }),
    );
  });

  it('takes the best of the valid multipliers: a point (0, h) in the middle carries all, and splitting never pays', () => {
    fc.assert(
      fc.property(height, (h) => {
        const points = [...twoPoints(h).x, [ZERO, h]];
        expect(splitting(points, UP).kind).toBe('none');
        // The multipliers of the two outer points alone say otherwise.
        const half = ONE.div(h.add(h));
        const longest = longestSubsetSum(points, [half, half, ZERO]);
        expect(innerProduct(longest, longest).compare(ONE) > 0).toBe(h.mul(h).compare(THIRD) < 0);
      }),
    );
  });

  it('gives multipliers, or directions and a relief, that satisfy what it promises', () => {
    fc.assert(
      fc.property(V2.cases, (flow) => {
        const optimum = neuronOptimum(flow.data);
        if (typeof optimum === 'string') throw new Error(optimum);
        const axis = optimum.w.map((value) => value.div(optimum.norm));
        const support = flow.data.x.filter((x) => innerProduct(optimum.w, x).equals(ONE));
        const split = splitting(support, axis);
        if (split.kind === 'open') throw new Error('left open');
        const sum = axis.map((_, c) =>
          support.reduce((total, x, i) => total.add(x[c]!.mul(split.multipliers[i]!)), ZERO),
        );
        expect(sum.map(String)).toEqual(axis.map(String));
        expect(split.multipliers.every((value) => value.sign() >= 0)).toBe(true);
        if (split.kind === 'none') {
          const longest = longestSubsetSum(support, split.multipliers);
          expect(innerProduct(longest, longest).compare(ONE)).toBeLessThanOrEqual(0);
          return;
        }
        const total = split.directions.reduce((all, { weight }) => all.add(weight), ZERO);
        expect(total.compare(ONE)).toBeLessThanOrEqual(0);
        for (const { w } of split.directions) expect(innerProduct(w, w).compare(ONE)).toBeLessThanOrEqual(0);
        expect(innerProduct(split.relief, axis).compare(ONE)).toBe(1);
        for (const x of support) {
          const gained = split.directions.reduce((all, { w, weight }) => {
            const z = innerProduct(w, x);
            return z.sign() > 0 ? all.add(z.mul(weight)) : all;
          }, ZERO);
          expect(innerProduct(split.relief, x).compare(gained)).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('may need two dead neurons where the multipliers are not unique: on these four points no single one pays', () => {
    const height = of(1, 2);
    const x = [
      [of(11, 8), of(2), height],
      [of(-11, 8), of(3, 8), height],
      [of(-1, 4), of(-7, 8), height],
      [of(1, 2), of(-3, 8), height],
    ];
    const flow = (dead: number): FlowCase => {
      const width = 1 + dead;
      const w = Array.from({ length: width }, (_, k) => [ZERO, ZERO, of(k === 0 ? 4 : -1)]);
      return {
        model: `two-layer:${width}:0`,
        loss: 'exponential',
        data: { name: 'four points', x, y: [1, 1, 1, 1] },
        start: [...w.flat(), of(4), ...w.slice(1).map(() => ONE)],
      };
    };
    const { split, limit } = limitOf(flow(2));
    if (split.kind !== 'pays') throw new Error('expected a split that pays');
    expect(split.directions).toHaveLength(2);
    expect(standingOf(limit.certificates)).toMatchObject({ local: false });
    // For a single direction the multipliers can be chosen against it: at each vertex of their polytope, Σ λ_i φ(⟨w, x_i⟩).
    const value = (lambda: readonly Rational[], w: readonly Rational[]) =>
      x.reduce((sum, row, i) => {
        const z = innerProduct(w, row);
        return z.sign() > 0 ? sum.add(z.mul(lambda[i]!)) : sum;
      }, ZERO);
    const vertices = [0, 1, 2, 3].flatMap((left) => {
      const optimum = neuronOptimum({
        name: 'three points',
        x: x.filter((_, i) => i !== left),
        y: [1, 1, 1],
      });
      if (typeof optimum === 'string' || !optimum.norm.equals(of(2))) return [];
      return [[0, 1, 2, 3].map((i) => (i === left ? ZERO : optimum.multipliers[i > left ? i - 1 : i]!))];
    });
    expect(vertices).toHaveLength(2);
    for (let k = 0; k < 400; k++) {
      const [polar, turn] = [Math.acos(1 - (2 * (k + 0.5)) / 400), k * 2.399963];
      const w = [Math.sin(polar) * Math.cos(turn), Math.sin(polar) * Math.sin(turn), Math.cos(polar)];
      const exact = w.map((entry) => Rational.fromDouble(entry * (1 - 1e-9)));
      expect(Math.min(...vertices.map((lambda) => value(lambda, exact).toNumber()))).toBeLessThan(1);
    }
  });

  it('agrees with the search of the local-optimality oracle where the multipliers are unique, on both sides', () => {
    const seen = { pays: 0, none: 0, open: 0 };
    fc.assert(
      fc.property(deadNeuronCases({ dimension: [1, 3], ambiguous: [0, 0], others: 2 }), (flow) => {
        const { split, limit } = limitOf(flow);
        seen[split.kind]++;
        const { network, multipliers } = readNetwork(limit.certificates[0]!);
        const decided = decideLocalOptimality(flow.data, network, multipliers, []);
        expect(decided).toMatchObject(
          split.kind === 'pays' ? { verdict: 'refuted', order: 2 } : { verdict: 'optimal', scope: 'global' },
        );
      }),
      { numRuns: 300 },
    );
    expect(Math.min(seen.pays, seen.none)).toBeGreaterThan(5);
    expect(seen.open).toBe(0);
  });
});
