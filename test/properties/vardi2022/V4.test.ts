import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lpMargin } from '../../../oracles/lp-margin.ts';
import { decideLimit } from '../../../properties/vardi2022/decide-limit.ts';
import { blockCases, blocks, partsOf, startFrom } from '../../../properties/vardi2022/diagonal-cases.ts';
import { diagonalLimit, liveParts } from '../../../properties/vardi2022/diagonal-limit.ts';
import { unreachable } from '../../../properties/vardi2022/unreachable.ts';
import { diagonalRun, V4 } from '../../../properties/vardi2022/V4-dead-coordinate.ts';
import { V5 } from '../../../properties/vardi2022/V5-live-coordinates.ts';
import { separable, unseparable } from '../../../src/generators/datasets.ts';
import type { FlowCase } from '../../../src/generators/flow-cases.ts';
import { parseModel } from '../../../src/models/parse.ts';
import { Rational } from '../../../src/numbers/rational.ts';
import { flow } from '../../../src/training/flow.ts';

const ints = (values: readonly number[]) => values.map((value) => Rational.of(BigInt(value)));

/** One example with label +1. */
function example(x: readonly number[], start: readonly number[]): FlowCase {
  return {
    model: 'diagonal:2',
    loss: 'exponential',
    data: { name: 'printed', x: [ints(x)], y: [1] },
    start: ints(start),
  };
}

describe('a limit that no start reaches', () => {
  it('is certified to be none exactly where the linear program finds none', () => {
    const cases = fc
      .record({
        data: fc.oneof(
          unseparable({ points: [1, 4], dimension: [1, 3] }),
          separable({ points: [1, 4], dimension: [1, 3] }),
        ),
        parts: fc.array(fc.constantFrom<[number, number]>([0, 0], [1, 0], [0, 1], [1, 1], [-2, 1]), {
          minLength: 3,
          maxLength: 3,
        }),
      })
      .map(({ data, parts }): FlowCase => {
        const signed = parts
          .slice(0, data.x[0]!.length)
          .map(([plus, minus]) => ({ plus: Rational.of(BigInt(plus)), minus: Rational.of(BigInt(minus)) }));
        return { model: 'diagonal:2', loss: 'exponential', data, start: startFrom(signed) };
      });
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(cases, (instance) => {
        const reached = diagonalLimit(instance.data, instance.start) !== null;
        seen.add(reached);
        expect(unreachable(instance) === undefined).toBe(reached);
      }),
    );
    expect(seen.size).toBe(2);
  });
});

describe('V4', () => {
  it.each([
    ['u = v = (1, 0) on x = (1, 2)', example([1, 2], [1, 0, 1, 0])],
    ['u = v = (1, 1) on x = (1, −2), with no zero at the start', example([1, -2], [1, 1, 1, 1])],
  ])('%s ends at w = (1, 0), cost 1 against ½', async (_, instance) => {
    const limit = diagonalLimit(instance.data, instance.start)!;
    expect(limit.w.map(String)).toEqual(['1', '0']);
    expect(String(limit.cost)).toBe('1');
    const best = await lpMargin(instance.data, 'l1');
    expect(best.status === 'optimal' && String(best.margin)).toBe('2');
    const run = diagonalRun(instance);
    if (typeof run === 'string') throw new Error(run);
    expect(decideLimit(run, { kkt: true, local: false })).toMatchObject({ outcome: 'supports' });
  });

  it('names the limit that the ℓ1 oracle names when no part is dead, and never a better one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(V4.cases, V5.cases), async ({ data, start }) => {
        const limit = diagonalLimit(data, start)!;
        const best = await lpMargin(data, 'l1');
        if (best.status !== 'optimal') throw new Error('expected separable data');
        const leastNorm = Rational.ONE.div(best.margin);
        const order = limit.cost.compare(leastNorm);
        if (liveParts(start).length === start.length) expect(order).toBe(0);
        else expect(order).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 40 },
    );
  });

  it('draws starts of which every hypothesis holds', () => {
    fc.assert(
      fc.property(V4.cases, (instance) => {
        expect(V4.hypotheses.filter((hypothesis) => !hypothesis.holds(instance))).toEqual([]);
        expect(startFrom(partsOf(instance.start)).map(String)).toEqual(instance.start.map(String));
      }),
      { numRuns: 100 },
    );
  });

  it('leaves (1, 0) along u = (1 − 2t², t), v = (1, t): q = 1 and ‖θ‖² − 2 = −2t² + 4t⁴', () => {
    fc.assert(
      fc.property(fc.integer({ min: -64, max: 64 }), (k) => {
        const t = Rational.of(BigInt(k), 64n);
        const square = t.mul(t);
        const u = [Rational.ONE.sub(square.add(square)), t];
        const v = [Rational.ONE, t];
        const margin = u[0]!.mul(v[0]!).add(Rational.of(2n).mul(u[1]!).mul(v[1]!));
        expect(String(margin)).toBe('1');
        const norm = [...u, ...v].reduce((sum, value) => sum.add(value.mul(value)), Rational.of(-2n));
        expect(String(norm)).toBe(String(Rational.of(4n).mul(square).mul(square).sub(square.add(square))));
      }),
    );
  });

  it('shows why raw directions decide nothing: x = (1, 2) from u = v = (1, 1/100) is still 0.2 off at log10 loss −10⁶', () => {
    const { data } = example([1, 2], [1, 1, 1, 1]);
    const model = parseModel('diagonal:2', 2);
    const start = [1, 0.01, 1, 0.01];
    const run = flow({ model, data, loss: 'exponential', start, until: -1e6, snapshots: true });
    expect(run.final.direction![0]!.toFixed(1)).toBe('0.2');
  });

  it('draws weak pulls that die at least like log(1/𝓛)^−¼', () => {
    fc.assert(
      fc.property(
        blockCases(blocks({ pull: 'weak' }), (parts) => parts),
        ({ data, start }) => {
          const { rate } = diagonalLimit(data, start)!;
          expect(rate).toBeGreaterThanOrEqual(-1);
          expect(rate).toBeLessThanOrEqual(-0.25);
        },
      ),
      { numRuns: 50 },
    );
  });
});
