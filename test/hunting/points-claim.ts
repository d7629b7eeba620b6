import fc from 'fast-check';
import { z } from 'zod';
import type { Claim } from '../../src/claims/claim.ts';
import { refutes, supports, undecided } from '../../src/claims/decision.ts';
import { exactNumber } from '../../src/claims/exact-schemas.ts';
import { Rational } from '../../src/numbers/rational.ts';

/** Points with one exact coordinate each, and labels. */
export interface Points {
  readonly x: readonly Rational[];
  readonly y: readonly (1 | -1)[];
}

const points = (largest: number): fc.Arbitrary<Points> =>
  fc
    .array(fc.record({ x: fc.integer({ min: 1, max: largest }), y: fc.constantFrom<1 | -1>(1, -1) }), {
      minLength: 3,
      maxLength: 8,
    })
    .map((drawn) => ({
      x: drawn.map(({ x }) => Rational.of(BigInt(x), 16n)),
      y: drawn.map(({ y }) => y),
    }));

/** False once a coordinate may exceed 1: the sum of y·x is said to stay below a bound. */
export function sumStaysBelow(bound: number): Claim<Points, number> {
  return {
    id: 'points',
    title: 'sums are small',
    source: { paper: 'toy', citation: 'none' },
    statement: `Σ y x < ${bound}`,
    hypotheses: [
      {
        id: 'small',
        statement: 'every coordinate is at most 1/8 in size',
        holds: ({ x }) => x.every((value) => value.abs().compare(Rational.of(1n, 8n)) <= 0),
        without: points(64),
      },
      { id: 'labelled', statement: 'as many labels as points', holds: ({ x, y }) => x.length === y.length },
    ],
    cases: points(2),
    caseSchema: z.strictObject({
      x: z.array(exactNumber).min(1),
      y: z.array(z.union([z.literal(1), z.literal(-1)])),
    }),
    prediction: bound,
    gap: 'sum',
    axes: { points: ['x', 'y'] },
    decide: ({ x, y }, asserted) => {
      const sum = x.reduce((total, value, i) => total + y[i]! * value.toNumber(), 0);
      if (sum === asserted) return undecided('a tie', { sum });
      return sum < asserted ? supports('proved', { sum }) : refutes('proved', `the sum is ${sum}`, { sum });
    },
    controls: [{ id: 'negative', statement: 'the sum is below −100', variant: -100 }],
  };
}
