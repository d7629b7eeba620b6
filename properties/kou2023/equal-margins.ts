import fc from 'fast-check';
import type { Control } from '../../src/claims/claim.ts';
import { leakySlope } from '../../src/generators/slopes.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { aroundCommonMean, sumOfTwo } from './control-data.ts';
import type { DescentCase } from './descent-case.ts';
import { descentCases } from './descent-cases.ts';
import { descentHypotheses } from './descent-hypotheses.ts';
import { orthogonalEnough } from './orthogonal-data.ts';

/** What K1, K2 and K5 share: margins of ReLU and leaky ReLU nets that grow alike on nearly orthogonal data, and not elsewhere. */

const alpha = fc.oneof(leakySlope(15), fc.constant(Rational.ZERO));
const width = [2, 8] as const;

export const equalMarginHypotheses = descentHypotheses(alpha);

export const equalMarginCases: fc.Arbitrary<DescentCase> = descentCases({
  alpha,
  data: orthogonalEnough(),
  width,
});

/** Where the margins do differ by a constant: the first point is longer than the second. */
export const unequalLengths: fc.Arbitrary<DescentCase> = descentCases({
  alpha: leakySlope(15),
  data: orthogonalEnough({ unequal: true }),
  width,
});

/** Where the margins do not grow alike. */
export const unequalMarginControls: readonly Control<DescentCase, never>[] = [
  {
    id: 'low-dimension',
    statement:
      'eight points of dimension 3, one the sum of two others of its label: its margin becomes the sum of theirs',
    cases: descentCases({ alpha: leakySlope(8), data: sumOfTwo(), width }),
  },
  {
    id: 'common-mean',
    statement: 'points around one common mean with labels at random: K⁻¹1 is mostly not positive',
    cases: descentCases({ alpha: leakySlope(8), data: aroundCommonMean(), width }),
    refutes: 'some',
  },
];
