import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normSquared } from '../../../oracles/kkt/certify.ts';
import { decideLocalOptimality } from '../../../oracles/local-optimality/decide.ts';
import { groupsLimit, groupsPoint, transferCurve } from '../../../properties/vardi2022/groups-limit.ts';
import { standingOf } from '../../../properties/vardi2022/standing.ts';
import { V3 } from '../../../properties/vardi2022/V3-kinks.ts';
import type { FlowCase } from '../../../src/generators/flow-cases.ts';
import { Rational } from '../../../src/numbers/rational.ts';

const ints = (values: readonly number[]) => values.map((value) => Rational.of(BigInt(value)));

/** Points e₁, e₂; neurons at (+,−) and (−,+). */
const PRINTED: FlowCase = {
  model: 'two-layer:2:0',
  loss: 'exponential',
  data: { name: 'axes', x: [ints([1, 0]), ints([0, 1])], y: [1, 1] },
  start: ints([1, -1, -1, 1, 1, 1]),
};

function pointOf(flow: FlowCase) {
  const point = groupsPoint(flow);
  if (typeof point === 'string') throw new Error(point);
  return point;
}

describe('V3', () => {
  it('ends at e₁ and e₂, cost 2, in the printed instance', () => {
    const { network } = pointOf(PRINTED);
    expect(network.weights.map((row) => row.map(String))).toEqual([
      ['1', '0'],
      ['0', '1'],
    ]);
    expect(String(normSquared(network))).toBe('4');
  });

  it('leaves it along w₁ = (1, t), w₂ = (0, 1 − t), a = 1: ‖θ‖² − 4 = −2t + 2t²', () => {
    const { network } = pointOf(PRINTED);
    const curve = transferCurve(PRINTED.data, network, [0, 1], 'all');
    expect(curve.derivation).toEqual({
      weights: [
        [['0'], ['1']],
        [['0'], ['-1']],
      ],
      outputs: [[], []],
    });
    for (let k = 1; k < 8; k++) {
      const t = Rational.of(BigInt(k), 8n);
      const moved = {
        ...network,
        weights: [
          [Rational.ONE, t],
          [Rational.ZERO, Rational.ONE.sub(t)],
        ],
      };
      const change = normSquared(moved).sub(Rational.of(4n));
      expect(String(change)).toBe(String(t.mul(t).sub(t).mul(Rational.of(2n))));
    }
  });

  it('is not local by the oracle’s own search either, at first order', () => {
    fc.assert(
      fc.property(V3.cases, (flow) => {
        const { network, multipliers } = pointOf(flow);
        const limit = groupsLimit(flow);
        if (typeof limit === 'string') throw new Error(limit);
        expect(standingOf(limit.certificates)).toEqual({ kkt: true, local: false, global: false });
        const kinks = network.neurons.length * flow.data.x.length;
        // The search goes through all sides of the kinks, up to eight.
        fc.pre(kinks <= 8);
        const decided = decideLocalOptimality(flow.data, network, multipliers, []);
        expect(decided).toMatchObject({ verdict: 'refuted', order: 1 });
      }),
      { numRuns: 25 },
    );
  });
});
