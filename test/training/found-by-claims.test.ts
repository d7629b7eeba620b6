import { describe, expect, it } from 'vitest';
import { parseModel } from '../../src/models/parse.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { flow } from '../../src/training/flow.ts';

/** Found by claim F5: with d = 1 a start of the wrong sign takes w through 0, where no relative error is small. */
describe('a linear model that starts on the wrong side', () => {
  for (const loss of ['exponential', 'logistic'] as const)
    it(`passes through w = 0 in few steps (${loss})`, () => {
      const data = { name: 'one point', x: [[Rational.of(3n)]], y: [1] as const };
      const model = parseModel('linear', 1);
      const run = flow({ model, data, loss, start: [-2], until: -1e9, tolerance: 1e-4 });
      expect(run.reason.kind).toBe('target');
      expect(run.steps.accepted).toBeLessThan(300);
      expect(run.final.normalizedMargin).toBeCloseTo(3, 12);
    });
});

/** Found by claim F5: e^{−q} is subnormal around log10 loss −310, which froze the double-double run. */
it('the logistic loss passes the range where e^{−q} is subnormal, in every arithmetic', () => {
  const data = { name: 'one point', x: [[Rational.of(59n, 512n)]], y: [1] as const };
  const model = parseModel('linear', 1);
  for (const precision of ['double', 'dd', 40] as const) {
    const run = flow({
      model,
      data,
      loss: 'logistic',
      start: [0.85],
      until: -1e3,
      tolerance: 1e-5,
      precision,
    });
    expect(run.reason.kind).toBe('target');
  }
});
