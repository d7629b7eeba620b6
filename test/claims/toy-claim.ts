import fc from 'fast-check';
import { z } from 'zod';
import type { Claim, Control } from '../../src/claims/claim.ts';
import { refutes, supports, undecided } from '../../src/claims/decision.ts';

/** A claim about one integer: it lies below the asserted bound. Multiples of 1000 cannot be decided. */
export function belowBound(
  options: {
    largest?: number;
    bound?: number;
    hypothesis?: (n: number) => boolean;
    controls?: Control<number, number>[];
  } = {},
): Claim<number, number> {
  const { largest = 99, bound = 100, hypothesis = () => true } = options;
  return {
    id: 'toy',
    title: 'integers are small',
    source: { paper: 'toy', citation: 'none' },
    statement: `every drawn integer is below ${bound}`,
    hypotheses: [{ id: 'allowed', statement: 'the integer is allowed', holds: hypothesis }],
    cases: fc.integer({ min: 1, max: largest }),
    caseSchema: z.number(),
    prediction: bound,
    decide: (n, asserted) => {
      if (n % 1000 === 0) return undecided(`${n} is a multiple of 1000`, { n });
      return n < asserted
        ? supports('proved', { n })
        : refutes('proved', `${n} is not below ${asserted}`, { n });
    },
    controls: options.controls ?? [{ id: 'below-zero', statement: 'they are all negative', variant: 0 }],
  };
}
