import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagonalLimit, liveParts } from '../../../properties/vardi2022/diagonal-limit.ts';
import { l1GapBound } from '../../../properties/vardi2022/l1-gap-bound.ts';
import { V5 } from '../../../properties/vardi2022/V5-live-coordinates.ts';
import { parseModel } from '../../../src/models/parse.ts';
import { flow } from '../../../src/training/flow.ts';

const DEEPEST = -1e100;

describe('V5', () => {
  it('draws starts of which every hypothesis holds', () => {
    fc.assert(
      fc.property(V5.cases, (instance) => {
        expect(V5.hypotheses.filter((hypothesis) => !hypothesis.holds(instance))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('has a gap bound that holds at every depth, falls with it, and is not met by a cost that is too low', () => {
    fc.assert(
      fc.property(V5.cases, ({ data, start, loss }) => {
        const cost = diagonalLimit(data, start)!.cost.toNumber();
        const live = liveParts(start);
        const bounds = [-1e9, -1e40, DEEPEST].map((until) => {
          const run = flow({
            model: parseModel('diagonal:2', data.x[0]!.length),
            data,
            loss,
            start: start.map((value) => value.toNumber()),
            until,
            snapshots: true,
          });
          fc.pre(run.reason.kind === 'target');
          const gap = 1 - 2 * cost * run.final.smoothedMargin;
          const bound = l1GapBound(run, cost, data.x.length, live);
          expect(gap).toBeLessThanOrEqual(bound + 1e-9);
          // Half the cost would put the best margin at twice what is reached; that shows at this depth.
          if (until === DEEPEST) expect(1 - cost * run.final.smoothedMargin).toBeGreaterThan(bound);
          return bound;
        });
        expect(bounds[1]).toBeLessThan(bounds[0]!);
        expect(bounds[2]).toBeLessThan(bounds[1]!);
      }),
      { numRuns: 20 },
    );
  });
});
