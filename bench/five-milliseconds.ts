import fc from 'fast-check';
import { z } from 'zod';
import type { Claim } from '../src/claims/claim.ts';
import { refutes, supports } from '../src/claims/decision.ts';

const TERMS = 4200n;

interface Bound {
  readonly bound: number;
}

/**
 * A claim whose every case is the same few milliseconds of exact arithmetic, so that what a campaign takes beyond that is its own:
 * Σ 1/k! for k ≤ TERMS, over one denominator, is below 3.
 */
export const fiveMilliseconds: Claim<Bound, number> = {
  id: 'five-milliseconds',
  title: 'five milliseconds of arithmetic',
  source: { paper: 'bench', citation: 'Euler, 1748' },
  statement: 'Partial sums of Σ 1/k! stay below every bound from 3 on.',
  hypotheses: [{ id: 'bound', statement: 'the bound is at least 3', holds: ({ bound }) => bound >= 3 }],
  cases: fc.record({ bound: fc.integer({ min: 3, max: 1000 }) }),
  caseSchema: z.strictObject({ bound: z.number() }),
  prediction: 1,
  controls: [{ id: 'thousandth', statement: 'They stay below a thousandth of it.', variant: 1000 }],
  decide({ bound }, dividedBy) {
    let [numerator, denominator] = [1n, 1n];
    for (let k = 1n; k <= TERMS; k++) {
      numerator = numerator * k + 1n;
      denominator *= k;
    }
    return numerator * BigInt(dividedBy) < BigInt(bound) * denominator
      ? supports('proved')
      : refutes('proved', `the sum is not below ${bound}/${dividedBy}`);
  },
};
